/**
 * A room in the cloud as if it were one on a WebSocket: the provider says and hears the frames of a room, and this turns them into requests over
 * HTTP (join, sync, submit) and events of AppSync. What the channel loses, doubles or mixes up is put right here (`records.ts`).
 *
 * An answer to a submit means that the records stand in the log: so an ack is given when it comes, and never by an event.
 */
import * as Y from 'yjs';
import type { z } from 'zod';
import {
  After,
  type CloseReason,
  closeReasons,
  CloudEvent,
  cloudProtocol,
  type CloudRequest,
  decodeFrame,
  decodeSnapshotBody,
  encodeFrame,
  type Frame,
  isCloseReason,
  Joined,
  protocolVersion,
  Rejected,
  SnapshotPart,
  Submitted,
  Synced,
} from '../../../engine/document/index.ts';
import { base64, bytesOf, type Packing, streamPacking } from './packing.ts';
import { createRecordOrder } from './records.ts';
import { hostTimers, type RoomSocket, type Timers } from './socket.ts';

/** What is needed of a WebSocket that speaks in texts. */
export type EventSocket = Pick<WebSocket, 'send' | 'close'> & {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
};

export interface CloudSocketOptions {
  room: string;
  /** The browser's own, or another's in a test. */
  listen?: (url: string, protocols: string[]) => EventSocket;
  fetch?: typeof fetch;
  timers?: Timers;
  packing?: Packing;
  pace?: Partial<typeof pace>;
  /** False leaves holes as they are: what a test needs to see that repairing matters. */
  repairs?: boolean;
}

/** Milliseconds. */
const pace = {
  /** A record that is only late has this long to come before it is asked for. */
  patience: 120,
  /** After so long without a record the room is asked whether there is one. */
  quiet: 20_000,
  /** Presence goes out at most this often, and is said again as often as that, for those who missed it. */
  presence: 150,
  presenceAgain: 10_000,
  /** Who has not been heard of for so long is gone. */
  presenceLost: 35_000,
};

/** Base64 characters of updates in one request: 6 MB are taken. */
const mostSubmitted = 5_500_000;
const normalClosure = 1000;

