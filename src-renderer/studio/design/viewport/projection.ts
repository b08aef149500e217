import type { FieldChange, Peer } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { LevelView, ViewChange, ViewEntity, ViewLevel } from '../../../view/index.ts';
import type { Editor, Frame, FrameEntity, LevelSession } from '../../editor/index.ts';

type View = Pick<LevelView, 'showLevel' | 'patch' | 'put' | 'showMaterials'>;

/** What an entity keeps that stands aside: where it is, and the light it gives. */
const standing: ReadonlySet<string> = new Set(['', 'Transform', 'Light', 'Camera', 'Panorama']);
const undrawn = <C extends Readonly<Record<string, unknown>>>(components: C): C =>
  Object.fromEntries(Object.entries(components).filter(([name]) => standing.has(name))) as C;

/**
 * Keeps a view in step with what is to be seen: the document, with what hands hold (one's own and peers'); or, while a run is shown, the
 * run's frame. The view can be thrown away and filled again at any time. Returns how to stop.
 */
export function project(editor: Editor, level: LevelSession, view: View): () => void {
  const { preview, visibility, draft, people } = editor;
  let shownFrame: Frame | undefined;
  let held = new Set<string>();

  const isHidden = (key: string): boolean => visibility.hidden.get().has(key);
  const hiddenBelow = (parentOf: (key: string) => string | null | undefined, key: string): boolean => {
    if (visibility.hidden.get().size === 0) return false;
    for (let at: string | null | undefined = key; at; at = parentOf(at)) if (isHidden(at)) return true;
    return false;
  };
  /** Whether others alone are to be seen: then it stays where it is, with its light, but nothing of it is drawn. */
  const isAside = (parentOf: (key: string) => string | null | undefined, key: string): boolean => {
    const isolated = visibility.isolated.get();
    if (!isolated) return false;
    for (let at: string | null | undefined = key; at; at = parentOf(at)) if (isolated.has(at)) return false;
    return true;
  };
  const visible = <E extends Pick<ViewEntity, 'parent'> & { components: Readonly<Record<string, unknown>> }>(
    entities: Readonly<Record<string, E>>,
  ): Readonly<Record<string, E>> => {
    if (visibility.hidden.get().size === 0 && !visibility.isolated.get()) return entities;
    const parentOf = (key: string): string | null | undefined => entities[key]?.parent;
    return Object.fromEntries(
      Object.entries(entities)
        .filter(([key]) => !hiddenBelow(parentOf, key))
        .map(([key, entity]) => [key, isAside(parentOf, key) ? { ...entity, components: undrawn(entity.components) } : entity]),
    );
  };

  const materials = (): ViewLevel['materials'] => editor.project.get()?.materials.get() as ViewLevel['materials'];

  const showDocument = (): void => {
    const { entities, environment } = level.level.get();
    shownFrame = undefined;
    view.showLevel(
      {
        entities: visible(entities) as ViewLevel['entities'],
        environment: environment as ViewLevel['environment'],
        materials: materials(),
      },
      0,
    );
    showHeld();
  };
  /** A run does not tell how siblings are ordered, which says how a path goes: the level does. */
  const withOrder = (entities: Readonly<Record<string, FrameEntity>>): Readonly<Record<string, FrameEntity>> => {
    const isPoint = ({ parent }: FrameEntity): boolean => parent !== null && entities[parent]?.components['Path'] !== undefined;
    if (!Object.values(entities).some(({ components }) => components['Path'])) return entities;
    return Object.fromEntries(
      Object.entries(entities).map(([key, entity]) => [
        key,
        isPoint(entity) ? { ...entity, order: level.entity(key).get()?.order } : entity,
      ]),
    );
  };
  const showFrame = (frame: Frame): void => {
    const canPatch = shownFrame?.run === frame.run && frame.changed !== undefined;
    if (canPatch && frame.changed) {
      const changes = frame.changed.filter(
        ({ entity, component }) =>
          !isHidden(entity) && (standing.has(component) || !isAside((at) => level.entity(at).get()?.parent, entity)),
      );
      view.patch(changes as readonly ViewChange[], frame.tick);
    } else {
      const entities = visible(withOrder(Object.fromEntries(frame.entities)));
      view.showLevel(
        {
          entities: entities as ViewLevel['entities'],
          environment: level.head.get().environment as ViewLevel['environment'],
          materials: materials(),
        },
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
    editor.project.get()?.materials.subscribe(() => view.showMaterials(materials() ?? {})) ?? ((): void => {}),
    level.subscribe((change) => {
      if (preview.frame.get()) return;
      if (change.tree || change.meta) return showDocument();
      const changed = new Map<string, ViewEntity | undefined>();
      const parentOf = (at: string): string | null | undefined => level.entity(at).get()?.parent;
      for (const key of change.entities) {
        const entity = level.entity(key).get() as ViewEntity | undefined;
        if (!entity || hiddenBelow(parentOf, key)) continue;
        changed.set(key, isAside(parentOf, key) ? { ...entity, components: undrawn(entity.components) } : entity);
      }
      if (changed.size > 0) view.put(changed);
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
