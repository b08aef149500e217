import { randomUUID } from 'node:crypto';
import { LedgerError } from '../../contract/error.ts';
import type { FoundProject, Opening } from '../../contract/desktop.ts';
import { parseWish, type Wish } from './opening.ts';
import type { Owner } from './owner.ts';

export interface Openings {
  /** Text from outside: a link, a path. It waits until a window asks for it. */
  wish(text: string, cwd: string): Promise<void>;
  next(): Opening | undefined;
  /** What the person said to a question; a question is answered once. */
  answer(id: string, yes: boolean): Promise<FoundProject | undefined>;
}

interface OpeningsOptions {
  owner: Owner;
  /** Something waits: the window in front may ask for it. */
  onWaiting: () => void;
  /** Joins a project that lies elsewhere, in a window of its own. */
  join: (link: string) => Promise<void>;
}

const mostWaiting = 8;

/** What is foreign is asked about first; what this person has opened before is not. */
export function createOpenings({ owner, onWaiting, join }: OpeningsOptions): Openings {
  const waiting: Opening[] = [];
  const asked = new Map<string, Exclude<Wish, { kind: 'nothing' }>>();
  const put = (opening: Opening): void => {
    // A page that clicks links by the dozen gets no dozen of questions.
    if (waiting.length >= mostWaiting) return;
    waiting.push(opening);
    onWaiting();
  };
  const ask = (wish: Exclude<Wish, { kind: 'nothing' }>, what: Extract<Opening, { as: 'question' }>['what']): void => {
    const id = randomUUID();
    if (asked.size >= mostWaiting) return;
    asked.set(id, wish);
    put({ as: 'question', id, what });
  };
  return {
    async wish(text, cwd) {
      const wish = parseWish(text, cwd);
      if (wish.kind === 'nothing') return put({ as: 'refused', message: wish.why });
      if (wish.kind === 'join') {
        const { host, project, fingerprint } = wish.to;
        return ask(wish, { kind: 'join', host, project, fingerprint: fingerprint.slice(0, 12) });
      }
      try {
        const { found } = await owner.ask('folder.look', { path: wish.path });
        if (found) return put({ as: 'project', found });
        return ask(wish, { kind: 'folder', path: wish.path });
      } catch (error) {
        const { message, hint } = error instanceof LedgerError ? error : { message: 'That folder cannot be opened.', hint: undefined };
        return put({ as: 'refused', message, ...(hint !== undefined && { hint }) });
      }
    },
    next: () => waiting.shift(),
    async answer(id, yes) {
      const wish = asked.get(id);
      asked.delete(id);
      if (!wish || !yes) return undefined;
      if (wish.kind === 'folder') return owner.ask('folder.add', { path: wish.path });
      await join(wish.link);
      return undefined;
    },
  };
}
