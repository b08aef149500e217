/** The real editor without a window: actions, documents and runs as in Studio, time in the test's hand. */
import { compareText } from '../../../engine/kernel/json.ts';
import type { Desktop } from '../../../src-main/contract/desktop.ts';
import { desktopActions } from '../desktop/actions.ts';
import {
  type BroughtFile,
  createCell,
  createEditor,
  type Editor,
  type Keepsakes,
  type KeptCopy,
  type RecoveredStore,
  RunRecipe,
  type RunShelf,
} from '../editor/index.ts';
import { editorActions } from '../editor/actions/index.ts';
import { showKeys } from '../editor/actions/keys.ts';
import type { RecoveredCopy } from '../people/index.ts';
import type { EngineBuild } from '../../workers/engine/build.ts';
import { createMemoryAssets } from './memory-assets.ts';
import { createLocalEngine } from './local-engine.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from './memory-bridge.ts';
import { createMemoryRooms, type MemoryRooms } from './memory-rooms.ts';
import { createTestClock, type TestClock } from './test-clock.ts';
import { openToyBuild } from './toy-build.ts';

export interface TestEditor extends Editor {
  clock: TestClock;
  memory: MemoryHost;
  clipboardText: string[];
  /** Addresses of pages that were shown beside the window. */
  openedPages: string[];
  /** What the person chooses when they are asked for files. */
  chosenFiles: BroughtFile[];
  setOnline: (online: boolean) => void;
  /** As when a room could not accept what this window had made: it is set aside and the room opened afresh. */
  refuseRoom: (room: string) => void;
  /** As when the host was started again and does not know this window. */
  signOut: () => void;
  /** Presses keys as a person does outside of any text field. */
  press(keys: string): Promise<void>;
  /** Waits until `holds` does, letting pending work through; fails after many rounds. */
  until(holds: () => boolean): Promise<void>;
  keyNamed(name: string): string;
}

export const toyProject: Readonly<Record<string, string>> = {
  'ledgerquest.json': JSON.stringify({
    format: 1,
    id: 'toy',
    name: 'Toy',
    levels: ['levels/yard.json'],
    commands: {
      PlaceOrder: { fields: { quantity: { kind: 'u16' } } },
      TakeStage: { fields: { stage: { kind: 'string' } } },
      ReleaseStage: { fields: {} },
    },
    parameters: { rate: { kind: 'number', label: 'Rate', default: 1, min: 0, max: 10 } },
    scenarios: {
      slow: { name: 'Slow', values: {}, ticks: 40, seed: 7 },
      fast: { name: 'Fast', values: { rate: 3 }, ticks: 40, seed: 7 },
    },
    kpis: { total: { label: 'Total', kind: 'number' } },
  }),
  'levels/yard.json': JSON.stringify({
    format: 1,
    id: 'yard',
    name: 'Yard',
    clock: { kind: 'turns', unit: 'week', awaits: 'PlaceOrder', take: 'TakeStage', release: 'ReleaseStage' },
    scripts: [],
    entities: {
      house: { name: 'House', parent: null, order: 'a0', components: { Transform: { position: [1, 0, 0] }, Shape: { kind: 'box' } } },
      door: { name: 'Door', parent: 'house', order: 'a0', components: { Transform: { position: [0, 1, 0] } } },
      window: { name: 'Window', parent: 'house', order: 'a1', components: { Transform: {} } },
      lamp: { name: 'Lamp', parent: null, order: 'a1', components: { Transform: {}, Light: {} } },
    },
  }),
};

export interface TestStudio {
  rooms: MemoryRooms;
  /** Another person's window on the same rooms. */
  join(name: string, role?: 'viewer' | 'editor' | 'owner'): Promise<TestEditor>;
}

