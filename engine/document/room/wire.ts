/**
 * The frames of a room. 0, 1 and 3 are those of y-protocols, so that a stock y-websocket provider can talk to an open room; the rest is
 * ours, and only sent to those who said hello.
 *
 * | type | name | body |
 * |---|---|---|
 * | 0 | sync | step 1 (state vector), step 2 and update (Yjs update v1), as y-protocols writes them |
 * | 1 | awareness | y-protocols; relayed in open rooms only |
 * | 3 | query awareness | empty |
 * | 9 | ack | varuint: updates of this connection that are on disk |
 * | 10 | presence | text: client to server a PresenceState, server to client a list of {session, person?, role?, state or null} |
 * | 11 | reject | text: {reason, message}; the connection closes after it |
 * | 12 | hello | text: {protocol, token}; the first frame of a client |
 * | 13 | welcome | text: {protocol, epoch, session, lease, role, person} |
 * | 14 | outside | text: {label, person?, step?}, then a Yjs update: a change by the disk, or by the host for a person, to be applied as one step |
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export const protocolVersion = 1;

export const frameType = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  ack: 9,
  presence: 10,
  reject: 11,
  hello: 12,
  welcome: 13,
  outside: 14,
} as const;
export const syncStep = { step1: 0, step2: 1, update: 2 } as const;

export type Frame =
  | { type: 'step1'; stateVector: Uint8Array }
  | { type: 'step2' | 'update'; update: Uint8Array }
  | { type: 'awareness'; bytes: Uint8Array }
  | { type: 'query-awareness' }
  | { type: 'ack'; count: number }
  | { type: 'presence' | 'reject' | 'hello' | 'welcome'; text: string }
  | { type: 'outside'; text: string; update: Uint8Array };

const textFrames = { presence: frameType.presence, reject: frameType.reject, hello: frameType.hello, welcome: frameType.welcome } as const;
const syncFrames = [
  ['step1', syncStep.step1],
  ['step2', syncStep.step2],
  ['update', syncStep.update],
] as const;

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const out = encoding.createEncoder();
  const sync = (step: number, bytes: Uint8Array): void => {
    encoding.writeVarUint(out, frameType.sync);
    encoding.writeVarUint(out, step);
    encoding.writeVarUint8Array(out, bytes);
  };
  switch (frame.type) {
    case 'step1':
      sync(syncStep.step1, frame.stateVector);
      break;
    case 'step2':
      sync(syncStep.step2, frame.update);
      break;
    case 'update':
      sync(syncStep.update, frame.update);
      break;
    case 'awareness':
      encoding.writeVarUint(out, frameType.awareness);
      encoding.writeVarUint8Array(out, frame.bytes);
      break;
    case 'query-awareness':
      encoding.writeVarUint(out, frameType.queryAwareness);
      break;
    case 'ack':
      encoding.writeVarUint(out, frameType.ack);
      encoding.writeVarUint(out, frame.count);
      break;
    case 'outside':
      encoding.writeVarUint(out, frameType.outside);
      encoding.writeVarString(out, frame.text);
      encoding.writeVarUint8Array(out, frame.update);
      break;
    case 'presence':
    case 'reject':
    case 'hello':
    case 'welcome':
      encoding.writeVarUint(out, textFrames[frame.type]);
      encoding.writeVarString(out, frame.text);
  }
  return encoding.toUint8Array(out) as Uint8Array<ArrayBuffer>;
}

/** Undefined for anything that is not exactly one frame. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  try {
    const input = decoding.createDecoder(bytes);
    const frame = read(input);
    return frame && !decoding.hasContent(input) ? frame : undefined;
  } catch {
    return undefined;
  }
}

function read(input: decoding.Decoder): Frame | undefined {
  const type = decoding.readVarUint(input);
  switch (type) {
    case frameType.sync: {
      const step = decoding.readVarUint(input);
      const bytes = decoding.readVarUint8Array(input);
      const name = syncFrames.find(([, number]) => number === step)?.[0];
      if (name === undefined) return undefined;
      return name === 'step1' ? { type: name, stateVector: bytes } : { type: name, update: bytes };
    }
    case frameType.awareness:
      return { type: 'awareness', bytes: decoding.readVarUint8Array(input) };
    case frameType.queryAwareness:
      return { type: 'query-awareness' };
    case frameType.ack:
      return { type: 'ack', count: decoding.readVarUint(input) };
    case frameType.presence:
      return { type: 'presence', text: decoding.readVarString(input) };
    case frameType.reject:
      return { type: 'reject', text: decoding.readVarString(input) };
    case frameType.hello:
      return { type: 'hello', text: decoding.readVarString(input) };
    case frameType.welcome:
      return { type: 'welcome', text: decoding.readVarString(input) };
    case frameType.outside:
      return { type: 'outside', text: decoding.readVarString(input), update: decoding.readVarUint8Array(input) };
    default:
      return undefined;
  }
}
