/** Two servers in processes of their own, and thin clients that write and look: alike for both, so that only the servers differ. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { decodeFrame, encodeFrame, type LevelDocument, protocolVersion } from '../../../engine/document/index.ts';

export type Side = 'ours' | 'peer';

export interface RunningServer {
  readonly side: Side;
  /** Microseconds of processor time so far. */
  cpu(): Promise<number>;
  /** A connection to the room; `heard` gets every update that comes over it. */
  connect(heard?: (update: Uint8Array) => void): Promise<Client>;
  close(): void;
}

export interface Client {
  /** The Yjs client number to write under. */
  readonly number: number;
  /** Updates of this connection that the server has on disk. */
  readonly acknowledged: number;
  send(update: Uint8Array): void;
  /** Everything that the room holds. */
  whole(): Promise<Uint8Array>;
  close(): void;
}

const room = 'bench/level/crowd';
let strangers = 1_000_000;

/** What it writes goes to a folder of its own under `parent`; the peer writes only when it is told to be `durable`. */
export async function startServer(side: Side, { parent = tmpdir(), durable = false } = {}): Promise<RunningServer> {
  const dataDir = mkdtempSync(join(parent, 'lq-bench-rooms-'));
  const child = fork(
    join(import.meta.dirname, side === 'ours' ? 'our-server-child.ts' : 'peer-server-child.ts'),
    [dataDir, ...(durable ? ['--durable'] : [])],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The server ${side} ended before it was ready (${String(code)}).`);
  });
  const [{ port }] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
  ended.catch(() => {});
  return {
    side,
    async cpu() {
      child.send('cpu');
      const [{ cpu }] = (await once(child, 'message')) as [{ cpu: number }];
      return cpu;
    },
    connect: (heard) => connect(side, port, heard),
    close() {
      end(child, dataDir);
    },
  };
}

function end(child: ChildProcess, dataDir: string): void {
  child.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  child.kill('SIGKILL');
}

async function connect(side: Side, port: number, heard: (update: Uint8Array) => void = () => {}): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${side === 'ours' ? 'rooms/' : ''}${room}`, { perMessageDeflate: false });
  socket.binaryType = 'nodebuffer';
  let acknowledged = 0;
  let number = (strangers += 1);
  let welcomed = (): void => {};
  let whole: (update: Uint8Array) => void = () => {};
  const welcome = new Promise<void>((resolve) => (welcomed = resolve));
  socket.on('message', (data: Buffer) => {
    // An update is `0, 2, length, bytes` on both sides.
    const frame = decodeFrame(data);
    if (frame?.type === 'update') heard(frame.update);
    else if (frame?.type === 'ack') acknowledged = frame.count;
    else if (frame?.type === 'step2') whole(frame.update);
    else if (frame?.type === 'welcome') {
      number = (JSON.parse(frame.text) as { lease: number }).lease;
      welcomed();
    }
  });
  socket.on('close', (code, reason) => {
    if (code !== 1006) process.stderr.write(`${side}: the server closed a connection: ${code} ${reason.toString()}\n`);
  });
  await once(socket, 'open');
  if (side === 'ours') {
    socket.send(encodeFrame({ type: 'hello', text: JSON.stringify({ protocol: protocolVersion, token: '' }) }));
    await welcome;
  }
  return {
    get number() {
      return number;
    },
    get acknowledged() {
      return acknowledged;
    },
    send: (update) => socket.send(encodeFrame({ type: 'update', update })),
    whole: () =>
      new Promise((resolve) => {
        whole = resolve;
        socket.send(encodeFrame({ type: 'step1', stateVector: new Uint8Array([0]) }));
      }),
    close: () => socket.terminate(),
  };
}

/** The hands that write in one room, one after the other in one document. */
export class Authors {
  readonly #document: LevelDocument;
  readonly #entities: Y.Map<unknown>[];

  constructor(document: LevelDocument) {
    this.#document = document;
    this.#entities = [...document.doc.getMap<Y.Map<unknown>>('entities').values()];
  }

  /** The update of one drag step: author `at` moves an entity of theirs. Who looks reads (step, author) from the position. */
  drag(number: number, at: number, step: number): Uint8Array {
    const { doc } = this.#document;
    let update: Uint8Array | undefined;
    doc.once('update', (bytes: Uint8Array) => (update = bytes));
    doc.clientID = number;
    this.#entities[at]!.set('Transform.position', [step, at, 0]);
    return update!;
  }
}

/** The (step, author) pairs of an update. */
export const dragsOf = (update: Uint8Array): [step: number, author: number][] =>
  Y.decodeUpdate(update).structs.flatMap((struct) => {
    const content = (struct as Y.Item).content as unknown;
    const [value] = content instanceof Y.ContentAny ? (content.arr as unknown[]) : [];
    return Array.isArray(value) && value.length === 3 && value[2] === 0 ? [[value[0], value[1]] as [number, number]] : [];
  });
