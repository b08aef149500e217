/**
 * What a page needs before its first line runs: its scripts with everything that they import at once, and its styles. Parts that are fetched
 * later, fonts and pictures do not count. More than the limit fails the test beside this file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes, gzip, that Studio may start with. */
export const limit = 400_000;

export interface StartBundle {
  /** Gzip, all files together. */
  bytes: number;
  /** Largest first. */
  files: readonly { file: string; bytes: number }[];
}

const loaded = /<(?:script[^>]*\ssrc|link[^>]*\shref)="([^"]+\.(?:js|css))"/g;
/** `import "./x.js"` and `… from "./x.js"`, as bundlers write them; not `import("./x.js")`. */
const imported = /(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g;

/** @throws Error when the page, or a file that it names, is not there */
export function startBundle(page: string): StartBundle {
  const found = new Map<string, number>();
  const take = (file: string): void => {
    if (found.has(file)) return;
    if (!existsSync(file)) throw new Error(`${page} needs ${file}, which was not built.`);
    const content = readFileSync(file);
    found.set(file, gzipSync(content, { level: 9 }).length);
    if (file.endsWith('.js')) for (const [, other] of content.toString().matchAll(imported)) take(resolve(dirname(file), other!));
  };
  const folder = dirname(resolve(page));
  for (const [, file] of readFileSync(page, 'utf8').matchAll(loaded)) take(join(folder, file!));
  if (found.size === 0) throw new Error(`${page} loads nothing: a check that looks at nothing proves nothing.`);
  const files = [...found].map(([file, bytes]) => ({ file, bytes })).toSorted((a, b) => b.bytes - a.bytes);
  return { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
}

/** What is said of a bundle that is too large; undefined of one that is not. */
export function tooLarge({ bytes, files }: StartBundle, most: number): string | undefined {
  if (bytes <= most) return undefined;
  const largest = files.slice(0, 5).map((one) => `  ${one.file}: ${one.bytes}`);
  return [
    `Studio starts with ${bytes} bytes (gzip); it may have ${most}. Fetch what is not needed at once later (\`later\` in studio/shell/panel.ts). Largest:`,
    ...largest,
  ].join('\n');
}
