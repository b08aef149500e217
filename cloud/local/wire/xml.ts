/** An element: its name, attributes, and either text or children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/** Values from which `element` builds children: undefined is left out, an array repeats the element. */
export type XmlValue = string | number | boolean | undefined | XmlObject | readonly XmlValue[];
export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/** An element from plain data, for example `element('Owner', {ID: '1', Grant: [{…}, {…}]})`. */
export function element(name: string, value: XmlValue, attributes?: Readonly<Record<string, string>>): XmlElement {
  return { name, ...(attributes && { attributes }), children: childrenOf(value) };
}

function childrenOf(value: XmlValue): (XmlElement | string)[] {
  if (value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  const children: XmlElement[] = [];
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    for (const each of Array.isArray(child) ? (child as readonly XmlValue[]) : [child as XmlValue]) children.push(element(name, each));
  }
  return children;
}

/** A document with its declaration. */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}`;
}

function write(node: XmlElement | string): string {
  if (typeof node === 'string') return escape(node);
  const attributes = Object.entries(node.attributes ?? {})
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join('');
  return `<${node.name}${attributes}>${node.children.map(write).join('')}</${node.name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

function escape(text: string): string {
  return text.replace(/[&<>"\r]/g, (found) => ENTITIES[found]!);
}

/**
 * Parses a document without DTD, as AWS clients write them. Namespace prefixes and white space between elements are
 * dropped. Returns undefined for anything that is not such a document.
 */
export function parseXml(text: string): XmlElement | undefined {
  const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)|([\s\S])/g;
  const root: { name: string; children: (XmlElement | string)[] } = { name: '', children: [] };
  const open = [root];
  for (const [, closing, name, , empty, characters, stray] of text.matchAll(token)) {
    const top = open.at(-1)!;
    if (stray) return undefined;
    if (characters !== undefined) {
      if (open.length > 1) top.children.push(unescape(characters));
      else if (characters.trim()) return undefined;
    } else if (name !== undefined) {
      const local = name.slice(name.indexOf(':') + 1);
      if (closing) {
        if (open.length === 1 || top.name !== local) return undefined;
        if (top.children.some((child) => typeof child !== 'string'))
          top.children = top.children.filter((child) => typeof child !== 'string');
        open.pop();
      } else {
        const child = { name: local, children: [] };
        top.children.push(child);
        if (!empty) open.push(child);
      }
    }
  }
  const [document, ...more] = root.children;
  return open.length === 1 && more.length === 0 && document !== undefined && typeof document !== 'string' ? document : undefined;
}

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(amp|lt|gt|quot|apos));/g, (_, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name!]!;
  });
}

/** The elements of that name directly inside. */
export function childElements(parent: XmlElement | undefined, name: string): XmlElement[] {
  return (parent?.children ?? []).filter((child): child is XmlElement => typeof child !== 'string' && child.name === name);
}

/** The first element along a path of names. */
export function childElement(parent: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let found = parent;
  for (const name of path) found = childElements(found, name)[0];
  return found;
}

/** The text of the element along a path of names. */
export function childText(parent: XmlElement | undefined, ...path: string[]): string | undefined {
  const found = childElement(parent, ...path);
  return found?.children.filter((child) => typeof child === 'string').join('');
}
