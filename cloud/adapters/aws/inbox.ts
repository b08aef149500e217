import type { Hearer } from '../../events/catalogue/index.ts';
import type { Effect, EventName, Inbox } from '../../ports/index.ts';
import { systemHost } from './host.ts';
import { conflictAttempts, jitter } from './jitter.ts';
import { inboxKey, noticesPartition, playerPartition } from './keys-of-items.ts';
import type { Change, Table } from './table.ts';

/** Marks are forgotten this long after what they mark happened: the bus delivers for a day, and a letter's event has left none. */
const markSeconds = 35 * 86_400;
const noticeSeconds = 90 * 86_400;

/** The marks of one hearer, and the effects beside them. Everything is an update that follows from the event alone: the same items, whenever it comes. */
export class DynamoInbox implements Inbox {
  readonly #table: Table;
  readonly #hearer: Hearer;

  constructor(table: Table, hearer: Hearer) {
    this.#table = table;
    this.#hearer = hearer;
  }

  async has({ tenant, id }: EventName): Promise<boolean> {
    return (await this.#table.get(inboxKey(tenant, this.#hearer, id))) !== undefined;
  }

  async once(event: EventName, effects: readonly Effect[], part?: string): Promise<'done' | 'before' | 'moved'> {
    const { tenant, id, at } = event;
    const mark: Change = {
      key: inboxKey(tenant, this.#hearer, part === undefined ? id : `${id}#${part}`),
      set: { at, exp: inSeconds(at) + markSeconds },
      isNew: true,
    };
    const changes = [mark, ...effects.map((effect) => changeOf(event, effect))];
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#table.transact(changes);
      if (outcome.ok) return 'done';
      const [marked, ...others] = outcome.reasons;
      if (marked === 'ConditionalCheckFailed') return 'before';
      if (others.includes('ConditionalCheckFailed')) return 'moved';
      if (!outcome.reasons.includes('TransactionConflict') || attempt === conflictAttempts)
        throw new Error(`Event ${id} had no effect on ${this.#hearer}: ${outcome.reasons.join(', ')}`);
      await systemHost.sleep(jitter(attempt));
    }
  }
}

const inSeconds = (at: number): number => Math.floor(at / 1000);

function changeOf({ tenant, id, at }: EventName, effect: Effect): Change {
  switch (effect.kind) {
    case 'notice': {
      const { kind, about, said } = effect.notice;
      return {
        key: { pk: noticesPartition(tenant), sk: `NOTICE#${String(at).padStart(15, '0')}#${id}` },
        set: { kind, about, said: JSON.stringify(said), at, exp: inSeconds(at) + noticeSeconds },
      };
    }
    case 'game':
      return {
        key: { pk: playerPartition(tenant, effect.player), sk: 'GAMES' },
        set: { games: effect.before + 1 },
        ...(effect.before === 0 ? { isNew: true } : { when: { games: effect.before } }),
      };
    case 'award': {
      const { player, achievement, session } = effect;
      return { key: { pk: playerPartition(tenant, player), sk: `ACHIEVEMENT#${achievement}` }, set: { session, at }, isNew: true };
    }
  }
}
