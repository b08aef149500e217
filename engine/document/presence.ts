/** Where people are: small, short-lived, never stored. Who says it is stamped by the server; what is said is checked on both sides. */
import { z } from '../model/zod.ts';

/** UTF-8 bytes of one presence state as JSON. */
export const maxPresenceBytes = 2048;
export const presencePerSecond = 20;

const Id = z.string().max(64);
const Vector = z.array(z.number()).max(4);

export const PresenceState = z
  .object({
    /** Selected entities, or none. */
    selection: z.array(Id).max(50),
    /** Where the pointer stands in the level, in metres. */
    pointer: Vector,
    /** What is being dragged and where it is now: shown as a ghost until the drag ends and the document says it. */
    ghosts: z.array(z.object({ entity: Id, component: Id, field: Id, value: z.json() })).max(16),
    /** A caret or range in a script, as anchors. */
    caret: z.object({ anchor: z.string().max(300), head: z.string().max(300) }),
    /** The field being edited: `entity/Component.field`. */
    editing: z.string().max(200),
    camera: z.object({ position: Vector, target: Vector }),
    /** What the person looks at: "Viewport", "Script". */
    panel: z.string().max(40),
    /** Nothing has been touched for a while. */
    away: z.boolean(),
    /** Another one each time the person asks everybody to come and see what they see. */
    call: Id,
  })
  .partial();
export type PresenceState = z.infer<typeof PresenceState>;

export const Person = z.object({ id: z.string().min(1).max(128), name: z.string().max(120), colour: z.string().max(32) });
export type Person = z.infer<typeof Person>;

/** One open window of one person. */
export interface Peer {
  session: number;
  person: Person;
  role: 'viewer' | 'editor' | 'owner';
  /** Empty until the person has said something. */
  state: PresenceState;
}

/** Reads a state from the network; undefined when it is too big or not one. */
export function readPresence(text: string): PresenceState | undefined {
  if (new TextEncoder().encode(text).length > maxPresenceBytes) return undefined;
  try {
    const parsed = PresenceState.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
