import type { RecentProject } from '../../../src-main/contract/index.ts';
import type { Editor } from '../editor/index.ts';
import { whatActionsFollow } from '../shell/action-ui.ts';
import { publishingOf } from '../ship/publishing.ts';
import { openFound } from './actions.ts';
import { nativeMenus, recentOf, textMeaning } from './menus.ts';
import { openingsOf } from './openings.ts';

const settled = 80;

/** Keeps the native window's menus as Studio's are, runs what is chosen in them, and takes up what wants to be opened. */
export function followDesktop(editor: Editor, isTyping: () => boolean = typing): () => void {
  const { desktop, clock } = editor.ports;
  if (!desktop) return () => {};
  let recent: readonly RecentProject[] = [];
  let told = '';
  let waits = false;
  let stopTrust = (): void => {};
  const tell = (): void => {
    waits = false;
    const menus = nativeMenus(editor, recent);
    const now = JSON.stringify(menus);
    if (now === told) return;
    told = now;
    desktop.invoke('menu.show', { menus }).catch((error: unknown) => console.error(error));
  };
  const soon = (): void => {
    if (waits) return;
    waits = true;
    clock.after(settled, tell);
  };
  const readRecent = async (): Promise<void> => {
    const { projects } = await editor.bridge.invoke('project.recent', {});
    recent = projects.filter(({ missing }) => !missing);
    soon();
  };
  const onProject = (): void => {
    const open = editor.project.get();
    stopTrust();
    stopTrust = open?.restricted.subscribe(soon) ?? ((): void => {});
    soon();
    // A host that is away now is asked again with the next project.
    readRecent().catch(() => {});
    if (open && editor.host.get()?.guestOf === undefined) desktop.invoke('project.shown', { project: open.handle }).catch(() => {});
  };
  desktop.listen((news) => {
    if (news.news === 'opening') return void openingsOf(editor).take();
    const text = textMeaning[news.id];
    if (text && isTyping()) return void desktop.invoke('text.edit', { what: text });
    const project = recentOf(news.id, recent);
    if (project) return void editor.do(openFound, { project: project.handle, name: project.name });
    const action = editor.actions.get(news.id);
    return action && void editor.do(action);
  });
  const { preview } = editor;
  const publishing = publishingOf(editor).state;
  let busy = false;
  const tellBusy = (): void => {
    const now = preview.transport.get().state === 'playing' || publishing.get().at === 'running';
    if (now === busy) return;
    busy = now;
    desktop.invoke('window.busy', { busy }).catch(() => {});
  };
  const stops = [
    preview.transport.subscribe(tellBusy),
    publishing.subscribe(tellBusy),
    ...whatActionsFollow(editor).map((cell) => cell.subscribe(soon)),
    editor.project.subscribe(onProject),
    editor.screen.subscribe(() => {
      soon();
      const { at } = editor.screen.get();
      if (at === 'home' || at === 'project') void openingsOf(editor).take();
    }),
  ];
  tell();
  readRecent().catch(() => {});
  return () => [stopTrust, ...stops].forEach((stop) => stop());
}

const typing = (): boolean => {
  const at = document.activeElement;
  return (
    at instanceof HTMLElement &&
    (at.isContentEditable || at.matches('textarea, input:not([type="checkbox"]):not([type="range"]), [role="textbox"]'))
  );
};
