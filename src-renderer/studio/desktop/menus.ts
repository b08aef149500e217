import type { NativeItem, NativeMenu } from '../../../src-main/contract/desktop.ts';
import type { RecentProject } from '../../../src-main/contract/index.ts';
import { type Action, type Editor, menus } from '../editor/index.ts';
import { type PlainKey, t } from '../i18n/index.ts';

const recentPrefix = 'recent:';

/** The clipboard's actions, and what they mean while the person writes text. */
export const textMeaning: Readonly<Record<string, 'cut' | 'copy' | 'paste' | 'selectAll'>> = {
  'edit.cut': 'cut',
  'edit.copy': 'copy',
  'edit.paste': 'paste',
  'edit.selectAll': 'selectAll',
};

function itemOf(editor: Editor, action: Action): NativeItem {
  const [keys] = editor.actions.keysOf(action.id);
  return {
    id: action.id,
    label: t(action.title as PlainKey),
    ...(keys !== undefined && { keys }),
    // A Mac asks its menu for the clipboard's keys in text fields too.
    enabled: Object.hasOwn(textMeaning, action.id) || (action.when?.(editor) ?? true),
    ...(action.checked && { checked: action.checked(editor) }),
  };
}

/** Studio's menus as the native window shows them: the same actions, in the same groups. */
export function nativeMenus(editor: Editor, recent: readonly RecentProject[]): NativeMenu[] {
  const guest = editor.host.get()?.guestOf !== undefined;
  const projects = {
    label: t('desktop.recent'),
    items: recent.slice(0, 10).map(({ handle, name }) => ({ id: recentPrefix + handle, label: name, enabled: true })),
  };
  return menus.map((id) => {
    const groups = editor.actions.menu(id).map((group) => group.map((action) => itemOf(editor, action)));
    return {
      id,
      label: t(`menu.${id}`),
      groups: id === 'project' && !guest ? [...groups.slice(0, 1), [projects], ...groups.slice(1)] : groups,
    };
  });
}

/** The recent project that a menu entry means. */
export const recentOf = (id: string, recent: readonly RecentProject[]): RecentProject | undefined =>
  recent.find(({ handle }) => recentPrefix + handle === id);
