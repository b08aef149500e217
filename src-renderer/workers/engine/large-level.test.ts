/** The largest level, on the way it takes when Studio opens it: document, what it means, the engine's host, the states that are shown. */
import { beforeAll, expect, it } from 'vitest';
import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import { EditOrigin, levelSchema, openLevelDocument, seedFrom, viewLevel } from '../../../engine/document/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { MAX_ENTITIES } from '../../../engine/model/level.ts';
import { openEngine } from '../../../engine/run/index.ts';
import { largeLevel } from '../../studio/testing/large-level.ts';
import { createLocalEngine } from '../../studio/testing/local-engine.ts';
import { toyProject } from '../../studio/testing/test-editor.ts';
import { createEngineClient, type EngineClient } from './client.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const engine = '/engine/large';
let client: EngineClient;

beforeAll(() => {
  const { wasm } = ensureScriptingWasm();
  client = createEngineClient(createLocalEngine(() => openEngine({ wasm: { quickjs: wasm } })));
});

it('a level of 50,000 entities is read, compiled, run and shown, without a problem and without losing one', async () => {
  const document = openLevelDocument();
  seedFrom(document, largeLevel(), new EditOrigin('test'));
  const view = viewLevel(document, levelSchema(builtinComponents), 'levels/yard.json');
  const { level, problems } = view.current();
  expect(MAX_ENTITIES).toBe(50_000);
  expect(Object.keys(level.entities).length).toBe(MAX_ENTITIES);
  expect(problems).toEqual([]);

  const files = { 'ledgerquest.json': bytes(toyProject['ledgerquest.json']!), 'levels/yard.json': bytes(JSON.stringify(level)) };
  const compiled = await client.call('compile', { engine, files, stripped: {} });
  expect(compiled).toMatchObject({ ok: true, problems: [] });
  const hash = compiled.ok ? compiled.package : '';

  const told: number[] = [];
  client.onTicks(({ to }) => told.push(to));
  expect(await client.call('run', { run: 'a', package: hash, start: {}, ticks: 3 })).toMatchObject({ outcome: 'finished', tick: 3 });
  expect(told.at(-1)).toBe(3);
  const shown = await client.call('frame', { run: 'a', tick: 2 });
  expect(shown.hash).toBe((await client.call('recording', { run: 'a' })).hashes[1]);
  const entities = shown.whole ? shown.entities : [];
  expect(entities.length).toBe(MAX_ENTITIES);
  expect(entities.find(({ key }) => key === 'lamp-49999')).toMatchObject({ name: 'Lamp 49999', parent: 'box-49998' });
});
