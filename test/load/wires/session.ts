/**
 * A player by docs/protocol.md. Every message is received whole; only a player who watches reads the states and ticks in it, the others look at its
 * beginning and count its bytes, since what a client makes of a message is no part of what a cloud can bear.
 */
import { WebSocket } from 'ws';
import { type PlayerChange, type ServerMessage, unpackChanges } from '../../../engine/net/protocol/index.ts';
import type { Client, Command, Heard } from '../hosts/host.ts';
import { mover, seatOf } from '../level/level.ts';
import { opened } from './opened.ts';

/** What is sent again where it was not answered for so long, ms. */
const patience = 5_000;
const again = 250;
const worldly = ['{"type":"frames"', '{"type":"keyframe"', '{"type":"part"'].map((start) => Buffer.from(start));
const isWorldly = (data: Buffer): boolean => worldly.some((start) => data.subarray(0, start.length).equals(start));

/** Connects, says hello and joins; throws where the session does not take the player. */
export async function openSessionClient(url: string, who: string, heard: Heard): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const player = new SessionPlayer(socket, heard);
  await opened(socket);
  try {
    await player.join(who);
    return player;
  } catch (error) {
    player.close();
    throw error;
  }
}

class SessionPlayer implements Client {
  readonly #socket: WebSocket;
  readonly #heard: Heard;
  /** By number: what was sent and is not settled, and when it was. */
  readonly #open = new Map<number, { readonly text: string; at: number }>();
  #watches = false;
  #tick = -1;
  #parts: string[] = [];
  #closing = false;
  #settle: { joined: () => void; refused: (error: Error) => void } | undefined;

  constructor(socket: WebSocket, heard: Heard) {
    this.#socket = socket;
    this.#heard = heard;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('close', (code) => {
      this.#settle?.refused(new Error(`The socket was closed (${code}) before the player had a seat.`));
      if (!this.#closing && this.#settle === undefined) heard.lost(code);
    });
  }

  /** @param who of 16 characters at least: with the same name and secret it gets the same seat, however often it asks */
  join(who: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('The session did not answer a join within 30 s.')), 30_000);
      const done = (): void => {
        clearTimeout(late);
        this.#settle = undefined;
      };
      this.#settle = { joined: () => (done(), resolve()), refused: (error) => (done(), reject(error)) };
      this.#say({ type: 'hello' });
      this.#say({ type: 'join', player: who, secret: who });
    });
  }

  send({ nonce, dx, dy }: Command): void {
    const text = JSON.stringify({ type: 'command', seq: nonce, command: { type: 'Move', payload: { dx, dy, nonce } } });
    this.#open.set(nonce, { text, at: performance.now() });
    this.#socket.send(text);
  }

  remind(): void {
    const now = performance.now();
    for (const command of this.#open.values()) if (now - command.at > patience) this.#repeat(command);
  }

  close(): void {
    this.#closing = true;
    this.#socket.terminate();
  }

  #repeat(command: { readonly text: string; at: number }): void {
    command.at = performance.now();
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(command.text);
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  #receive(data: Buffer): void {
    if (isWorldly(data)) this.#hearWorld(data);
    else {
      this.#heard.answered(data.length);
      this.#hearAnswer(JSON.parse(data.toString()) as ServerMessage | { readonly type?: undefined });
    }
  }

  #hearWorld(data: Buffer): void {
    if (!this.#watches) return this.#heard.told(data.length, undefined);
    const message = JSON.parse(data.toString()) as ServerMessage;
    const whole = message.type === 'part' ? this.#collect(message) : message;
    if (whole?.type === 'keyframe') this.#takeKeyframe(whole);
    else if (whole?.type === 'frames') this.#takeFrames(whole);
    this.#heard.told(data.length, this.#tick);
  }

  #collect({ index, of, text }: Extract<ServerMessage, { type: 'part' }>): ServerMessage | undefined {
    if (index === 0) this.#parts = [];
    if (index !== this.#parts.length) return undefined;
    this.#parts.push(text);
    return index + 1 === of ? (JSON.parse(this.#parts.join('')) as ServerMessage) : undefined;
  }

  #takeKeyframe({ tick, entities }: Extract<ServerMessage, { type: 'keyframe' }>): void {
    this.#tick = tick;
    for (const { key, components } of entities) if (components[mover]) this.#see(key, components[mover]);
  }

  #takeFrames({ fromTick, toTick, frames }: Extract<ServerMessage, { type: 'frames' }>): void {
    if (fromTick < this.#tick) return;
    if (this.#tick >= 0 && fromTick > this.#tick) return this.#say({ type: 'resume' });
    this.#tick = toTick;
    for (const frame of frames) for (const change of unpackChanges(frame)) this.#takeChange(change);
  }

  #takeChange({ entity, component, value }: PlayerChange): void {
    if (component === mover && value !== null) this.#see(entity, value);
  }

  #see(key: string, value: unknown): void {
    this.#heard.saw(seatOf(key), value as { x: number; y: number; moves: number; nonce: number });
  }

  #hearAnswer(message: ServerMessage | { readonly type?: undefined }): void {
    if (message.type === 'joined') this.#sit(message.sender);
    else if (message.type === 'ack') this.#settleCommand(message.clientSeq, () => this.#heard.acknowledged(message.clientSeq));
    else if (message.type === 'refused') this.#hearRefusal(message);
    // The gateway's own words: the session could not be reached, so all that is open is sent again after a moment.
    else if (message.type === undefined) setTimeout(() => this.#repeatAll(), again);
  }

  #sit(seat: number): void {
    if (this.#settle === undefined) return;
    this.#watches = this.#heard.seated(seat).watches;
    this.#settle.joined();
  }

  #hearRefusal({ clientSeq, code, message }: Extract<ServerMessage, { type: 'refused' }>): void {
    if (clientSeq === undefined) return this.#settle?.refused(new Error(`${code}: ${message}`));
    const command = this.#open.get(clientSeq);
    if (code === 'busy' || code === 'out-of-order' || code === 'not-joined') setTimeout(() => command && this.#repeat(command), again);
    else this.#settleCommand(clientSeq, () => this.#heard.refused(clientSeq, code));
  }

  #settleCommand(nonce: number, tell: () => void): void {
    if (this.#open.delete(nonce)) tell();
  }

  #repeatAll(): void {
    if (this.#settle !== undefined) return this.#settle.refused(new Error('The gateway could not reach the session.'));
    for (const command of this.#open.values()) this.#repeat(command);
  }
}
