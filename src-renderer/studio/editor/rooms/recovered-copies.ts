import { newId, parseRoomName, partText, type RandomBytes } from '../../../../engine/document/index.ts';
import { z } from '../../../../engine/model/zod.ts';
import type { RecoveredCopy } from '../../people/index.ts';
import { type Cell, createCell, derive, sameItems } from '../cell.ts';

/** What a person had made when a room could not accept it, as the text of the file it would have been. */
export const KeptCopySchema = z.object({
  id: z.string(),
  project: z.string(),
  room: z.string(),
  /** Name of the file: `yard.json`, `market.ts`. */
  file: z.string(),
  /** Why the room did not take it. */
  message: z.string(),
  text: z.string(),
  /** What the room held before, as such a text: what the copy is compared against. */
  base: z.string().optional(),
  /** What others had made of it meanwhile: nothing was refused, but both changed the same things. */
  theirs: z.string().optional(),
});
export type KeptCopy = z.infer<typeof KeptCopySchema>;

/** Where copies outlive the window. */
export interface RecoveredStore {
  load(project: string): Promise<readonly KeptCopy[]>;
  add(copy: KeptCopy): Promise<void>;
  remove(copy: KeptCopy): Promise<void>;
}

export interface RecoveredCopies {
  /** Those of the open project, until they are dismissed. */
  readonly list: Cell<readonly KeptCopy[]>;
  /** Resolves when the copy is stored; until then nothing that it was made of may be thrown away. */
  keep(copy: RecoveredCopy): { copy: KeptCopy; stored: Promise<void> };
  dismiss(copy: KeptCopy): Promise<void>;
  /** The project whose copies are listed. Resolves when the stored ones are among them. */
  enter(project: string | undefined): Promise<void>;
}

export function createRecoveredCopies(store: RecoveredStore, random: RandomBytes): RecoveredCopies {
  const all = createCell<readonly KeptCopy[]>([], sameItems);
  const open = createCell<string | undefined>(undefined);
  return {
    list: derive([all, open], (copies, project) => copies.filter((copy) => copy.project === project), sameItems),
    keep({ room, message, document, base, theirs }) {
      const { project = '', kind = '', subject = '' } = parseRoomName(room) ?? {};
      const name = subject.split('/').at(-1) ?? '';
      const copy: KeptCopy = {
        id: newId(random),
        project,
        room,
        file: kind === 'script' ? name : `${kind === 'comments' ? 'comments-' : ''}${name || 'ledgerquest'}.json`,
        message,
        text: partText(document),
        base: partText(base),
        ...(theirs && { theirs: partText(theirs) }),
      };
      all.update((copies) => [...copies, copy]);
      return { copy, stored: store.add(copy) };
    },
    async dismiss(copy) {
      all.update((copies) => copies.filter(({ id }) => id !== copy.id));
      await store.remove(copy);
    },
    async enter(project) {
      open.set(project);
      if (project === undefined) return;
      const stored = await store.load(project);
      all.update((copies) => [...stored.filter(({ id }) => !copies.some((copy) => copy.id === id)), ...copies]);
    },
  };
}
