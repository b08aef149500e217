/** An attack that comes through is noticed: the same table against a room whose firewall lets everything pass. */
import { expect, test, vi } from 'vitest';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { Stage } from '../sim/stage.ts';
import { attacks } from './attacks.ts';
import { limits, strike } from './siege.ts';

vi.mock('../../../engine/document/firewall/firewall.ts', async (original) => {
  const real = await original<typeof import('../../../engine/document/firewall/firewall.ts')>();
  const admit: typeof real.admit = (_, update) => ({ ok: true, update, nothingNew: false });
  return { ...real, admit };
});

test.each(attacks.filter(({ room }) => room === 'invalid-update'))('who $name is noticed where nobody judges', async (attack) => {
  const stage = await Stage.open({ people: 2, network: 'ordered' }, { limits });
  let noticed: boolean;
  try {
    const { breaches, stuck } = strike(stage, attack, 'mallory', chance(3));
    noticed = stuck || breaches.length > 0;
  } catch {
    noticed = true;
  }
  expect(noticed).toBe(true);
});
