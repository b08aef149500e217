/** What the session sends to a player and takes from one. The cloud checks what comes in; this side checks what it relies on. */
import type { FieldSpec, Json } from './values.ts';

export interface Seat {
  /** Key of the seat's entity. */
  entity: string;
  /** What a command names to take it. */
  stage: string;
  name: string;
  /** 0: nobody. */
  owner: number;
}

export interface PlayLevel {
  id: string;
  name: string;
  clock: { kind: 'realtime'; hz: number } | { kind: 'turns'; unit: string; awaits: string; take: string; release: string };
  commands: Record<string, { help?: string; fields: Record<string, FieldSpec> }>;
  kpis: Record<string, { label: string; unit?: string; kind: string; better?: string; color?: string }>;
  charts: { id: string; title: string; kpis: string[]; kind: string }[];
  environment?: Json;
}

export interface Entity {
  key: string;
  name?: string;
  parent?: string | null;
  components: Record<string, Record<string, Json>>;
}

interface Standing {
  hash: string;
  kpis: Record<string, string | number>;
  waiting: string[];
  seats: Seat[];
  done: boolean;
}

export interface Diff {
  tick: number;
  spawned: { entity: string; parent: string | null }[];
  despawned: string[];
  changed: { entity: string; component: string; value: Record<string, Json> | null }[];
}

export type ServerMessage =
  | { type: 'welcome'; session: string; level: PlayLevel; tick: number }
  | { type: 'joined'; sender: number; secret: string; seq: number }
  | { type: 'ack'; clientSeq: number; seq: number; duplicate: boolean }
  | { type: 'refused'; clientSeq?: number; code: string; message: string; hint?: string; expected?: number }
  | ({ type: 'keyframe'; tick: number; entities: Entity[] } & Standing)
  | ({ type: 'frames'; fromTick: number; toTick: number; frames: Diff[] } & Standing)
  | { type: 'waiting'; tick: number; waiting: string[]; seats: Seat[] }
  | Part;

/** A piece of the text of a message that is too large for one. */
export interface Part {
  type: 'part';
  id: string;
  index: number;
  of: number;
  text: string;
}

export interface PlayerCommand {
  type: 'command';
  seq: number;
  command: { type: string; payload: Json };
}

export type PlayerMessage =
  | { type: 'hello' }
  | { type: 'join'; player: string; secret?: string }
  | PlayerCommand
  | { type: 'resume' }
  | { type: 'ping' };

/** What a player's link carries in its fragment, which no server sees. */
export interface PlayLink {
  tenant: string;
  session: string;
  token: string;
}

export function readLink(fragment: string): PlayLink | undefined {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  const tenant = values.get('tenant');
  const session = values.get('session');
  const token = values.get('token');
  return tenant && session && token ? { tenant, session, token } : undefined;
}
