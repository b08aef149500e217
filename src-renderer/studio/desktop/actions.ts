import type { FoundProject } from '../../../src-main/contract/desktop.ts';
import { atHome } from '../editor/actions/project.ts';
import { type Action, defineAction } from '../editor/index.ts';

/** Opens a project in this window; what is open in it is saved already. */
export const openFound = defineAction<FoundProject>({
  id: 'project.openFound',
  title: 'desktop.recent',
  when: atHome,
  run: (editor, { project, name }) => editor.openProject(project, name),
});

export const openFolder = defineAction({
  id: 'project.openFolder',
  title: 'action.openFolder',
  keys: ['Mod+O'],
  icon: 'folder',
  words: 'disk directory browse',
  menu: { in: 'project', group: 0 },
  when: atHome,
  async run(editor) {
    const { found } = (await editor.ports.desktop?.invoke('folder.choose', {})) ?? {};
    if (found) await editor.do(openFound, found);
  },
});

export const joinByLink = defineAction({
  id: 'project.join',
  title: 'action.joinByLink',
  icon: 'link',
  words: 'share invitation guest together',
  menu: { in: 'project', group: 0 },
  run: ({ dialog }) => dialog.set('join-by-link'),
});

const newWindow = defineAction({
  id: 'window.new',
  title: 'action.newWindow',
  keys: ['Mod+Shift+N'],
  icon: 'monitor',
  words: 'second screen',
  menu: { in: 'project', group: 0 },
  run: async ({ ports }) => void (await ports.desktop?.invoke('window.new', {})),
});

const checkForUpdates = defineAction({
  id: 'app.updates',
  title: 'action.updates',
  icon: 'refresh',
  words: 'version newer release upgrade automatic',
  menu: { in: 'help', group: 0 },
  run: async ({ ports }) => void (await ports.desktop?.invoke('updates.check', {})),
});

export const desktopActions: readonly Action[] = [newWindow, openFolder, joinByLink, checkForUpdates];
