import type { MenuItemConstructorOptions } from 'electron';
import type { NativeItem, NativeMenu, NativeSubmenu } from '../../contract/desktop.ts';

const line: MenuItemConstructorOptions = { type: 'separator' };
const keyNames: Readonly<Record<string, string>> = { Mod: 'CmdOrCtrl', '+': 'Plus' };

/**
 * Keys of the registry as Electron writes them. Plain letters stand in no native menu: they are Studio's only while nobody types, which the
 * system does not know.
 */
export function acceleratorOf(keys: string): string | undefined {
  const parts = keys.split('+').filter((part) => part !== '');
  if (!parts.includes('Mod') && !/^F\d+$/.test(parts.at(-1) ?? '')) return undefined;
  return parts.map((part) => keyNames[part] ?? part).join('+');
}

type Run = (id: string) => void;

function itemOf({ id, label, keys, enabled, checked }: NativeItem, run: Run): MenuItemConstructorOptions {
  const accelerator = keys === undefined ? undefined : acceleratorOf(keys);
  return {
    id,
    label: label.replaceAll('&', '&&'),
    enabled,
    ...(checked !== undefined && { type: 'checkbox', checked }),
    // Shown here, heard by the page: it knows whether somebody is typing, and the keys that the person has chosen.
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
    click: () => run(id),
  };
}

const entryOf = (entry: NativeItem | NativeSubmenu, run: Run): MenuItemConstructorOptions =>
  'items' in entry
    ? { label: entry.label.replaceAll('&', '&&'), enabled: entry.items.length > 0, submenu: entry.items.map((item) => itemOf(item, run)) }
    : itemOf(entry, run);

/** What the platform adds to a menu of ours. */
function rolesOf(id: NativeMenu['id'], mac: boolean): MenuItemConstructorOptions[] {
  if (id === 'project') return [line, { role: 'close' }, ...(mac ? [] : [{ role: 'quit' } as const])];
  if (id === 'view') return [line, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, line, { role: 'togglefullscreen' }];
  return [];
}

/** The native menu: the same actions as Studio's own menus, as the page has told them, and the platform's roles. */
export function nativeMenu(menus: readonly NativeMenu[], { mac, run }: { mac: boolean; run: Run }): MenuItemConstructorOptions[] {
  const ours = menus.map(({ id, label, groups }): MenuItemConstructorOptions => {
    const items = groups.flatMap((group, index) => [...(index > 0 ? [line] : []), ...group.map((entry) => entryOf(entry, run))]);
    return { ...(id === 'help' && { role: 'help' }), label, submenu: [...items, ...rolesOf(id, mac)] };
  });
  const help = ours.findIndex(({ role }) => role === 'help');
  const at = help < 0 ? ours.length : help;
  return [...(mac ? [{ role: 'appMenu' } as const] : []), ...ours.slice(0, at), { role: 'windowMenu' }, ...ours.slice(at)];
}

/** Until the page has told its menus: what every window can do. Nothing of a developer's is in it. */
export const firstMenu = (mac: boolean): MenuItemConstructorOptions[] => [
  ...(mac ? [{ role: 'appMenu' } as const] : []),
  { role: 'editMenu' },
  { role: 'windowMenu' },
];
