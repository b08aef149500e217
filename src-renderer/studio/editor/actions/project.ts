import type { ProjectHandle } from '../../../../src-main/contract/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { type Action, defineAction } from './action.ts';

/** A guest has one project, which lies on another computer. */
export const atHome = ({ host }: Pick<Editor, 'host'>): boolean => host.get()?.guestOf === undefined;

const home = defineAction({
  id: 'project.home',
  title: 'action.home',
  icon: 'folder',
  words: 'open recent close projects',
  menu: { in: 'project', group: 0 },
  when: (editor) => atHome(editor) && editor.project.get() !== undefined,
  run: (editor) => editor.closeProject(),
});

const newSupplyChain = defineAction({
  id: 'project.new.supply-chain',
  title: 'action.new.supplyChain',
  icon: 'truck',
  words: 'template create beer game',
  menu: { in: 'project', group: 0 },
  when: atHome,
  run: (editor) => editor.createProject('supply-chain'),
});

const newHelloCube = defineAction({
  id: 'project.new.hello-cube',
  title: 'action.new.helloCube',
  icon: 'box',
  words: 'template create empty',
  menu: { in: 'project', group: 0 },
  when: atHome,
  run: (editor) => editor.createProject('hello-cube'),
});

/** Saving is automatic; who presses the keys anyway is told how things stand. */
const saved = defineAction({
  id: 'project.saved',
  title: 'action.saved',
  keys: ['Mod+S'],
  menu: { in: 'project', group: 1 },
  when: ({ project }) => project.get() !== undefined,
  run({ sync, notices }) {
    const { state, waiting, lag } = sync.get();
    if (state === 'saved' && lag !== undefined) notices.say({ tone: 'warn', title: t('saved.behind'), text: lag });
    else if (state === 'saved') notices.say({ tone: 'good', title: t('saved.all'), text: t('saved.all.why') });
    else notices.say({ tone: 'warn', title: t('saved.waiting', { count: waiting }), text: t('saved.waiting.why') });
  },
});

const trust = defineAction({
  id: 'project.trust',
  title: 'action.trust',
  icon: 'shield',
  menu: { in: 'project', group: 1 },
  when: (editor) => atHome(editor) && (editor.project.get()?.restricted.get() ?? false),
  async run({ project, bridge }) {
    const open = project.get();
    if (!open) return;
    await bridge.invoke('project.trust', { project: open.handle });
    open.trust();
  },
});

/** Takes a project off the list of recent ones; its files stay. */
export const forgetProject = defineAction<ProjectHandle>({
  id: 'project.forget',
  title: 'home.forget.title',
  async run(editor, project) {
    await editor.bridge.invoke('project.forget', { project });
    await editor.closeProject();
  },
});

/** Where the templates are. */
const newProject = defineAction({
  id: 'project.new',
  title: 'action.new',
  icon: 'plus',
  words: 'template create begin gallery empty beer game sales territory cube',
  menu: { in: 'project', group: 0 },
  when: (editor) => atHome(editor) && editor.project.get() !== undefined,
  run: (editor) => editor.closeProject(),
});

export const projectActions: readonly Action[] = [newProject, newSupplyChain, newHelloCube, home, saved, trust];
