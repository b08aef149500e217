import { isObject, type Json } from '../json.ts';
import type { BusEvent, Target } from './store.ts';

/** What a target is sent: the event, a part of it, a constant, or a text made from parts; always JSON text. */
export function inputFor(target: Target, event: BusEvent, rule: { readonly name: string; readonly arn: string }, now: number): string {
  const document = event as unknown as Json;
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) return JSON.stringify(atPath(document, target.inputPath) ?? null);
  if (!target.transformer) return JSON.stringify(event);
  const { paths, template } = target.transformer;
  const values = new Map<string, Json | undefined>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', new Date(now).toISOString()],
    ['aws.events.event.json', document],
    ['aws.events.event', withoutDetail(document)],
    ...Object.entries(paths).map(([name, path]) => [name, atPath(document, path)] as const),
  ]);
  const text = fill(template, values);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return JSON.stringify(text);
  }
}

/** Fills `<name>`; within quotes a value becomes part of the text, outside it stands as JSON. */
function fill(template: string, values: ReadonlyMap<string, Json | undefined>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined) return token;
    if (!values.has(name)) return token;
    const value = values.get(name);
    if (!quoted) return JSON.stringify(value ?? null);
    const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

function withoutDetail(event: Json): Json {
  const { detail: _detail, ...rest } = event as Record<string, Json>;
  return rest;
}

/** The value at a path such as `$.detail.items[0].name` or `$.detail['a key']`; undefined where there is none. */
export function atPath(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const [, name, index, key] of path.replace(/^\$/, '').matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]/g)) {
    if (index !== undefined) found = Array.isArray(found) ? (found as Json[])[Number(index)] : undefined;
    else found = isObject(found) ? found[(name ?? key)!] : undefined;
    if (found === undefined) return undefined;
  }
  return found;
}
