/** `query` where there is nothing to find, in the three languages. */
import { expect, test } from 'vitest';
import { load, openTestHost } from './testing/host.ts';
import { TestWorld } from './testing/world.ts';
import type { ScriptHost } from './world.ts';

const host: ScriptHost = await openTestHost();

test('a component in a level that has none is named in a whole sentence, in every language', () => {
  for (const [language, code] of Object.entries({
    js: "function onTick() { query('Road'); }",
    lua: "function onTick() query('Road') end",
    py: "def on_tick(dt):\n    query('Road')\n",
  })) {
    const world = new TestWorld({}, {});
    const outcome = load(host, code, world, {}, `scripts/test.${language}`).call('onTick', { world });
    expect(outcome.ok ? 'accepted' : outcome.fault.message, language).toMatch(
      /query: there is no component "Road"\. This level has none\.$/,
    );
  }
});

test('a component that nobody carries has no rows, in every language', () => {
  for (const [language, code] of Object.entries({
    js: "function onTick() { return query('Road').length; }",
    lua: "function onTick() return #query('Road') end",
    py: "def on_tick(dt):\n    return len(query('Road'))\n",
  })) {
    const world = new TestWorld({ Road: { length: { kind: 'f64' } } }, {});
    expect(load(host, code, world, {}, `scripts/test.${language}`).call('onTick', { world }), language).toMatchObject({
      ok: true,
      result: 0,
    });
  }
});
