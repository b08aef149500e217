import { LedgerError, xxh64 } from '../../kernel/index.ts';
import type { PlayerInput } from './inputs.ts';
import type { WorldPort } from './port.ts';
import type { Request } from './requests.ts';
import { StateRing } from './ring.ts';
import type { RollbackSession } from './session.ts';

export interface PlayOptions<Command> {
  readonly session: RollbackSession;
  /** What the inputs of a tick mean. */
  readonly commandsOf: (inputs: readonly PlayerInput[], tick: number) => readonly Command[];
}

/** Does with a world what a session asks, and keeps what ticks told until they are final. */
export class RollbackHost<Command, Event> {
  readonly #world: WorldPort<Command, Event>;
  readonly #session: RollbackSession;
  readonly #commandsOf: PlayOptions<Command>['commandsOf'];
  readonly #ring: StateRing;
  readonly #told = new Map<number, readonly Event[]>();
  #final = 0;

  constructor(world: WorldPort<Command, Event>, { session, commandsOf }: PlayOptions<Command>) {
    if (world.tick !== session.tick)
      throw new LedgerError({
        code: 'net-session',
        message: `The world is at tick ${world.tick}, and the session at ${session.tick}.`,
        hint: 'Begin both at tick 0.',
      });
    this.#world = world;
    this.#session = session;
    this.#commandsOf = commandsOf;
    this.#ring = new StateRing(session.reach + 1);
  }

  /** Does what is asked. Returns the events of ticks that became final, in order. */
  run(requests: readonly Request[]): readonly Event[] {
    const events: Event[] = [];
    for (const request of requests) {
      switch (request.kind) {
        case 'save': {
          const state = this.#ring.save(this.#world);
          if (request.hash) this.#session.hashed(request.tick, xxh64(state));
          break;
        }
        case 'load':
          this.#world.load(this.#state(request.tick));
          break;
        case 'advance':
          this.#told.set(request.tick, this.#world.advance(this.#commandsOf(request.inputs, request.tick)));
          if (request.tick <= this.#final) this.#told.delete(request.tick);
          break;
        case 'confirm':
          for (const event of this.#told.get(request.tick) ?? []) events.push(event);
          this.#told.delete(request.tick);
          this.#final = request.tick;
          break;
      }
    }
    return events;
  }

  #state(tick: number): Uint8Array {
    const state = this.#ring.at(tick);
    if (!state)
      throw new LedgerError({
        code: 'net-window',
        message: `The state of tick ${tick} is not held any more.`,
        hint: 'Somebody was gone for longer than a rollback reaches: begin a new session from a checkpoint.',
      });
    return state;
  }
}

/** A host of one world at tick 0 for a session. Throws `net-session` for a world that has begun. */
export const createRollbackHost = <Command, Event>(
  world: WorldPort<Command, Event>,
  options: PlayOptions<Command>,
): RollbackHost<Command, Event> => new RollbackHost(world, options);