/** One host, any number of windows. */
export function createTestStudio(
  options: Partial<MemoryHostOptions> & {
    stretches?: boolean;
    kept?: Record<string, unknown>;
    visit?: Record<string, unknown>;
    /** Copies that the browser holds, or a browser that refuses to hold any. */
    recovered?: KeptCopy[] | 'refuses';
    /** What is on the shelf of runs, as it is stored. */
    shelf?: Map<string, unknown>;
    /** What the host refuses to store a file with. */
    refuseAssets?: () => Error | undefined;
    /** The engine build, instead of the toy one. */
    build?: () => Promise<EngineBuild>;
    /** A native window around the page. */
    desktop?: Desktop;
    /** The browser lets no other page be opened. */
    blocksPages?: boolean;
    /** Handed what makes the engine break off, for every engine that is started. */
    failEngine?: (breakOff: (reason: string) => void) => void;
  } = {},
): TestStudio {
  const templates = { 'supply-chain': toyProject, ...options.templates };
  const stored = createMemoryAssets(options.refuseAssets);
  const hasAsset = (sha256: string): boolean => stored.kept.has(sha256);
  const memory = createMemoryHost({ hasAsset, ...options, templates, rooms: () => rooms });
  const rooms: MemoryRooms = createMemoryRooms(memory.seed);
  let people = 0;
  return {
    rooms,
    async join(name, role) {
      people += 1;
      const seed = people;
      const own = rooms.as({ id: name.toLowerCase(), name, colour: ['#6ea8fe', '#f2a65a', '#5fd0b5'][seed % 3] ?? '#6ea8fe' }, role);
      const clock = createTestClock();
      const clipboardText = [''];
      const openedPages: string[] = [];
      const chosenFiles: BroughtFile[] = [];
      const signedOut = createCell(false);
      let made = 0;
      let recover: ((copy: RecoveredCopy) => Promise<void>) | undefined;
      const editor = createEditor(
        {
          bridge: memory.bridgeOf({ id: name.toLowerCase(), name }),
          rooms: (_project, onRecovered) => {
            recover = onRecovered;
            return own;
          },
          signedOut,
          recovered: createRecoveredMemory(options.recovered),
          engine: () =>
            createLocalEngine(options.build ?? (() => openToyBuild()), {
              stretches: options.stretches ?? false,
              ...(options.failEngine && { fail: options.failEngine }),
            }),
          clock,
          ...(options.desktop && { desktop: options.desktop }),
          keepsakes: createKeepsakes(options.kept),
          visit: createKeepsakes(options.visit),
          runs: createMemoryShelf(options.shelf),
          random: (count) => Uint8Array.from({ length: count }, () => mixed((made += 1), seed)),
          clipboard: {
            read: () => Promise.resolve(clipboardText.at(-1) ?? ''),
            write: (text) => {
              clipboardText.push(text);
              return Promise.resolve();
            },
          },
          openPage: async (url) => {
            if (options.blocksPages) return url.then(() => false);
            openedPages.push(await url);
            return true;
          },
          assets: stored.port,
          pickFiles: () => Promise.resolve([...chosenFiles]),
        },
        options.desktop ? [...editorActions, ...desktopActions] : editorActions,
      );
      const test: TestEditor = Object.assign(editor, {
        clock,
        memory,
        clipboardText,
        openedPages,
        chosenFiles,
        setOnline: own.setOnline,
        signOut: () => signedOut.set(true),
        refuseRoom: (room: string) => void recover?.(own.refuse(room, 'This edit does not fit the document.')).catch(() => {}),
        async press(keys: string) {
          const wanted = editor.actions.all.find(
            ({ id, when }) =>
              editor.actions.keysOf(id).some((own) => showKeys(own, false) === keys || own === keys) && (when?.(editor) ?? true),
          );
          if (wanted) await editor.do(wanted);
        },
        async until(holds: () => boolean) {
          for (let round = 0; round < 2000; round += 1) {
            if (holds()) return;
            clock.pass(50);
            await new Promise((resolve) => void setTimeout(resolve));
          }
          throw new Error(`never: ${holds.toString()}`);
        },
        keyNamed(named: string) {
          const entities = Object.entries(editor.level.get()?.level.get().entities ?? {});
          const found = entities.filter(([, entity]) => entity.name === named).toSorted(([a], [b]) => compareText(a, b))[0];
          if (!found) throw new Error(`no entity is called ${named}`);
          return found[0];
        },
      });
      return test;
    },
  };
}

/** A byte that looks like chance and is the same in every run: tens of thousands of ids of a test are all different. */
function mixed(made: number, seed: number): number {
  let bits = Math.imul(made + seed * 0x9e3779b1, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 13), 0x27d4eb2f);
  return (bits ^ (bits >>> 16)) & 255;
}

/** @param kept what the browser holds, or a browser that refuses to hold anything */
function createRecoveredMemory(kept: KeptCopy[] | 'refuses' = []): RecoveredStore {
  const copies = (): KeptCopy[] => {
    if (kept === 'refuses') throw new Error('the browser refused to store');
    return kept;
  };
  return {
    load: async (project) => copies().filter((copy) => copy.project === project),
    add: async (copy) => void copies().push(copy),
    remove: async ({ id }) =>
      void copies().splice(
        copies().findIndex((copy) => copy.id === id),
        1,
      ),
  };
}

export function createKeepsakes(kept: Record<string, unknown> = {}): Keepsakes {
  return {
    read: (key) => kept[key],
    write: (key, value) => {
      kept[key] = value;
    },
  };
}

const createMemoryShelf = (kept = new Map<string, unknown>()): RunShelf => ({
  load: (place) =>
    Promise.resolve([...kept].flatMap(([key, value]) => (key.startsWith(`${place} `) ? [RunRecipe.parse(structuredClone(value))] : []))),
  put: (place, recipe) => Promise.resolve(void kept.set(`${place} ${recipe.id}`, structuredClone(recipe))),
  remove: (place, id) => Promise.resolve(void kept.delete(`${place} ${id}`)),
});