class Refused extends Error {
  readonly reason: CloseReason;
  constructor(reason: CloseReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

type WithoutBase<T> = T extends unknown ? Omit<T, 'room' | 'token' | 'session' | 'role'> : never;

export function cloudSocket(url: string, options: CloudSocketOptions): RoomSocket {
  const { room, timers = hostTimers, repairs = true } = options;
  const times = { ...pace, ...options.pace };
  const packing = options.packing ?? streamPacking;
  const ask = options.fetch ?? fetch;
  const listen = options.listen ?? ((address, protocols) => new WebSocket(address, protocols) as EventSocket);

  let token = '';
  let joined: z.infer<typeof Joined> | undefined;
  let events: EventSocket | undefined;
  let state: 'open' | 'closed' = 'open';
  let acked = 0;
  let isSubmitting = false;
  let waitingUpdates: Promise<string>[] = [];
  let repairing: Promise<void> | undefined;
  let repairTimer: unknown;
  let quietTimer: unknown;
  let presenceTimer: unknown;
  let said: string | undefined;
  let isSaying = false;
  /** Handed on in order, though each is unpacked in its own time. */
  let tail: Promise<void> = Promise.resolve();
  const heard = new Map<number, number>();
  let clock = 0;
  let heardRecord = false;

  const socket: RoomSocket = {
    binaryType: 'arraybuffer',
    bufferedAmount: 0,
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send(bytes) {
      const frame = decodeFrame(bytes);
      if (frame && state === 'open') void up(frame).catch(fail);
    },
    close(code = normalClosure, reason = '') {
      if (joined && state === 'open') void request({ op: 'presence', state: null }, { keepalive: true }).catch(() => {});
      end(code, reason);
    },
  };

  const down = (frame: Frame): void => {
    if (state === 'open') socket.onmessage?.({ data: encodeFrame(frame).buffer });
  };

  const end = (code: number, reason: string): void => {
    if (state === 'closed') return;
    state = 'closed';
    for (const timer of [repairTimer, quietTimer, presenceTimer]) timers.clear(timer);
    if (events) {
      events.onmessage = null;
      events.onclose = null;
      events.close();
    }
    socket.onclose?.({ code, reason });
  };

  const fail = (error: unknown): void => {
    if (state === 'closed') return;
    if (!(error instanceof Refused)) return end(1006, '');
    down({ type: 'reject', text: JSON.stringify({ reason: error.reason, message: error.message }) });
    end(closeReasons[error.reason].code, error.reason);
  };

  async function post(body: object, init: RequestInit = {}): Promise<unknown> {
    const response = await ask(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ room, token, ...body }),
      ...init,
    });
    if (!response.ok) throw new Error(`The room answered ${response.status}.`);
    return response.json();
  }

  function request(body: WithoutBase<Exclude<CloudRequest, { op: 'create' | 'join' | 'dismiss' }>>, init?: RequestInit): Promise<unknown> {
    return post({ session: joined!.session, role: joined!.role, ...body }, init);
  }

  /** @throws Refused for a rejection. */
  const accepted = <T>(schema: z.ZodType<T>, answer: unknown): T => {
    const rejected = Rejected.safeParse(answer);
    if (!rejected.success) return schema.parse(answer);
    const { reason, message } = rejected.data.rejected;
    throw new Refused(isCloseReason(reason) ? reason : 'bad-message', message);
  };

  async function up(frame: Frame): Promise<void> {
    switch (frame.type) {
      case 'hello':
        return join(frame.text);
      case 'step1':
        return sync(frame.stateVector);
      case 'update':
        waitingUpdates.push(packing.pack(new Uint8Array(frame.update)));
        return submit();
      case 'presence':
        said = frame.text;
        presenceTimer ??= timers.set(saySoon, times.presence);
        return;
      // A room says these to windows, or wants none of them.
      case 'step2':
      case 'awareness':
      case 'query-awareness':
      case 'ack':
      case 'welcome':
      case 'outside':
      case 'reject':
    }
  }

  async function join(text: string): Promise<void> {
    ({ token } = JSON.parse(text) as { token: string });
    const answer = accepted(Joined, await post({ op: 'join', protocol: cloudProtocol }));
    if ((state as string) === 'closed') return;
    joined = answer;
    await subscribe(answer.events);
    if ((state as string) === 'closed') return;
    const { epoch, session, role, person } = answer;
    down({ type: 'welcome', text: JSON.stringify({ protocol: protocolVersion, epoch, session, lease: session, role, person }) });
    watch();
    // Nobody has heard of this window yet; those who hear of it say who they are.
    said ??= '{}';
    void say();
  }

  /** Returns when the channel is listened to. */
  function subscribe({ realtime, host, channel }: z.infer<typeof Joined>['events']): Promise<void> {
    const authorization = { host, Authorization: token };
    const header = base64(new TextEncoder().encode(JSON.stringify(authorization)));
    const protocol = `header-${header.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
    const opened = listen(realtime, ['aws-appsync-event-ws', protocol]);
    events = opened;
    return new Promise((resolve, reject) => {
      opened.onopen = () => opened.send(JSON.stringify({ type: 'connection_init' }));
      opened.onerror = () => {};
      opened.onclose = () => {
        reject(new Error('The channel was closed.'));
        end(1006, '');
      };
      opened.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as { type: string; event?: unknown };
        if (message.type === 'connection_ack') opened.send(JSON.stringify({ type: 'subscribe', id: 'room', channel, authorization }));
        else if (message.type === 'subscribe_success') resolve();
        else if (message.type === 'data') receive(message.event);
        else if (message.type.endsWith('error')) opened.close();
      };
    });
  }

  function receive(event: unknown): void {
    let json: unknown;
    try {
      json = JSON.parse(String(event));
    } catch {
      return;
    }
    const parsed = CloudEvent.safeParse(json);
    if (!parsed.success || state === 'closed') return;
    switch (parsed.data.kind) {
      case 'record':
        if (parsed.data.epoch !== joined?.epoch) return;
        heardRecord = true;
        order.arrived(parsed.data);
        return lookForHole();
      case 'presence':
        return hearPresence(parsed.data.text);
      case 'dismissed':
        if (parsed.data.person === joined?.person.id) fail(new Refused('role-changed', closeReasons['role-changed'].message));
    }
  }

  const order = createRecordOrder(({ session, update }) => {
    // Its author has it already.
    if (update === undefined || session === joined?.session) return;
    const unpacked = packing.unpack(update);
    unpacked.catch(() => {});
    tail = tail.then(async () => down({ type: 'update', update: await unpacked })).catch(fail);
  });

  const lookForHole = (): void => {
    if (!repairs || !order.hasHole || repairing || repairTimer !== undefined) return;
    repairTimer = timers.set(() => {
      repairTimer = undefined;
      if (order.hasHole) void repair();
    }, times.patience);
  };

  /** Asks for what comes after the last record that is here. */
  function repair(): Promise<void> {
    const asking = async (): Promise<void> => {
      const { records, last, role } = accepted(After, await request({ op: 'after', seq: order.seq! }));
      if (role !== joined?.role) throw new Refused('role-changed', closeReasons['role-changed'].message);
      order.filled(records);
      // An answer has an end; there may be more.
      if (records.length > 0 && order.hasHole && last === order.seq) await asking();
    };
    repairing ??= asking()
      .catch(fail)
      .finally(() => {
        repairing = undefined;
        lookForHole();
      });
    return repairing;
  }

  /** Where records come, a missing one shows by their numbers; where none come, the last may be the one that was lost. */
  function watch(): void {
    quietTimer = timers.set(() => {
      clock += times.quiet;
      forgetLost();
      if (repairs && !heardRecord && order.seq !== undefined) void repair();
      heardRecord = false;
      watch();
    }, times.quiet);
  }

  async function sync(stateVector: Uint8Array): Promise<void> {
    const answer = accepted(Synced, await request({ op: 'sync', vector: base64(stateVector) }));
    let update: Uint8Array;
    let { seq } = 'snapshot' in answer ? answer.snapshot : answer;
    if ('update' in answer) update = await packing.unpack(answer.update);
    else {
      const doc = new Y.Doc();
      const body = decodeSnapshotBody(await loadSnapshot(answer.snapshot));
      Y.applyUpdateV2(doc, body.update);
      for (let more = true; more;) {
        const page = accepted(After, await request({ op: 'after', seq }));
        for (const record of page.records) if (record.update !== undefined) Y.applyUpdate(doc, await packing.unpack(record.update));
        more = page.last > seq;
        seq = page.last;
      }
      update = Y.encodeStateAsUpdate(doc, stateVector);
      doc.destroy();
    }
    if (state === 'closed') return;
    await tail;
    down({ type: 'step2', update });
    order.begin(seq);
    lookForHole();
  }

  async function loadSnapshot({ seq, size }: { seq: number; size: number }): Promise<Uint8Array<ArrayBuffer>> {
    const file = new Uint8Array(size);
    for (let from = 0; from < size;) {
      const bytes = bytesOf(accepted(SnapshotPart, await request({ op: 'snapshot', seq, from })).bytes);
      if (bytes.length === 0) throw new Error('The snapshot ends early.');
      file.set(bytes, from);
      from += bytes.length;
    }
    return packing.gunzip(file);
  }

  /** One request at a time, with all that has gathered: acks come in the order of the edits. */
  async function submit(): Promise<void> {
    if (isSubmitting) return;
    isSubmitting = true;
    try {
      while (waitingUpdates.length > 0 && state === 'open') {
        const packed = await Promise.all(waitingUpdates.slice(0, 64));
        let size = 0;
        const fits = packed.findIndex((each) => (size += each.length) > mostSubmitted);
        const updates = fits < 0 ? packed : packed.slice(0, fits);
        if (updates.length === 0) throw new Refused('too-big', closeReasons['too-big'].message);
        waitingUpdates = waitingUpdates.slice(updates.length);
        const answer = await request({ op: 'submit', updates });
        const before = Rejected.safeParse(answer).data?.acked ?? 0;
        if (before > 0) ack(before);
        const { acked: done, seqs } = accepted(Submitted, answer);
        ack(done);
        for (const seq of seqs) order.arrived({ seq, session: joined!.session });
        lookForHole();
      }
    } finally {
      isSubmitting = false;
    }
  }

  function ack(count: number): void {
    acked += count;
    down({ type: 'ack', count: acked });
  }

  const saySoon = (): void => {
    presenceTimer = undefined;
    void say();
  };

  async function say(): Promise<void> {
    if (isSaying || said === undefined || state === 'closed') return;
    isSaying = true;
    const text = said;
    try {
      await request({ op: 'presence', state: text });
    } catch {
      // It is said again.
    }
    isSaying = false;
    timers.clear(presenceTimer);
    if (state === 'open') presenceTimer = timers.set(saySoon, said === text ? times.presenceAgain : times.presence);
  }

  function hearPresence(text: string): void {
    let entries: { session: number; state: unknown }[];
    try {
      entries = JSON.parse(text) as typeof entries;
    } catch {
      return;
    }
    let isNew = false;
    for (const { session, state: present } of entries) {
      if (present === null) heard.delete(session);
      else {
        isNew ||= !heard.has(session) && session !== joined?.session;
        heard.set(session, clock);
      }
    }
    down({ type: 'presence', text });
    // Who has just come knows of nobody.
    if (isNew) {
      timers.clear(presenceTimer);
      presenceTimer = timers.set(saySoon, times.presence * (0.5 + timers.chance()));
    }
  }

  function forgetLost(): void {
    const lost = [...heard].filter(([session, at]) => session !== joined?.session && clock - at > times.presenceLost);
    for (const [session] of lost) heard.delete(session);
    if (lost.length > 0) down({ type: 'presence', text: JSON.stringify(lost.map(([session]) => ({ session, state: null }))) });
  }

  timers.set(() => socket.onopen?.(undefined as never), 0);
  return socket;
}
