import type { RecentProject } from '../../../../src-main/contract/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { sayRemoved } from '../project/say-removed.ts';
import { type Action, defineAction } from './action.ts';

/** A guest has one project, which lies on another computer. */
export const atHome = ({ host }: Pick<Editor, 'host'>): boolean => host.get()?.guestOf === undefined;

const roleIn = ({ host }: Pick<Editor, 'host'>): 'owner' | 'editor' | 'viewer' => host.get()?.role ?? 'owner';
/** Makes and renames projects on this machine. */
export const mayMake = (editor: Pick<Editor, 'host'>): boolean => atHome(editor) && roleIn(editor) !== 'viewer';
/** Takes projects off the list of this machine, and deletes them. */
export const ownsList = (editor: Pick<Editor, 'host'>): boolean => atHome(editor) && roleIn(editor) === 'owner';

const home = defineAction({
  id: 'project.home',
  title: 'action.home',
  icon: 'folder',
  words: 'home start open recent close projects',
  menu: { in: 'project', group: 0 },
  when: (editor) => atHome(editor) && editor.project.get() !== undefined,
  run: (editor) => editor.closeProject(),
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

/** Takes a project off the list of this machine; its files stay, and the notice puts it back. */
export const forgetProject = defineAction<Pick<RecentProject, 'handle' | 'name' | 'folder'>>({
  id: 'project.forget',
  title: 'home.forget.title',
  when: ownsList,
  async run(editor, { handle, name, folder }) {
    await editor.bridge.invoke('project.forget', { project: handle });
    await sayRemoved(editor, handle, { title: t('home.forgotten', { name }), text: t('home.forgotten.hint', { folder }) });
  },
});

/** Where the templates are. */
const newProject = defineAction({
  id: 'project.new',
  title: 'action.new',
  icon: 'plus',
  words: 'template create begin gallery empty beer game sales territory cube',
  menu: { in: 'project', group: 0 },
  when: (editor) => mayMake(editor) && editor.project.get() !== undefined,
  run: (editor) => editor.closeProject(),
});

export const projectActions: readonly Action[] = [newProject, home, saved, trust];
