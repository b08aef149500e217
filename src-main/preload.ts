import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopWindow } from './contract/desktop.ts';
import { callChannel, newsChannel } from './contract/desktop-channels.ts';

const desktop: DesktopWindow = {
  invoke: (call, request) => ipcRenderer.invoke(callChannel, call, request),
  listen: (listener) => void ipcRenderer.on(newsChannel, (_event, news: unknown) => listener(news)),
};

contextBridge.exposeInMainWorld('ledgerquestDesktop', Object.freeze(desktop));
