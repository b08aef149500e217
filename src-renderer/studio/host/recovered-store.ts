import { type KeptCopy, KeptCopySchema, type RecoveredStore } from '../editor/index.ts';
import { answerOf, openStore, under } from './database.ts';

/** Copies that rooms could not accept, on this machine's disk, by person and project, until the person dismisses them. */
export function createRecoveredStore(factory: () => IDBFactory, person: () => Promise<string>): RecoveredStore {
  const copies = openStore(factory, 'ledgerquest-recovered', 'copies');
  const key = async ({ project, id }: Pick<KeptCopy, 'project' | 'id'>): Promise<string[]> => [await person(), project, id];
  return {
    async load(project) {
      const all = under(await person(), project);
      const kept = await copies.read((store) => answerOf<unknown[]>(store.getAll(all)));
      return kept.flatMap((copy) => KeptCopySchema.safeParse(copy).data ?? []);
    },
    async add(copy) {
      const at = await key(copy);
      await copies.change((store) => answerOf(store.put(copy, at)));
    },
    async remove(copy) {
      const at = await key(copy);
      await copies.change((store) => answerOf(store.delete(at)));
    },
  };
}
