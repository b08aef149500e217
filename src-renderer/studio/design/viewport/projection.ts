import type { FieldChange, Peer } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { EntityData } from '../../../../engine/model/level.ts';
import type { LevelView, ViewChange, ViewEntity, ViewLevel } from '../../../view/index.ts';
import type { Editor, Frame, LevelSession } from '../../editor/index.ts';

type View = Pick<LevelView, 'showLevel' | 'patch'>;

/** What an entity keeps that stands aside: where it is, and the light it gives. */
const standing: ReadonlySet<string> = new Set(['', 'Transform', 'Light', 'Camera']);
const undrawn = <C extends Readonly<Record<string, unknown>>>(components: C): C =>
  Object.fromEntries(Object.entries(components).filter(([name]) => standing.has(name))) as C;

/**
 * Keeps a view in step with what is to be seen: the document, with what hands hold (one's own and peers'); or, while a run is shown, the
 * run's frame. The view can be thrown away and filled again at any time. Returns how to stop.
 */
export function project(editor: Editor, level: LevelSession, view: View): () => void {
  const { preview, visibility, draft, people } = editor;
  let shownFrame: Frame | undefined;
  let shown: Readonly<Record<string, EntityData>> = {};
  let held = new Set<string>();

  const isHidden = (key: string): boolean => visibility.hidden.get().has(key);
  const hiddenBelow = (entities: Readonly<Record<string, Pick<ViewEntity, 'parent'>>>, key: string): boolean => {
    for (let at: string | null | undefined = key; at; at = entities[at]?.parent) if (isHidden(at)) return true;
    return false;
  };
  /** Whether others alone are to be seen: then it stays where it is, with its light, but nothing of it is drawn. */
  const isAside = (entities: Readonly<Record<string, Pick<ViewEntity, 'parent'>>>, key: string): boolean => {
    const isolated = visibility.isolated.get();
    if (!isolated) return false;
    for (let at: string | null | undefined = key; at; at = entities[at]?.parent) if (isolated.has(at)) return false;
    return true;
  };
  const visible = <E extends Pick<ViewEntity, 'parent'> & { components: Readonly<Record<string, unknown>> }>(
    entities: Readonly<Record<string, E>>,
  ): Record<string, E> => {
    if (visibility.hidden.get().size === 0 && !visibility.isolated.get()) return { ...entities };
    const shownOnes = Object.entries(entities).filter(([key]) => !hiddenBelow(entities, key));
    return Object.fromEntries(
      shownOnes.map(([key, entity]) => [key, isAside(entities, key) ? { ...entity, components: undrawn(entity.components) } : entity]),
    );
  };

  const showDocument = (): void => {
    const { entities, environment } = level.level.get();
    shown = visible(entities);
    shownFrame = undefined;
    view.showLevel({ entities: shown as ViewLevel['entities'], environment: environment as ViewLevel['environment'] }, 0);
    showHeld();
  };
  const showFrame = (frame: Frame): void => {
    const canPatch = shownFrame?.run === frame.run && frame.changed !== undefined;
    if (canPatch && frame.changed) {
      const changes = frame.changed.filter(
        ({ entity, component }) => !isHidden(entity) && (standing.has(component) || !isAside(level.level.get().entities, entity)),
      );
      view.patch(changes as readonly ViewChange[], frame.tick);
    } else {
      const entities = visible(Object.fromEntries(frame.entities));
      view.showLevel(
        { entities: entities as ViewLevel['entities'], environment: level.level.get().environment as ViewLevel['environment'] },
        frame.tick,
      );
    }
    shownFrame = frame;
  };
  const show = (): void => {
    const frame = preview.frame.get();
    if (frame) showFrame(frame);
    else showDocument();
  };

  const componentsOf = (key: string, change?: FieldChange): Json | null => {
    if (!change) return null;
    const own = level.entity(key).get()?.components[change.component];
    return own ? ({ ...own, [change.field]: change.value } as Json) : null;
  };
  /** What hands hold stands over the document until they let go. */
  const showHeld = (): void => {
    if (preview.frame.get()) return;
    const ghosts = people.get().flatMap(({ state }) => (state.ghosts ?? []) as FieldChange[]);
    const changes = new Map<string, ViewChange>();
    const next = new Set<string>();
    for (const change of [...ghosts, ...draft.get()]) {
      const value = componentsOf(change.entity, change);
      if (value === null || isHidden(change.entity)) continue;
      const place = `${change.entity}\n${change.component}`;
      next.add(place);
      changes.set(place, {
        entity: change.entity,
        component: change.component,
        value: { ...(changes.get(place)?.value ?? (value as object)), [change.field]: change.value } as ViewChange['value'],
      });
    }
    for (const place of held) {
      if (next.has(place)) continue;
      const [entity = '', component = ''] = place.split('\n');
      const own = level.entity(entity).get()?.components[component];
      if (own) changes.set(place, { entity, component, value: own as ViewChange['value'] });
    }
    held = next;
    if (changes.size > 0) view.patch([...changes.values()]);
  };

  const stops = [
    preview.frame.subscribe(show),
    visibility.hidden.subscribe(show),
    visibility.isolated.subscribe(show),
    draft.subscribe(showHeld),
    people.subscribe(showHeld),
    level.subscribe((change) => {
      if (preview.frame.get()) return;
      if (change.tree || change.meta) return showDocument();
      const entities = visible(level.level.get().entities);
      const changes: ViewChange[] = [];
      for (const key of change.entities) {
        const [before, after] = [shown[key], entities[key]];
        if (!after || isHidden(key)) continue;
        if (before?.name !== after.name) return showDocument();
        for (const name of new Set([...Object.keys(before.components), ...Object.keys(after.components)])) {
          if (before.components[name] === after.components[name]) continue;
          changes.push({ entity: key, component: name, value: (after.components[name] ?? null) as ViewChange['value'] });
        }
      }
      shown = entities;
      if (changes.length > 0) view.patch(changes);
      showHeld();
    }),
  ];
  show();
  return () => stops.forEach((stop) => stop());
}

const markLimit = 200;

/** What is marked: peers' selections in their colours, then one's own. */
export function marksOf(selection: readonly string[], people: readonly Peer[], own: string): { entity: string; color: string }[] {
  const marks = people.flatMap(({ person, state }) => (state.selection ?? []).map((entity) => ({ entity, color: person.colour })));
  return [...marks, ...selection.map((entity) => ({ entity, color: own }))].slice(0, markLimit);
}
