import { RunRecipe, type RunShelf } from '../editor/index.ts';
import { asPromise, openStore } from './browser-store.ts';

/** A person's runs in the browser's own database, each under its place and id, so that two windows do not overwrite each other's. */
export function createRunShelf(factory: IDBFactory): RunShelf {
  const store = openStore(factory, 'ledgerquest-runs', 'runs');
  const ofPlace = (place: string): IDBKeyRange => IDBKeyRange.bound([place], [place, []]);
  return {
    async load(place) {
      const kept = await asPromise<unknown[]>((await store('readonly')).getAll(ofPlace(place)));
      return kept.flatMap((value) => RunRecipe.safeParse(value).data ?? []);
    },
    async put(place, recipe) {
      await asPromise((await store('readwrite')).put(recipe, [place, recipe.id]));
    },
    async remove(place, id) {
      await asPromise((await store('readwrite')).delete([place, id]));
    },
  };
}
