import { basename, dirname, resolve } from 'node:path';
import { type JoinLink, parseLink } from '../../contract/join-link.ts';

/** What a link, a file manager or a second start wants opened. Nothing of it has been looked at. */
export type Wish = { kind: 'folder'; path: string } | { kind: 'join'; link: string; to: JoinLink } | { kind: 'nothing'; why: string };

const longest = 4096;
// A drive letter is one letter; a scheme of one letter does not exist.
const scheme = /^[a-z][a-z\d+.-]+:/i;
// Another computer: asking for it by its name would already tell it who asks.
const elsewhere = /^(\\\\|\/\/)/;
const control = /\p{Cc}/u;

const nothing = (why: string): Wish => ({ kind: 'nothing', why });

/**
 * The one way in for text from outside: a `ledgerquest:` link to a shared project, a project's folder, or its ledgerquest.json. Everything
 * else is nothing, with a sentence for the person.
 * @param cwd where a relative path starts
 */
export function parseWish(text: string, cwd: string): Wish {
  if (text.length === 0 || text.length > longest || control.test(text)) return nothing('That is neither a link nor a folder.');
  if (/^ledgerquest:/i.test(text)) {
    try {
      return { kind: 'join', link: text, to: parseLink(text) };
    } catch {
      return nothing('That is no link to a shared project. Copy the whole of it, and try again.');
    }
  }
  if (scheme.test(text)) return nothing('LedgerQuest opens links that begin with ledgerquest:, and no others.');
  if (elsewhere.test(text)) return nothing('LedgerQuest opens folders of this computer. Connect the network folder as a drive first.');
  const path = resolve(cwd, text);
  return { kind: 'folder', path: basename(path) === 'ledgerquest.json' ? dirname(path) : path };
}

/** The words of a command line that want something opened: not the switches, which are Chromium's and the system's. */
export const wishesIn = (argv: readonly string[]): string[] => argv.filter((word) => word !== '' && !word.startsWith('-')).slice(0, 8);
