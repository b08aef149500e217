import type { Part } from '../../engine/net/protocol/index.ts';

/** Puts the parts of a large message together: returns its text with the last one. A message of which a part is missing is dropped. */
export function createAssembly(): (part: Part) => string | undefined {
  let id = '';
  let texts: string[] = [];
  return (part) => {
    if (part.index === 0) [id, texts] = [part.id, []];
    if (part.id !== id || part.index !== texts.length) return undefined;
    texts.push(part.text);
    return texts.length === part.of ? texts.join('') : undefined;
  };
}
