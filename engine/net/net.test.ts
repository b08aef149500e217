/** What a client sees is what the world is, whatever gets lost on the way. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createArena, initHash, layoutHashOf } from '../kernel/index.ts';
import { diceOf, everyKind, randomTick } from '../kernel/testing/schedule.ts';
import { withAncestors } from './broadcast/scene.ts';
import type { Interest } from './index.ts';
import { createBroadcast, createMirror, everything } from './index.ts';
import { farApart, shownOfArena, shownOfView } from './testing/scenes.ts';
import { eachBit } from './wire/frame.ts';

const layout = { types: everyKind, layoutHash: layoutHashOf(everyKind) };
const names = everyKind.map(({ name }) => name);
const options = { components: names };

beforeAll(initHash);

/** A part of the world that changes from tick to tick. */
const some: Interest = ({ frame, alive }) => alive.map((word, at) => word & Math.imul(frame.tick + 7 + at, 0x9e37_79b1));

describe('a world of every kind of field, with births, ends, adds, removes, new parents and texts', () => {
  const clients = [
    { name: 'gets every message', loss: 0, sees: everything, lost: 0 },
    { name: 'loses two of five messages and acknowledgements', loss: 2, sees: everything, lost: 0 },
    { name: 'sees another part of it every tick and loses some', loss: 1, sees: some, lost: 0 },
    { name: 'loses its place now and then', loss: 1, sees: everything, lost: 12 },
  ];
  test.each(clients)('is seen as it is by a client that $name', ({ loss, sees, lost }) => {
    let checked = 0;
    let again = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const arena = createArena(layout, { seed });
      const dice = diceOf(seed);
      // Few ticks of history and few texts, so that both run out on the way.
      const broadcast = createBroadcast(layout, { ...options, history: 8, texts: 60 });
      const viewer = broadcast.connect(sees);
      let mirror = createMirror(layout, options);
      const sent: Uint8Array[] = [];
      for (let tick = 0; tick < 60; tick++) {
        randomTick(arena, dice, everyKind);
        broadcast.capture(arena);
        if (lost > 0 && dice.chance(lost)) {
          mirror = createMirror(layout, options);
          sent.length = 0;
          viewer.resync();
        }
        const bytes = viewer.message();
        if (dice.roll(5) < loss) continue;
        const taken = mirror.receive(bytes)!;
        sent.push(bytes);
        // What comes twice or late changes nothing.
        if (dice.chance(3) && mirror.receive(dice.pick(sent)) === undefined) again++;
        expect(mirror.view).toBe(taken.view);
        const { scene } = broadcast;
        const visible: number[] = [];
        eachBit(withAncestors(scene, sees(scene, undefined)), (index) => visible.push(index));
        const expected = shownOfArena(
          arena,
          visible.map((index) => arena.entityAt(index)),
          names,
          ['target', 'about'],
        );
        expect(farApart(shownOfView(taken.view, names), expected, 0.002), `seed ${seed}, tick ${arena.tick}`).toBe(undefined);
        checked++;
        if (dice.roll(5) >= loss) viewer.ack(mirror.tick);
      }
      expect(broadcast.epoch).toBeGreaterThan(0);
    }
    expect(checked).toBeGreaterThan(400);
    expect(again).toBeGreaterThan(100);
  });
});
