import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import { openEngine, type World } from '../../../engine/run/index.ts';
import { levelOf } from '../../../engine/run/testing/index.ts';
import type { Row } from '../bench.ts';
import { compare, measure, row } from '../bench.ts';

/** What behaviour trees ask of a script in one tick; the figures are of whole ticks, with the state hash of each. */
const CALLS = 1000;

interface Minds {
  entities: number;
  /** Of these, the first are minds; the others have nothing that the script names. */
  thoughts: number;
  minds: number;
  /** How often each mind asks in a tick. */
  times: number;
  script: string;
}

async function worldOf({ entities, thoughts, minds, times, script }: Minds): Promise<World> {
  const engine = await openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm } });
  return engine.createWorld(
    levelOf({
      project: {
        components: {
          Thought: { fields: { count: { kind: 'u32' }, mood: { kind: 'u8' } } },
          Rock: { fields: { weight: { kind: 'f64' } } },
        },
      },
      behaviours: { 'mind.yaml': `repeat: { max: ${times}, do: { call: think } }` },
      scripts: { 'think.js': script },
      entities: Object.fromEntries(
        Array.from({ length: entities }, (_, i) => [
          `e${String(i).padStart(5, '0')}`,
          i < minds ? { Behaviour: { tree: 'mind' }, Thought: {} } : i < thoughts ? { Thought: {} } : { Rock: {} },
        ]),
      ),
    }),
  );
}

/** Every write of a call lands. */
const counting = "let count = 0; on('think', (_, { entity }) => { count += 1; set(entity, 'Thought', { count }); });";
/** One in ten writes: what all of them use fits what the trees of a tick may use. */
const asking = "on('think', (_, { entity, tick }) => { if (entity.endsWith('7')) set(entity, 'Thought', { mood: tick % 200 }); });";

const TICKS = 3;
/** The first tick, in which a script learns the names of all entities, is not counted. */
const workOf = (world: World): string => {
  const calls = (): number => Math.max(...(world.arena.column('Thought', 'count') as Uint32Array));
  world.step();
  const before = calls();
  for (let i = 0; i < TICKS; i++) world.step();
  return `${calls() - before} calls in ${TICKS} ticks`;
};

export async function scriptCallRows(): Promise<Row[]> {
  const large = await worldOf({ entities: 10_000, thoughts: 4000, minds: CALLS, times: 1, script: counting });
  const small = await worldOf({ entities: 100, thoughts: 100, minds: 100, times: CALLS / 100, script: counting });
  const work = { ours: workOf(large), peer: workOf(small) };
  if (work.ours !== work.peer) throw new Error(`script calls: the two sides do different work: ${work.ours} against ${work.peer}`);
  const perCall = (ticksPerSecond: number): number => 1e6 / ticksPerSecond / CALLS;
  const { ours, peer } = compare(
    () => large.step(),
    () => small.step(),
  );
  const minds = 2000;
  const crowd = await worldOf({ entities: minds, thoughts: minds, minds, times: 1, script: asking });
  return [
    row({
      name: 'script call from a tree, 10,000 entities vs 100',
      ours: perCall(ours),
      peer: perCall(peer),
      unit: 'µs/call',
      peerName: 'the same calls among 100 entities',
      better: 'lower',
      work,
    }),
    row({
      name: `tick of ${minds} minds that each ask a script`,
      ours: 1000 / measure(() => crowd.step()),
      peer: 100,
      unit: 'ms/tick',
      peerName: 'target',
      better: 'lower',
    }),
  ];
}
