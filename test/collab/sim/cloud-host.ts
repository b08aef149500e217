/**
 * A room in the cloud: the rooms' own function, compaction and adapters over table and bucket of the embedded cloud. Several environments answer,
 * each at the speed that the schedule gives it; a compaction starts where the table's stream asks for one, and again when it died.
 */
import { gunzipSync } from 'node:zlib';
import { AwsRooms } from '../../../cloud/adapters/aws/rooms.ts';
import { roomToCompact } from '../../../cloud/adapters/aws/stream.ts';
import { packing } from '../../../cloud/adapters/packing.ts';
import { isRefusal } from '../../../cloud/domain/refusal.ts';
import { answer, type AnswerDeps, compact, openRoom, Replicas, tokenOf, type WriteDeps } from '../../../cloud/domain/rooms/index.ts';
import type { RoomRef } from '../../../cloud/ports/index.ts';
import { type AnyDocument, decodeRecord, isCloseReason, levelSchema, openDocument, RoomReplica } from '../../../engine/document/index.ts';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import * as Y from 'yjs';
import { type Environment, Functions } from './cloud-functions.ts';
import { type CloudStore, openCloudStore, type Pass } from './cloud-store.ts';
import { CloudWire, type Reply, SimTimers } from './cloud-wire.ts';
import type { Host, HostOptions, Refusal } from './host.ts';
import type { Happening } from './schedule.ts';
import { roomNames } from './window.ts';

const schema = levelSchema(builtinComponents);
const tenant = 'sim';
const halfAnHour = 1_800_000;
/** So little that a few edits need a snapshot, several events and several answers. */
const compactAfter = { records: 9, bytes: 1500 };
const largestInline = 80;
/** Events of one publish. */
const batch = 5;

interface Graph {
  readonly environment: Environment;
  readonly deps: AnswerDeps;
}

export class CloudHost implements Host {
  readonly refused: Refusal[] = [];
  readonly broken: string[] = [];
  readonly #options: HostOptions;
  readonly #ref: RoomRef;
  readonly #store: CloudStore;
  readonly #functions: Functions;
  readonly #direct: WriteDeps;
  readonly #timers: SimTimers;
  readonly #wires = new Set<CloudWire>();
  /** Environments that do nothing now; the one that has rested longest is asked next, and what it holds is the oldest. */
  #idle: Graph[] = [];
  #truth!: RoomReplica;

  private constructor(options: HostOptions, store: CloudStore) {
    this.#options = options;
    this.#store = store;
    this.#ref = { tenant, room: roomNames[options.kind as 'level' | 'script'] };
    this.#timers = new SimTimers(options.now);
    this.#functions = new Functions(options.onDeath, () => this.#follow());
    this.#direct = this.#deps((_, carryOut) => carryOut());
  }

  static async open(options: HostOptions): Promise<CloudHost> {
    const { bytes } = chance(options.number);
    let ids = 0;
    const clock = { now: options.now };
    const local = { clock, ids: { next: (prefix: string) => `${prefix}-${(ids += 1)}` }, random: { bytes }, reach() {} };
    const host = new CloudHost(options, await openCloudStore(local, options.writesOver === true));
    await host.#create();
    return host;
  }

