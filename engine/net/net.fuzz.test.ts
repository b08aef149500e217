/** Whatever bytes come, a client refuses them by name or takes them whole: what it saw before stays as it was. */
import { beforeAll, expect, test } from 'vitest';
import { LedgerError, checkFields, createArena, initHash, layoutHashOf } from '../kernel/index.ts';
import { chance } from '../kernel/testing/chance.ts';
import { mutateBytes } from '../kernel/testing/mutate.ts';
import { diceOf, everyKind, randomTick } from '../kernel/testing/schedule.ts';
import type { View } from './index.ts';
import { createBroadcast, createMirror } from './index.ts';
import { shownOfView } from './testing/scenes.ts';

const layout = { types: everyKind, layoutHash: layoutHashOf(everyKind) };
const options = { components: everyKind.map(({ name }) => name) };
const mutations = Number(process.env['LEDGERQUEST_FUZZ'] ?? 2000);
const CODES = new Set(['net-cut', 'net-format', 'net-layout', 'net-baseline', 'net-value']);

beforeAll(initHash);

/** A keyframe and the deltas after it, each building on the one before. */
const conversation = (seed: number): Uint8Array[] => {
  const arena = createArena(layout, { seed });
  const dice = diceOf(seed);
  const broadcast = createBroadcast(layout, options);
  const viewer = broadcast.connect();
  return Array.from({ length: 12 }, () => {
    randomTick(arena, dice, everyKind);
    broadcast.capture(arena);
    const bytes = viewer.message();
    viewer.ack(arena.tick);
    return bytes;
  });
};

const shown = (view: View | undefined): string => (view ? JSON.stringify(shownOfView(view, options.components)) : '');

/** The fields without their bounds, which half a quantum may pass. */
const unbounded = Object.fromEntries(
  everyKind.map(({ name, fields }) => [
    name,
    Object.fromEntries(Object.entries(fields).map(([field, spec]) => [field, { ...spec, min: undefined, max: undefined }])),
  ]),
);

/** What was taken can be read, all of it: values that their fields take, parents that are seen, nobody below itself. */
const expectSound = (view: View): void => {
  for (const entity of view.entities()) {
    for (const name of view.componentsOf(entity)) checkFields(unbounded[name]!, view.get(entity, name)!, name);
    let above = view.parentOf(entity);
    for (let steps = 0; above !== undefined; steps++) {
      if (!view.row(above) || steps > view.entities().length) throw new Error(`${view.nameOf(entity)} is below nobody, or below itself`);
      above = view.parentOf(above);
    }
  }
};

const conversations = Array.from({ length: 20 }, (_, seed) => conversation(seed));

test.each(['keyframe', 'delta'] as const)('a damaged %s is refused by name or taken whole, in time, and leaves what was seen', (kind) => {
  let refused = 0;
  for (let n = 0; n < mutations; n++) {
    const seed = n % 20;
    const random = chance(n);
    const messages = conversations[seed]!;
    const at = kind === 'keyframe' ? 0 : 1 + random.below(messages.length - 1);
    const mirror = createMirror(layout, options);
    for (const message of messages.slice(0, at)) mirror.receive(message);
    const before = mirror.view;
    const seen = shown(before);
    try {
      mirror.receive(mutateBytes(messages[at]!, random));
    } catch (error) {
      if (!(error instanceof LedgerError) || !CODES.has(error.code)) throw new Error(`mutation ${n}: ${String(error)}`, { cause: error });
      if (mirror.view !== before) throw new Error(`mutation ${n} was refused and changed what is seen`, { cause: error });
      refused++;
    }
    expect(shown(before), `mutation ${n}`).toBe(seen);
    if (mirror.view) expectSound(mirror.view);
    // The message itself still fits, unless the damaged one was taken as something newer.
    if (mirror.view === before) mirror.receive(messages[at]!);
  }
  expect(refused).toBeGreaterThan(mutations / 3);
});
