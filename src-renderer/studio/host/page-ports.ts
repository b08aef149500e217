import type { Bridge } from '../../../src-main/contract/index.ts';
import { startEngineWorker } from '../../workers/engine/port.ts';
import type { EditorPorts, Keepsakes } from '../editor/index.ts';
import { openRoomClient } from '../people/index.ts';
import { browserSocket } from '../people/socket.ts';
import { createAssetPort, pickFiles } from './assets-port.ts';
import { desktopPort } from './desktop.ts';
import { openPage } from './open-page.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createRecoveredStore } from './recovered-store.ts';
import { createRunShelf } from './run-shelf.ts';
import { sessionOf, type SocketBridge } from './socket-bridge.ts';

/** The editor's ports in a browser page, whichever door it came through. */
export function pagePorts({ bridge, signedOut }: SocketBridge, page: Window): EditorPorts {
  const person = personOf(bridge);
  const database = (): IDBFactory => page.indexedDB;
  const outbox = createOutboxStore(database, person, crypto.randomUUID());
  return {
    bridge,
    signedOut,
    recovered: createRecoveredStore(database, person),
    rooms: (project, onRecovered) => ({
      join: (kind, room) =>
        openRoomClient(kind, {
          room,
          outbox,
          onRecovered,
          connect: browserSocket,
          // Noticed within five seconds, and what met others' edits meanwhile is told however short it was.
          heartbeat: { every: 1000, within: 3500 },
          longAway: 0,
          admit: () => bridge.invoke('room.join', { project, room }),
        }),
    }),
    engine: startEngineWorker,
    clock: {
      now: () => performance.now(),
      after: (milliseconds, work) => {
        const timer = setTimeout(work, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    keepsakes: pageKeepsakes(page.localStorage),
    visit: pageKeepsakes(page.sessionStorage),
    runs: createRunShelf(database),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    ...desktopPort(page),
    clipboard: { read: () => navigator.clipboard.readText(), write: (text) => navigator.clipboard.writeText(text) },
    openPage: (url) => openPage(page, url),
    assets: createAssetPort(() => sessionOf(page)),
    pickFiles,
  };
}

/** Asked for once: who the window belongs to does not change. */
function personOf(bridge: Bridge): () => Promise<string> {
  let known: Promise<string> | undefined;
  return () => {
    known ??= bridge.invoke('host.describe', {}).then(({ person }) => person.id);
    known.catch(() => (known = undefined));
    return known;
  };
}

const prefix = 'ledgerquest/';

function pageKeepsakes(storage: Storage): Keepsakes {
  return {
    read(key) {
      try {
        return JSON.parse(storage.getItem(prefix + key) ?? 'null') as unknown;
      } catch {
        return undefined;
      }
    },
    write(key, value) {
      try {
        storage.setItem(prefix + key, JSON.stringify(value));
      } catch {
        // A full or forbidden storage costs a layout or a theme, never work.
      }
    },
  };
}
