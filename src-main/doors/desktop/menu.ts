import type { MenuItemConstructorOptions } from 'electron';

const action = (label: string, id: string, accelerator: string, run: (id: string) => void): MenuItemConstructorOptions => ({
  label,
  id,
  accelerator,
  click: () => run(id),
});

/** The native menu as data. Every item that is ours names an action of Studio's registry; the rest are the platform's own roles. */
export function desktopMenu(run: (actionId: string) => void): MenuItemConstructorOptions[] {
  return [
    { role: 'appMenu' },
    {
      label: 'File',
      submenu: [
        action('Is everything saved?', 'project.saved', 'CmdOrCtrl+S', run),
        action('Publish…', 'publish.open', 'CmdOrCtrl+Shift+P', run),
        { type: 'separator' },
        { role: 'close' },
      ],
    },
    {
      label: 'Edit',
      submenu: [
        action('Undo', 'edit.undo', 'CmdOrCtrl+Z', run),
        action('Redo', 'edit.redo', 'CmdOrCtrl+Shift+Z', run),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
}
