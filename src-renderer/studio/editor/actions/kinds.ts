import type { NewEntity } from '../../../../engine/document/index.ts';
import { LedgerError } from '../../../../engine/kernel/error.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { Spot } from '../../../view/index.ts';
import { kindOf } from '../assets/kinds.ts';
import type { Editor } from '../editor.ts';
import { t } from '../../i18n/index.ts';
import type { PlainKey } from '../../i18n/index.ts';
import { newCamera } from '../level/new-camera.ts';

export type NewComponents = Record<string, Record<string, Json>>;

/** Something that the menus offer to add. */
export interface Kind {
  id: string;
  title: PlainKey;
  icon: string;
  /** The menu of its own that it stands in. */
  under?: PlainKey;
  /** Other words people may look for. */
  words?: string;
  /** What it begins with. @throws LedgerError where the project lacks what it needs */
  components: NewComponents | ((editor: Editor, spot?: Spot) => NewComponents);
  /** What stands below it. */
  below?: () => readonly Omit<NewEntity, 'id'>[];
}

const under =
  (title: PlainKey) =>
  (kind: Omit<Kind, 'under'>): Kind => ({ ...kind, under: title });

const mesh = (kind: string, title: PlainKey, icon: string): Kind => ({
  id: kind,
  title,
  icon,
  under: 'add.meshes',
  words: 'mesh primitive shape solid',
  components: { Transform: {}, Shape: { kind } },
});

/** So that a path is one, and turns somewhere. */
const threePoints = (): Omit<NewEntity, 'id'>[] =>
  [
    [-2, 0, 0],
    [0, 0, -2],
    [2, 0, 0],
  ].map((position, index) => ({ name: t('path.point', { number: index + 1 }), components: { Transform: { position } } }));

const person = [0.6, 1.8, 0.6];
const figure = (color: string): Record<string, Json> => ({ kind: 'capsule', size: [1.2, 1.8, 1.2], color });

/** The first of what the project has, as far as there is one. */
const firstOf = (names: readonly string[] | undefined, field: string): Record<string, Json> => {
  const [first] = (names ?? []).toSorted();
  return first === undefined ? {} : { [field]: first };
};
const treesOf = ({ project }: Editor): string[] =>
  Object.keys(project.get()?.behaviours() ?? {}).map((file) => file.replace(/\.[a-z0-9]+$/, ''));
const soundsOf = ({ assets }: Editor): string[] => assets.list.get().flatMap(({ path }) => (kindOf(path) === 'sound' ? [path] : []));

/** A level with a spawner that makes nothing does not run. */
function spawner({ project }: Editor): NewComponents {
  const [prefab] = Object.keys(project.get()?.prefabs.get() ?? {}).toSorted();
  if (prefab === undefined)
    throw new LedgerError({ code: 'no-prefab', message: t('add.spawner.noPrefab'), hint: t('add.spawner.noPrefab.hint') });
  return { Transform: {}, Spawner: { prefab } };
}

const light = under('add.lights');
const physics = under('add.physics');
const ways = under('add.ways');
const logic = under('add.logic');

export const kinds: readonly Kind[] = [
  { id: 'empty', title: 'add.empty', icon: 'circle', words: 'group folder', components: { Transform: {} } },
  mesh('box', 'add.box', 'box'),
  mesh('sphere', 'add.sphere', 'circle'),
  mesh('cylinder', 'add.cylinder', 'box'),
  mesh('cone', 'add.cone', 'box'),
  mesh('capsule', 'add.capsule', 'box'),
  mesh('plane', 'add.plane', 'grid'),
  mesh('roof', 'add.roof', 'box'),
  light({ id: 'light', title: 'add.light', icon: 'light', words: 'light point lamp', components: { Transform: {}, Light: {} } }),
  light({
    id: 'sun',
    title: 'add.sun',
    icon: 'sun',
    words: 'light directional shadow',
    // It shines from where it stands to the origin, wherever one looks.
    components: { Transform: { position: [12, 20, 8] }, Light: { kind: 'sun', color: '#fff2d9', shadow: true } },
  }),
  light({
    id: 'sky',
    title: 'add.sky',
    icon: 'cloud',
    words: 'light ambient hemisphere',
    components: { Transform: {}, Light: { kind: 'sky', color: '#dce8ff', intensity: 0.6 } },
  }),
  { id: 'camera', title: 'add.camera', icon: 'video', words: 'view eye', components: newCamera },
  { id: 'label', title: 'add.label', icon: 'type', words: 'text sign', components: { Transform: {}, Label: { text: '{name}' } } },
  {
    id: 'sound',
    title: 'add.sound',
    icon: 'play',
    words: 'audio source music',
    components: (editor) => ({ Transform: {}, Sound: { loop: true, ...firstOf(soundsOf(editor), 'asset') } }),
  },
  physics({
    id: 'body',
    title: 'add.body',
    icon: 'drop',
    words: 'physics rigid body dynamic falls',
    components: { Transform: {}, Shape: { kind: 'box' }, RigidBody: {}, Collider: {} },
  }),
  physics({
    id: 'collider',
    title: 'add.collider',
    icon: 'box',
    words: 'physics wall invisible static fixed',
    components: { Transform: {}, RigidBody: { kind: 'fixed' }, Collider: {} },
  }),
  physics({
    id: 'character',
    title: 'add.character',
    icon: 'person',
    words: 'physics player walk controller',
    components: {
      Transform: {},
      Shape: figure('#c9a27a'),
      RigidBody: { kind: 'kinematic' },
      Collider: { shape: 'capsule', size: person },
      Character: {},
    },
  }),
  logic({
    id: 'trigger',
    title: 'add.trigger',
    icon: 'target',
    words: 'zone area volume enter leave',
    components: { Transform: {}, Trigger: { size: [2, 2, 2] } },
  }),
  logic({ id: 'spawner', title: 'add.spawner', icon: 'sparkles', words: 'spawn point prefab', components: spawner }),
  logic({ id: 'timer', title: 'add.timer', icon: 'timer', words: 'clock event', components: { Transform: {}, Timer: {} } }),
  logic({
    id: 'behaviour',
    title: 'add.behaviour',
    icon: 'tree',
    words: 'ai mind tree',
    components: (editor) => ({ Transform: {}, Shape: figure('#7aa2c9'), Behaviour: firstOf(treesOf(editor), 'tree') }),
  }),
  logic({
    id: 'machine',
    title: 'add.machine',
    icon: 'fork',
    words: 'state machine states',
    components: ({ project }) => ({
      Transform: {},
      Shape: { kind: 'box' },
      StateMachine: firstOf(Object.keys(project.get()?.file.get().machines ?? {}), 'machine'),
    }),
  }),
  ways({ id: 'path', title: 'add.path', icon: 'route', words: 'way points', components: { Transform: {}, Path: {} }, below: threePoints }),
  ways({
    id: 'navRegion',
    title: 'add.navRegion',
    icon: 'walk',
    words: 'navigation mesh ground',
    components: { Transform: {}, NavRegion: {} },
  }),
  ways({
    id: 'navAgent',
    title: 'add.navAgent',
    icon: 'person',
    words: 'navigation walks',
    components: { Transform: {}, Shape: figure('#7ac9a2'), NavAgent: {} },
  }),
  ways({
    id: 'navObstacle',
    title: 'add.navObstacle',
    icon: 'box',
    words: 'navigation blocks',
    components: { Transform: {}, Shape: { kind: 'box' }, NavObstacle: {} },
  }),
];
