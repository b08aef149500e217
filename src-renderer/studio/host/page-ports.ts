import type { Bridge } from '../../../src-main/contract/index.ts';
import { startEngineWorker } from '../../workers/engine/port.ts';
import type { EditorPorts, Keepsakes } from '../editor/index.ts';
import { openRoomClient } from '../people/index.ts';
import { browserSocket } from '../people/socket.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createRunShelf } from './run-shelf.ts';

/** The editor's ports in a browser page, whichever door it came through. */
export function pagePorts(bridge: Bridge, page: Window): EditorPorts {
  const outbox = createOutboxStore(page.indexedDB);
  return {
    bridge,
    rooms: (project, onRecovered) => ({
      join: (kind, room) =>
        openRoomClient(kind, {
          room,
          outbox,
          onRecovered,
          connect: browserSocket,
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
    runs: createRunShelf(page.indexedDB),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    clipboard: { read: () => navigator.clipboard.readText(), write: (text) => navigator.clipboard.writeText(text) },
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