  async #create(): Promise<void> {
    const document = openDocument(this.#options.kind);
    document.doc.clientID = 1;
    this.#options.seed(document);
    const seed = packing.pack(Y.encodeStateAsUpdate(document.doc));
    const deps = this.#answerDeps(this.#direct, async () => {});
    const made = await answer(deps, { op: 'create', room: this.#ref.room, token: this.token('founder'), seed });
    const head = await this.#direct.store.head(this.#ref);
    const file = head && (await this.#direct.store.snapshot(this.#ref, head.epoch, 0));
    if (!file) throw new Error(`The room was not made: ${JSON.stringify(made)}`);
    this.#truth = RoomReplica.read({ kind: this.#options.kind, schema }, packing.unzip(file));
  }

  #deps(pass: Pass): WriteDeps {
    const { table, objects } = this.#store.clients(pass);
    const { now, number } = this.#options;
    return {
      store: new AwsRooms(table, objects, now, largestInline),
      packing,
      compactAfter,
      // In every other schedule documents are more than one answer holds.
      sizes: { event: 120, answer: number % 2 === 0 ? 700 : 1 << 20, part: 300 },
      now,
    };
  }

  #answerDeps(deps: WriteDeps, publish: AnswerDeps['channel']['publish']): AnswerDeps {
    const { now, number } = this.#options;
    const member: AnswerDeps['forTenant'] extends (tenant: string) => { directory: { member: infer M } } ? M : never = async (_, id) => ({
      id,
      name: id,
      roles: ['designer'],
      key: 'one',
    });
    return {
      forTenant: () => ({ ...deps, directory: { member } }),
      channel: { publish, address: () => ({ realtime: 'channel', host: 'channel', channel: '/rooms/sim' }) },
      signatures: { verify: () => true },
      replicas: new Replicas(4),
      random: chance(number),
      now,
    };
  }

  #graph(): Graph {
    const environment = this.#functions.environment();
    const publish: AnswerDeps['channel']['publish'] = async (_, events) => {
      for (let at = 0; at < events.length; at += batch) {
        const texts = events.slice(at, at + batch).map((event) => JSON.stringify(event));
        await environment.pass('publish', async () => {
          for (const wire of this.#wires) wire.hear(texts);
        });
      }
    };
    return { environment, deps: this.#answerDeps(this.#deps(environment.pass), publish) };
  }

  token(person: string): string {
    const claims = { tenant, room: this.#ref.room, person, colour: '', until: this.#options.now() + halfAnHour };
    return tokenOf(claims, '');
  }

  connect(person: string): CloudWire {
    const wire = new CloudWire({
      room: this.#ref.room,
      repairs: this.#options.leavesHoles !== true,
      timers: this.#timers,
      packing: {
        pack: async (bytes) => packing.pack(bytes),
        unpack: async (text) => new Uint8Array(gunzipSync(Buffer.from(text, 'base64'))),
        gunzip: async (bytes) => new Uint8Array(gunzipSync(bytes)),
      },
      ask: (body, reply) => this.#ask(person, body, reply),
      onGone: () => this.#wires.delete(wire),
    });
    this.#wires.add(wire);
    return wire;
  }

  #ask(person: string, body: string, reply: Reply): void {
    const graph = this.#idle.shift() ?? this.#graph();
    this.#functions.run(graph.environment, () => answer(graph.deps, JSON.parse(body)), {
      done: (result) => {
        this.#idle.push(graph);
        const text = JSON.stringify(result);
        this.#look(person, body, text);
        reply(200, text);
      },
      failed: (error, isOwn) => {
        this.#idle.push(graph);
        if (isRefusal(error)) return reply(503, '');
        if (isOwn) this.broken.push(`The function failed: ${String(error)}`);
        reply(502, '');
      },
      died: () => reply(502, ''),
    });
  }

  /** An honest window is refused nothing; that it must come again is no refusal. */
  #look(person: string, body: string, text: string): void {
    const { rejected } = JSON.parse(text) as { rejected?: { reason: string; message: string } };
    const { token } = JSON.parse(body) as { token: string };
    if (!rejected || rejected.reason === 'closing' || (rejected.reason === 'not-signed-in' && this.#isOver(token))) return;
    const { reason, message } = rejected;
    this.refused.push({ person, reason: isCloseReason(reason) ? reason : 'bad-message', message });
  }

  #isOver(token: string): boolean {
    const { until } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { until: number };
    return until <= this.#options.now();
  }

  async disk(count: number): Promise<void> {
    await this.#functions.carryOut(count);
  }

  async happen(happening: Happening): Promise<boolean> {
    if (happening.do === 'store') return this.#functions.pick(happening.which);
    if (happening.do === 'die') {
      this.#functions.arm(happening.at, happening.how);
      return true;
    }
    if (happening.do !== 'month') return false;
    // No function runs for so long; what lies about in one that rests may be as old as that.
    await this.#functions.killAll(0);
    this.#timers.set(() => this.#store.sweep(), 0);
    return true;
  }

  async crash(kept: number): Promise<void> {
    this.#idle = [];
    await this.#functions.killAll(kept);
  }

  wake(): void {
    this.#timers.fire();
  }

  get isQuiet(): boolean {
    return this.#functions.isQuiet;
  }

  /** What the stream of the table says is taken in, as the functions that hang on it would be called. */
  async #follow(): Promise<void> {
    for (const change of this.#store.changes()) {
      if (change.eventName === 'INSERT' && change.dynamodb.Keys['sk']?.S?.startsWith('REC#'))
        for await (const { seq, record } of this.#direct.store.after(this.#ref, this.#truth.epoch, this.#truth.seq))
          this.#truth.apply(seq, decodeRecord(record));
      if (roomToCompact(change)) this.#compact();
    }
  }

  #compact(): void {
    const environment = this.#functions.environment();
    this.#functions.run(environment, () => compact(this.#ref, this.#deps(environment.pass)), {
      done: () => {},
      failed: (error, isOwn) => {
        if (isOwn) this.broken.push(`Compaction failed: ${String(error)}`);
        else this.#compact();
      },
      died: () => this.#compact(),
    });
  }

  async read(): Promise<{ room: AnyDocument; disk: AnyDocument }> {
    const { kind } = this.#options;
    const opened = await openRoom(this.#ref, this.#direct);
    if (!opened) throw new Error('There is no such room any more.');
    return { room: openDocument(kind, this.#truth.doc), disk: openDocument(kind, opened.replica.doc) };
  }

  close(): void {
    this.#store.close();
  }
}
