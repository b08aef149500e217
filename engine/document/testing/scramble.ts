import type { Chance } from '../../kernel/testing/chance.ts';
import {
  addComponent,
  addEntity,
  becomeInstance,
  deleteEntities,
  moveEntity,
  removeComponent,
  rename,
  resetToPrefab,
  setFields,
  setMeta,
  unpackInstance,
} from '../level/edit.ts';
import { entitiesOf, type LevelDocument } from '../level/document.ts';
import { toLevelFile } from '../level/materialise.ts';
import { EditOrigin } from '../origin.ts';

const me = new EditOrigin('test');

/** One random edit of a level, of whatever kind, deletions included. */
export function scramble(document: LevelDocument, random: Chance, ids: readonly string[] = [...entitiesOf(document).keys()]): void {
  const live = ids.filter((id) => Object.hasOwn(toLevelFile(document).entities, id));
  const entity = live.length > 0 ? random.pick(live) : undefined;
  const kind = random.below(11);
  if (entity === undefined || kind === 0) {
    const id = `new${Array.from(random.bytes(8), (byte) => (byte % 36).toString(36)).join('')}`;
    const parent = entity !== undefined && random.below(2) === 0 ? entity : null;
    addEntity(
      document,
      { id, name: `N${random.below(9)}`, components: random.below(2) ? { Label: { size: random.below(9) } } : {} },
      { parent },
      me,
    );
  } else if (kind === 1) deleteEntities(document, [entity], me);
  else if (kind === 2) rename(document, entity, `R${random.below(99)}`, me);
  else if (kind === 3) {
    const parent = random.below(3) === 0 ? null : random.pick(live);
    try {
      moveEntity(document, entity, { parent }, me);
    } catch {
      // Inside itself: no edit.
    }
  } else if (kind === 4) removeComponent(document, entity, random.pick(['Label', 'Transform']), me);
  else if (kind === 5) addComponent(document, entity, 'Label', random.below(2) ? { text: `t${random.below(9)}` } : {}, me);
  else if (kind === 7) becomeInstance(document, entity, random.pick(['Crate', 'Barrel']), me);
  else if (kind === 8) resetToPrefab(document, [{ entity, component: random.pick(['Label', 'Transform']) }], me);
  else if (kind === 9) unpackInstance(document, entity, random.below(2) ? { Label: { size: random.below(9) } } : {}, me);
  else if (kind === 6) setFields(document, [{ entity, component: 'Transform', field: 'position', value: [random.below(9), 0, 0] }], me);
  else
    setMeta(document, { [random.pick(['name', 'environment.fog', 'environment.sky'])]: random.below(3) ? `m${random.below(9)}` : 'x' }, me);
}
