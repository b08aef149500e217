import { expect, it } from 'vitest';
import { DynamoInbox } from './inbox.ts';
import type { Change, Table } from './table.ts';

const event = { tenant: 'demo', id: 's.finished', at: 5000 };

it('a mark is written only where none is, in the transaction of the effect, in its hearer’s own partition', async () => {
  const written: (readonly Change[])[] = [];
  const answers = [
    { ok: true },
    { ok: false, reasons: ['ConditionalCheckFailed', 'None'] },
    { ok: false, reasons: ['None', 'ConditionalCheckFailed'] },
  ];
  const table = { transact: async (changes: readonly Change[]) => (written.push(changes), answers.shift()) } as unknown as Table;
  const inbox = new DynamoInbox(table, 'achievements');
  const game = [{ kind: 'game', player: 'p-1', before: 2 }] as const;
  expect([await inbox.once(event, game, 'p-1'), await inbox.once(event, game), await inbox.once(event, game)]).toEqual([
    'done',
    'before',
    'moved',
  ]);
  expect(written[0]).toMatchObject([
    { key: { pk: 'TENANT#demo#HEARD#achievements', sk: 's.finished#p-1' }, isNew: true, set: { at: 5000, exp: 5 + 35 * 86_400 } },
    { key: { pk: 'TENANT#demo#PLAYER#p-1', sk: 'GAMES' }, set: { games: 3 }, when: { games: 2 } },
  ]);
});
