/** How the open level differs from the version that is looked at, entity by entity: what the scene marks. */
import type { Json } from '../../../engine/kernel/json.ts';
import { type Components, withPrefab } from '../../../engine/model/instances.ts';
import { type EntityData, LevelFile } from '../../../engine/model/level.ts';
import type { VersionChange } from '../../../src-main/contract/index.ts';
import type { Difference, LevelView, Point, Stood } from '../../view/index.ts';
import { within } from '../editor/level/placement.ts';
import type { Editor, LevelSession } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import styles from './differences.module.css';
import { versionsOf } from './versions.ts';

type Entities = Readonly<Record<string, EntityData>>;
type Prefabs = Readonly<Record<string, { components: unknown }>>;

const lanes = (value: Json | undefined, usual: readonly [number, number, number]): [number, number, number] =>
  Array.isArray(value) && value.length === 3 ? (value.map(Number) as [number, number, number]) : [...usual];

/** Where an entity of a level stands in the world, and how large its shape is there. */
export function placeIn(entities: Entities, key: string, prefabs: Prefabs): Stood | undefined {
  const wholeOf = (id: string): Components => {
    const entity = entities[id];
    const prefab = entity?.prefab !== undefined && Object.hasOwn(prefabs, entity.prefab) ? prefabs[entity.prefab] : undefined;
    return entity ? withPrefab((prefab?.components ?? {}) as Components, entity as Parameters<typeof withPrefab>[1]) : {};
  };
  const own = wholeOf(key);
  if (!own['Transform']) return undefined;
  let placed: Readonly<Record<string, Json>> = own['Transform'];
  const seen = new Set([key]);
  for (let above = entities[key]?.parent; above && !seen.has(above); above = entities[above]?.parent) {
    seen.add(above);
    placed = { ...placed, ...Object.fromEntries(within(wholeOf(above)['Transform'], placed)) };
  }
  const scale = lanes(placed['scale'], [1, 1, 1]);
  const size = lanes(own['Shape']?.['size'], own['Shape'] ? [1, 1, 1] : [0.5, 0.5, 0.5]);
  return {
    position: lanes(placed['position'], [0, 0, 0]),
    size: [size[0] * Math.abs(scale[0]), size[1] * Math.abs(scale[1]), size[2] * Math.abs(scale[2])],
  };
}

const isPlace = ({ what, component, field }: VersionChange): boolean =>
  what === 'field' && component === 'Transform' && field === 'position';

/** One mark per entity: added or removed, else moved where it stands elsewhere, else changed. `before` is the level as it was. */
export function differencesIn(changes: readonly VersionChange[], before: Entities, prefabs: Prefabs): Difference[] {
  const of = new Map<string, VersionChange[]>();
  for (const change of changes) if (change.entity !== undefined) of.set(change.entity, [...(of.get(change.entity) ?? []), change]);
  return [...of].map(([entity, own]): Difference => {
    const whole = own.find(({ what, how }) => what === 'entity' && (how === 'added' || how === 'removed'))?.how;
    if (whole === 'added') return { entity, how: 'added' };
    if (whole === 'removed') return { entity, how: 'removed', stood: placeIn(before, entity, prefabs) };
    return own.some(isPlace) ? { entity, how: 'moved', stood: placeIn(before, entity, prefabs) } : { entity, how: 'changed' };
  });
}

const signs = { added: '+', removed: '×', moved: '→', changed: '◇' } as const;

/** Marks the differences in the scene for as long as a version is compared, and says how many there are. Returns how to stop. */
export function showDifferences(
  editor: Editor,
  level: LevelSession,
  view: Pick<LevelView, 'showDifferences'>,
  canvas: HTMLCanvasElement,
): () => void {
  const versions = versionsOf(editor);
  const legend = document.createElement('div');
  legend.className = styles['legend'] ?? '';
  legend.role = 'status';
  legend.ariaLabel = t('versions.scene');
  legend.hidden = true;
  canvas.after(legend);
  let round = 0;
  const put = (differences: readonly Difference[]): void => {
    view.showDifferences(differences);
    versions.stood.set(
      new Map(differences.flatMap(({ entity, how, stood }) => (how === 'removed' && stood ? [[entity, stood.position as Point]] : []))),
    );
    legend.hidden = differences.length === 0;
    legend.replaceChildren(
      ...(['added', 'removed', 'moved', 'changed'] as const).flatMap((how) => {
        const count = differences.filter((one) => one.how === how).length;
        if (count === 0) return [];
        const line = document.createElement('span');
        line.dataset['how'] = how;
        line.textContent = `${signs[how]} ${t(`versions.scene.${how}`, { count })}`;
        return [line];
      }),
    );
  };
  const show = async (): Promise<void> => {
    round += 1;
    const mine = round;
    const marked = versions.marked.get();
    if (marked?.path === level.ref.path && !editor.preview.frame.get())
      return put(differencesIn(marked.changes, marked.before, editor.project.get()?.prefabs.get() ?? {}));
    const [comparison, version, project] = [versions.comparison.get(), versions.chosen.get(), editor.project.get()];
    // A run has its own entities: the comparison is of the document.
    if (!versions.looking.get() || comparison.at !== 'known' || !version || !project || editor.preview.frame.get()) return put([]);
    const changes = comparison.difference.changes.filter(({ part }) => part === level.ref.path);
    if (changes.every(({ entity }) => entity === undefined)) return put([]);
    const { content } = await editor.bridge.invoke('versions.read', { project: project.handle, version: version.id });
    if (mine !== round) return;
    const text = content[level.ref.path];
    const before = text === undefined ? undefined : LevelFile.safeParse(JSON.parse(text)).data;
    put(differencesIn(changes, before?.entities ?? {}, project.prefabs.get()));
  };
  const again = (): void => void show().catch(editor.notices.refuse);
  const stops = [
    versions.comparison.subscribe(again),
    versions.looking.subscribe(again),
    versions.marked.subscribe(again),
    editor.preview.frame.subscribe(() => {
      if (editor.preview.frame.get() === undefined || !legend.hidden) again();
    }),
  ];
  again();
  return () => {
    round += 1;
    for (const stop of stops) stop();
    put([]);
    legend.remove();
  };
}
