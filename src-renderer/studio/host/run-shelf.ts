import { RunRecipe, type RunShelf } from '../editor/index.ts';
import { answerOf, openStore, under } from './database.ts';

/** A person's runs in the browser's own database, each under its place and id, so that two windows do not overwrite each other's. */
export function createRunShelf(factory: () => IDBFactory): RunShelf {
  const runs = openStore(factory, 'ledgerquest-runs', 'runs');
  return {
    async load(place) {
      const kept = await runs.read((store) => answerOf<unknown[]>(store.getAll(under(place))));
      return kept.flatMap((value) => RunRecipe.safeParse(value).data ?? []);
    },
    async put(place, recipe) {
      await runs.change((store) => answerOf(store.put(recipe, [place, recipe.id])));
    },
    async remove(place, id) {
      await runs.change((store) => answerOf(store.delete([place, id])));
    },
  };
}
