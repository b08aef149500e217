/** What the load plays on: a host in a process of its own, and the rooms that it opens for a shape. */
import type { Shape } from '../shape.ts';

export interface Usage {
  /** Microseconds of processor time so far. */
  readonly cpu: number;
  /** Bytes of memory that it holds now. */
  readonly rss: number;
}

/** What a client tells of what it hears. Callbacks must be quick: they are called for every message. */
export interface Heard {
  /** The player has this seat of its room. Those who watch tell what they see. */
  seated(seat: number): { readonly watches: boolean };
  /** A message about the world, and the tick that it leads to, where this client reads it. */
  told(bytes: number, tick: number | undefined): void;
  /** Any other message. */
  answered(bytes: number): void;
  /** Only where the player watches: how another stands now. */
  saw(seat: number, standing: { readonly x: number; readonly y: number; readonly moves: number; readonly nonce: number }): void;
  acknowledged(nonce: number): void;
  /** A command that will have no effect. */
  refused(nonce: number, code: string): void;
  /** The connection ended, and nobody here ended it. */
  lost(code: number): void;
}

export interface Command {
  readonly nonce: number;
  readonly dx: number;
  readonly dy: number;
}

export interface Client {
  send(command: Command): void;
  /** Sends again what is not acknowledged for long, as the protocol asks; a client without acknowledgements does nothing. */
  remind?(): void;
  close(): void;
}

export interface Stage {
  /**
   * Connects a player to a room; resolves once it sits. Throws where the host does not take it.
   * @param who the same at each try, so that a try whose answer was lost takes no second seat
   */
  connect(room: number, who: string, heard: Heard): Promise<Client>;
  /** Closes the rooms, so that what is played next has the machine for itself. */
  end(): Promise<void>;
}

export interface Host {
  readonly name: string;
  /** Whether a command is acknowledged; without it, what was sent counts as if it was. */
  readonly acknowledges: boolean;
  open(shape: Shape): Promise<Stage>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}
