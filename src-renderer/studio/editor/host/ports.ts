import type { Desktop } from '../../../../src-main/contract/desktop.ts';
import type { Bridge, ProjectHandle } from '../../../../src-main/contract/index.ts';
import type { EnginePort } from '../../../workers/engine/client.ts';
import type { RecoveredCopy } from '../../people/index.ts';
import type { Cell } from '../cell.ts';
import type { RecoveredStore } from '../rooms/recovered-copies.ts';
import type { RunShelf } from '../preview/shelf.ts';
import type { Rooms } from '../rooms/rooms.ts';

/** Time as the editor needs it, so that tests decide when it passes. */
export interface EditorClock {
  /** Milliseconds, only for differences. */
  now(): number;
  /** Runs `work` once after `milliseconds`; returns how to call it off. */
  after(milliseconds: number, work: () => void): () => void;
}

/** What this person keeps on this machine: layout, theme, keys, what is hidden. Never project content. */
export interface Keepsakes {
  read(key: string): unknown;
  write(key: string, value: unknown): void;
}

/** The system's clipboard, as text. */
export interface Clipboard {
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

/** A file that a person brings: chosen, dropped or pasted. */
export interface BroughtFile {
  name: string;
  size: number;
  bytes(): Promise<Uint8Array>;
}

/** The bytes of a project's assets, which lie with its host. */
export interface AssetPort {
  /** @throws LedgerError `unknown-asset` and what else the host refuses */
  read(project: ProjectHandle, sha256: string): Promise<Uint8Array>;
  /** @throws LedgerError what the host refuses; the signal's reason */
  write(
    project: ProjectHandle,
    sha256: string,
    bytes: Uint8Array<ArrayBuffer>,
    options: { signal: AbortSignal; onProgress: (fraction: number) => void },
  ): Promise<void>;
}

/** Everything the editor needs of the world. */
export interface EditorPorts {
  bridge: Bridge;
  /** True once the host no longer knows this window; it stays so. */
  signedOut: Cell<boolean>;
  /**
   * `onRecovered` is told when a room could not accept what this window had made, and resolves when that is kept elsewhere; until then
   * nothing of it is thrown away.
   */
  rooms: (project: ProjectHandle, onRecovered: (copy: RecoveredCopy) => Promise<void>) => Rooms;
  recovered: RecoveredStore;
  /** Opens the engine worker. */
  engine: () => EnginePort;
  clock: EditorClock;
  keepsakes: Keepsakes;
  /** What this one window remembers through a reload, and no other. */
  visit: Keepsakes;
  runs: RunShelf;
  random: (count: number) => Uint8Array;
  clipboard: Clipboard;
  /**
   * Shows another page beside this window. To be called in the very press that asks for it: browsers let a page open another one only then. The page is blank until its address is
   * there, and closed where that does not come. @returns false where the browser lets none be opened
   */
  openPage: (url: Promise<string>) => Promise<boolean>;
  assets: AssetPort;
  /** Asks the person for files; none when they think better of it. @param endings such as `.glb` */
  pickFiles: (endings: readonly string[], many: boolean) => Promise<readonly BroughtFile[]>;
  /** The native window around the page; absent in a browser. */
  desktop?: Desktop;
}
