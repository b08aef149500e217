import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { openLevelDocument } from '../../../engine/document/index.ts';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { Stage } from '../sim/stage.ts';
import { type Attack, attacks } from './attacks.ts';
import { limits, roomOf, runSiege, strike } from './siege.ts';
import { openStockServer } from './stock.ts';

/** What a stock server makes of an attack. */
async function stockAnswer(attack: Attack): Promise<Attack['stock']> {
  const stage = await Stage.open({ people: 2, network: 'ordered' });
  const state = Y.encodeStateAsUpdate(roomOf(stage).doc);
  const server = openStockServer(state);
  const evil = openLevelDocument();
  Y.applyUpdate(evil.doc, state);
  evil.doc.clientID = 77;
  const before = [Y.encodeStateAsUpdate(server.doc), server.awareness.getStates().size] as const;
  for (const message of attack.strike({ evil, victim: stage.windows[0]!.level.document.doc.clientID, random: chance(3) }))
    server.receive(message);
  server.close();
  if (server.awareness.getStates().size !== before[1]) return 'lists fakes';
  if (server.doc.store.pendingStructs !== null || server.doc.store.pendingDs !== null) return 'waits for ever';
  return Buffer.compare(Y.encodeStateAsUpdate(server.doc), before[0]) === 0 ? 'unmoved' : 'takes it';
}

test.each(attacks)('who $name: this room answers "$room", a stock Yjs server "$stock"', async (attack) => {
  const stage = await Stage.open({ people: 2, network: 'ordered' }, { limits });
  const struck = strike(stage, attack, 'mallory', chance(3));
  expect(struck).toMatchObject({ breaches: [], stuck: false });
  vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(await stockAnswer(attack)).toBe(attack.stock);
});

test('honest people lose nothing while the room is attacked from every side', async () => {
  const { byAttack, ...report } = await runSiege({ updates: 4000 });
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ crashes: 0, stuck: 0, unauthorised: 0, honest: { accepted: report.honest.sent } });
  expect(report.honest.sent).toBeGreaterThan(100);
  const refusals = attacks.filter(({ room }) => room !== 'judged' && room !== 'no effect').map(({ name }) => byAttack[name]!);
  expect(Object.values(byAttack).filter(({ strikes }) => strikes === 0)).toEqual([]);
  expect(refusals.filter(({ strikes, shownOut, taken }) => shownOut !== strikes || taken > 0)).toEqual([]);
});
