import type { EntityData } from '../../../../engine/model/level.ts';
import type { IconName } from '../../../ui/index.ts';
import type { Editor, LevelSession } from '../../editor/index.ts';
import { addInstance } from '../../editor/actions/index.ts';
import { type PlainKey, t } from '../../i18n/index.ts';
import { isEnabled, keysOf, titleOf } from '../action-ui.ts';
import { levelLabel } from '../level-label.ts';
import type { PanelDefinition } from '../panel.ts';
import type { Candidate } from './search.ts';

/** Something that one can do or go to. */
export interface Entry extends Candidate {
  icon: IconName | undefined;
  /** What kind of thing it is; actions need not say it. */
  kind?: string | undefined;
  keys?: string | undefined;
  disabled?: boolean;
  run: (editor: Editor) => void;
}

type Entities = Readonly<Record<string, EntityData>>;

/** An entity of a level, as small as a list of fifty thousand wants it. */
class EntityEntry implements Entry {
  readonly icon = 'box';
  readonly id: string;
  readonly label: string;
  readonly words: string | undefined;
  readonly #key: string;
  constructor(key: string, { name, tags }: EntityData) {
    this.id = `entity-${key}`;
    this.label = name;
    this.words = tags?.map((tag) => `tag:${tag}`).join(' ');
    this.#key = key;
  }
  get kind(): string {
    return t('palette.kind.entity');
  }
  run(editor: Editor): void {
    editor.selection.set([this.#key]);
    editor.viewport.get()?.frame([this.#key]);
  }
}

const known = new WeakMap<Entities, readonly Entry[]>();

/** Made once for as long as nobody changes the level. */
function entityEntries(entities: Entities): readonly Entry[] {
  const made = known.get(entities) ?? Object.entries(entities).map(([key, entity]) => new EntityEntry(key, entity));
  known.set(entities, made);
  return made;
}

function actionEntries(editor: Editor): Entry[] {
  return editor.actions.all
    .filter(({ id }) => id !== 'view.palette')
    .map((action) => ({
      id: action.id,
      label: titleOf(action),
      words: action.words,
      icon: action.icon as IconName | undefined,
      keys: keysOf(editor, action),
      disabled: !isEnabled(editor, action),
      run: () => void editor.do(action),
    }));
}

const panelEntries = (panels: readonly PanelDefinition[]): Entry[] =>
  panels.map(({ id, title, icon }) => ({
    id: `panel-${id}`,
    label: t('palette.show', { panel: t(title as PlainKey) }),
    icon,
    kind: t('palette.kind.panel'),
    run: ({ reveal }) => reveal.set(id),
  }));

/** Everybody else who is in this level, once. */
const peopleEntries = (editor: Editor): Entry[] =>
  [...new Map(editor.people.get().map((peer) => [peer.person.id, peer])).values()].map(({ session, person }) => ({
    id: `follow-${session}`,
    label: t('palette.follow', { name: person.name }),
    words: 'person view camera watch',
    icon: 'eye',
    kind: t('palette.kind.person'),
    run: ({ reveal, following }) => {
      reveal.set('viewport');
      following.set(session);
    },
  }));

function projectEntries(editor: Editor): Entry[] {
  const project = editor.project.get();
  if (!project) return [];
  const { scenarios, parameters } = project.file.get();
  const open = editor.level.get();
  return [
    ...Object.entries(scenarios).map(([id, { name }]): Entry => ({
      id: `scenario-${id}`,
      label: name,
      words: 'scenario',
      icon: 'flask',
      kind: t('palette.kind.scenario'),
      run: ({ preview }) => {
        preview.chooseScenario(id);
        void preview.run();
      },
    })),
    ...project.levels.map((ref): Entry => ({
      id: `level-${ref.path}`,
      label: levelLabel(ref.path === open?.ref.path ? { ...ref, name: open.head.get().name } : ref, project.levels),
      words: `level ${ref.path}`,
      icon: 'layers',
      kind: t('palette.kind.level'),
      disabled: ref.path === open?.ref.path,
      run: (now) => void now.openLevel(ref),
    })),
    ...project.scripts.map(({ path }): Entry => ({
      id: `script-${path}`,
      label: path,
      words: 'script code',
      icon: 'code',
      kind: t('palette.kind.script'),
      run: ({ place, reveal }) => {
        place.set({ file: path });
        reveal.set('script');
      },
    })),
    ...Object.entries(parameters).map(([id, { label }]): Entry => ({
      id: `parameter-${id}`,
      label: label ?? id,
      words: `parameter knob ${id}`,
      icon: 'sliders',
      kind: t('palette.kind.parameter'),
      run: ({ pointed, reveal }) => {
        reveal.set('scenario');
        pointed.set({ parameter: id });
      },
    })),
    ...Object.keys(project.prefabs.get())
      .toSorted()
      .map((prefab): Entry => ({
        id: `prefab-${prefab}`,
        label: t('palette.add', { prefab }),
        words: 'prefab instance',
        icon: 'plus',
        kind: t('palette.kind.prefab'),
        disabled: !editor.canEdit.get(),
        run: (now) => void now.do(addInstance, { prefab }),
      })),
  ];
}

/** Everything one can do or go to now; what cannot be done now comes last. */
export function entriesOf(editor: Editor, panels: readonly PanelDefinition[], level: LevelSession | undefined): readonly Entry[] {
  const actions = actionEntries(editor);
  const entities = level?.level.get().entities;
  return [
    ...actions.filter(({ disabled }) => !disabled),
    ...panelEntries(panels),
    ...peopleEntries(editor),
    ...projectEntries(editor),
    ...(entities ? entityEntries(entities) : []),
    ...actions.filter(({ disabled }) => disabled),
  ];
}
