import { contextBridge, ipcRenderer } from 'electron';
import { actionChannel, type DesktopWindow } from './contract/desktop.ts';

const desktop: DesktopWindow = {
  onAction: (listener) => {
    ipcRenderer.on(actionChannel, (_event, action: unknown) => {
      if (typeof action === 'string') listener(action);
    });
  },
};

contextBridge.exposeInMainWorld('ledgerquestDesktop', Object.freeze(desktop));
