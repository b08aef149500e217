import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import { EditOrigin, levelSchema, openLevelDocument, seedFrom, viewLevel } from '../../../engine/document/index.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { MAX_ENTITIES } from '../../../engine/model/level.ts';
import { openEngine } from '../../../engine/run/index.ts';
import { largeLevel } from '../../../src-renderer/studio/testing/large-level.ts';
import type { Area, Row } from '../bench.ts';
import { row } from '../bench.ts';

/** Milliseconds of processor time of this thread. */
const cpu = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds that opening may take. */
const target = 4000;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const project = JSON.stringify({ format: 1, id: 'large', name: 'Large', levels: ['levels/yard.json'] });

/** What Studio does between a level's document and its first frame, once each: a person opens a level once. */
export const area: Area = {
  name: 'open-level',
  async run() {
    const { wasm } = ensureScriptingWasm();
    const engine = await openEngine({ wasm: { quickjs: wasm } });
    const document = openLevelDocument();
    seedFrom(document, largeLevel(), new EditOrigin('bench'));
    const rows: Row[] = [];
    const rowOf = (name: string, ours: number): Row =>
      row({ name: `${name}, 50,000 entities`, ours, peer: target, unit: 'ms', peerName: 'target of the whole', better: 'lower' });
    const timed = <T>(name: string, work: () => T): T => {
      const begun = cpu();
      const result = work();
      rows.push(rowOf(name, cpu() - begun));
      return result;
    };
    const text = timed('page: what the document means, and as text', () => {
      const view = viewLevel(document, levelSchema(builtinComponents), 'levels/yard.json');
      return JSON.stringify(view.current().level);
    });
    const compiled = timed('worker: compile', () =>
      engine.compileLevel(new Map(Object.entries({ 'ledgerquest.json': bytes(project), 'levels/yard.json': bytes(text) })), undefined, {
        strip: (code) => ({ code }),
      }),
    );
    if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
    const world = timed('worker: make the world', () => engine.createWorld(compiled.package, {}));
    const entities = timed('worker: the whole state for the view', () => structuredClone(world.entities()));
    if (entities.length !== MAX_ENTITIES) throw new Error(`${entities.length} entities`);
    const whole = rows.reduce((sum, { ours }) => sum + ours, 0);
    return [...rows, rowOf('all of it', whole)];
  },
};
