import type { RecentProject } from '../../../src-main/contract/index.ts';
import { defineAction } from '../editor/actions/action.ts';
import { mayMake, ownsList } from '../editor/actions/index.ts';
import type { Action, Editor, LevelRef } from '../editor/index.ts';
import { ask } from './subject.ts';

const mayEdit = (editor: Editor): boolean => editor.level.get() !== undefined && editor.canEdit.get();
const ownLevels = ({ project }: Editor): readonly LevelRef[] => project.get()?.levels.filter(({ draft }) => !draft) ?? [];
const menu = { in: 'project', group: 1 } as const;
const ofLevel = { in: 'project', group: 2, under: 'levels.menu' } as const;

export const newScript = defineAction({
  id: 'script.new',
  title: 'action.script.new',
  icon: 'code',
  words: 'create typescript lua python javascript code file behaviour',
  menu,
  when: mayEdit,
  run: (editor) => ask(editor, 'script-new'),
});

/** Of a project at home, which is not open. */
export const renameProject = defineAction<Pick<RecentProject, 'handle' | 'name'>>({
  id: 'project.rename',
  title: 'home.rename',
  when: mayMake,
  run: (editor, project) => ask(editor, 'project-rename', { project }),
});

export const deleteProject = defineAction<Pick<RecentProject, 'handle' | 'name'>>({
  id: 'project.delete',
  title: 'home.delete',
  when: ownsList,
  run: (editor, project) => ask(editor, 'project-delete', { project }),
});

/** The same with the selected entity in mind. */
export const addScript = defineAction({
  id: 'entity.addScript',
  title: 'action.entity.addScript',
  icon: 'code',
  words: 'create code behaviour attach',
  menu: { in: 'entity', group: 2 },
  when: (editor) => mayEdit(editor) && editor.selection.keys.get().length > 0,
  run: (editor) => ask(editor, 'script-new'),
});

export const renameScriptAt = defineAction<{ path: string }>({
  id: 'script.rename',
  title: 'action.script.rename',
  when: mayEdit,
  run: (editor, { path }) => ask(editor, 'script-rename', { script: path }),
});

export const deleteScriptAt = defineAction<{ path: string }>({
  id: 'script.delete',
  title: 'action.script.delete',
  when: mayEdit,
  run: (editor, { path }) => ask(editor, 'script-delete', { script: path }),
});

export const runScriptHere = defineAction<{ path: string; runs: boolean }>({
  id: 'script.runs',
  title: 'scripts.runsHere',
  when: mayEdit,
  run: async (editor, { path, runs }) => (await import('./authoring.ts')).setRuns(editor, path, runs),
});

export const newLevel = defineAction({
  id: 'level.new',
  title: 'action.level.new',
  icon: 'plus',
  words: 'create scene empty add',
  menu,
  when: mayEdit,
  run: (editor) => ask(editor, 'level-new'),
});

/** What is done with one level, of the list or the open one. */
export const levelDeeds = {
  rename: defineAction<LevelRef>({
    id: 'level.rename',
    title: 'action.level.rename',
    when: mayEdit,
    run: (editor, level) => ask(editor, 'level-rename', { level }),
  }),
  duplicate: defineAction<LevelRef>({
    id: 'level.duplicate',
    title: 'action.level.duplicate',
    when: mayEdit,
    run: (editor, level) => ask(editor, 'level-duplicate', { level }),
  }),
  start: defineAction<LevelRef>({
    id: 'level.start',
    title: 'action.level.start',
    when: mayEdit,
    run: async (editor, level) => (await import('./authoring.ts')).startWith(editor, level),
  }),
  remove: defineAction<LevelRef>({
    id: 'level.delete',
    title: 'action.level.delete',
    when: (editor) => mayEdit(editor) && ownLevels(editor).length > 1,
    run: (editor, level) => ask(editor, 'level-delete', { level }),
  }),
} as const;

const icons = { rename: 'pencil', duplicate: 'copy', start: 'play', remove: 'trash' } as const;
const ofOpenLevel = Object.entries(levelDeeds).map(([deed, action]): Action => {
  const open = (editor: Editor): LevelRef | undefined => ownLevels(editor).find(({ path }) => path === editor.level.get()?.ref.path);
  return {
    id: action.id,
    title: action.title,
    icon: icons[deed as keyof typeof icons],
    menu: ofLevel,
    when: (editor) => (action.when?.(editor) ?? true) && open(editor) !== undefined,
    async run(editor) {
      const ref = open(editor);
      if (ref) await action.run(editor, ref);
    },
  };
});

export const projectSettings = defineAction({
  id: 'project.settings',
  title: 'action.project.settings',
  icon: 'settings',
  words: 'rename project name description kpi parameter knob scenario declare',
  menu,
  when: ({ project }) => project.get() !== undefined,
  run: (editor) => ask(editor, 'project-settings'),
});

export const authoringActions: readonly Action[] = [newScript, newLevel, projectSettings, addScript, ...ofOpenLevel];
