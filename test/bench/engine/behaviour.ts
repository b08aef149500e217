import b3 from 'behavior3js';
import { BehaviourTree, State } from 'mistreevous';
import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import { openEngine } from '../../../engine/run/index.ts';
import { levelOf } from '../../../engine/run/testing/index.ts';
import { createBehaviours } from '../../../engine/rules/behaviour/index.ts';
import type { Tick } from '../../../engine/rules/tick.ts';
import type { Row } from '../bench.ts';
import { compare, row } from '../bench.ts';

/**
 * A thousand agents, each with the same mind of ten nodes: flee when weak, else attack what it sees after aiming for three ticks, else
 * patrol. Each side keeps counts of what its agents did.
 */
const AGENTS = 1000;
const CHECKED_TICKS = 50;

interface Side {
  step(): void;
  /** How often the agents fled, attacked and patrolled. */
  counts(): string;
}

const weak = (i: number): boolean => i % 10 === 0;
const sees = (i: number): boolean => i % 3 === 0;
const tired = (i: number): boolean => i % 7 === 0;

const yaml = `
selector:
  - sequence: [{ if: Mind.health < 10 }, { add: { Mind.fled: 1 } }]
  - mem-sequence: [{ if: Mind.sees == true }, { not: { if: Mind.tired == true } }, { wait: 3 }, { add: { Mind.attacked: 1 } }]
  - add: { Mind.patrolled: 1 }
`;

/** The system that every world has, over an arena, as a tick runs it. */
async function ours(): Promise<Side> {
  const engine = await openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm } });
  const count = { kind: 'u32' };
  const pkg = levelOf({
    project: {
      components: {
        Mind: {
          fields: {
            health: { kind: 'i32', default: 100 },
            sees: { kind: 'bool' },
            tired: { kind: 'bool' },
            fled: count,
            attacked: count,
            patrolled: count,
          },
        },
      },
    },
    behaviours: { 'mind.yaml': yaml },
    entities: Object.fromEntries(
      Array.from({ length: AGENTS }, (_, i) => [
        `agent-${String(i).padStart(4, '0')}`,
        { Behaviour: { tree: 'mind' }, Mind: { health: weak(i) ? 5 : 100, sees: sees(i), tired: tired(i) } },
      ]),
    ),
  });
  const { arena } = engine.createWorld(pkg);
  const { system } = createBehaviours(pkg.level, engine.registry(pkg), () => []);
  return {
    step() {
      arena.advance();
      arena.defer();
      system.run({ arena, level: pkg.level, tick: arena.tick } as Tick, []);
      arena.flush();
    },
    counts: () => ['fled', 'attacked', 'patrolled'].map((field) => sumOf(arena.column('Mind', field) as Uint32Array)).join(', '),
  };
}

const sumOf = (column: Uint32Array): number => column.reduce((sum, value) => sum + value, 0);

/** What an agent of a peer does. */
const doings = (): { fled: number; attacked: number; patrolled: number } => ({ fled: 0, attacked: 0, patrolled: 0 });

function mistreevous(): Side {
  const did = doings();
  const definition: ConstructorParameters<typeof BehaviourTree>[0] = {
    type: 'root',
    child: {
      type: 'selector',
      children: [
        {
          type: 'sequence',
          children: [
            { type: 'condition', call: 'Weak' },
            { type: 'action', call: 'Flee' },
          ],
        },
        {
          type: 'sequence',
          children: [
            { type: 'condition', call: 'Sees' },
            { type: 'flip', child: { type: 'condition', call: 'Tired' } },
            { type: 'wait', duration: 60 },
            { type: 'action', call: 'Attack' },
          ],
        },
        { type: 'action', call: 'Patrol' },
      ],
    },
  };
  const done = (key: keyof typeof did) => (): State => {
    did[key] += 1;
    return State.SUCCEEDED;
  };
  const agents = Array.from(
    { length: AGENTS },
    (_, i) =>
      new BehaviourTree(
        definition,
        {
          Weak: () => weak(i),
          Sees: () => sees(i),
          Tired: () => tired(i),
          Flee: done('fled'),
          Attack: done('attacked'),
          Patrol: done('patrolled'),
        },
        { getDeltaTime: () => 0.016, random: () => 0.5 },
      ),
  );
  return {
    step: () => {
      for (const agent of agents) agent.step();
    },
    counts: () => Object.values(did).join(', '),
  };
}

interface Library {
  readonly SUCCESS: number;
  readonly FAILURE: number;
  readonly Condition: unknown;
  readonly Action: unknown;
  readonly Blackboard: new () => object;
  readonly BehaviorTree: new () => { load(file: object, names: object): void; tick(target: number, blackboard: object): void };
  Class(base: unknown, parts: object): unknown;
}

/** Its waits look at the clock of the host: for the length of a step that clock is the tick, which also spares it the cost of a real one. */
function behavior3(): Side {
  const library = b3 as Library;
  const did = doings();
  const ask = (name: string, holds: (i: number) => boolean): unknown =>
    library.Class(library.Condition, {
      name,
      tick: ({ target }: { target: number }) => (holds(target) ? library.SUCCESS : library.FAILURE),
    });
  const act = (name: string, key: keyof typeof did): unknown =>
    library.Class(library.Action, {
      name,
      tick: () => {
        did[key] += 1;
        return library.SUCCESS;
      },
    });
  const node = (id: string, name: string, children?: string[] | string, properties = {}): [string, object] => [
    id,
    {
      id,
      name,
      title: name,
      description: '',
      properties,
      ...(Array.isArray(children) ? { children } : children !== undefined && { child: children }),
    },
  ];
  const tree = new library.BehaviorTree();
  tree.load(
    {
      title: 'mind',
      root: 'a',
      nodes: Object.fromEntries([
        node('a', 'Priority', ['b', 'c', 'd']),
        node('b', 'Sequence', ['b1', 'b2']),
        node('b1', 'Weak'),
        node('b2', 'Flee'),
        node('c', 'MemSequence', ['c1', 'c2', 'c3', 'c4']),
        node('c1', 'Sees'),
        node('c2', 'Inverter', 'c5'),
        node('c5', 'Tired'),
        node('c3', 'Wait', undefined, { milliseconds: 40 }),
        node('c4', 'Attack'),
        node('d', 'Patrol'),
      ]),
    },
    {
      Weak: ask('Weak', weak),
      Sees: ask('Sees', sees),
      Tired: ask('Tired', tired),
      Flee: act('Flee', 'fled'),
      Attack: act('Attack', 'attacked'),
      Patrol: act('Patrol', 'patrolled'),
    },
  );
  const boards = Array.from({ length: AGENTS }, () => new library.Blackboard());
  let now = 0;
  const real = globalThis.Date;
  const still = class {
    getTime = (): number => now;
  };
  return {
    step() {
      now += 16;
      globalThis.Date = still as unknown as DateConstructor;
      try {
        for (let i = 0; i < AGENTS; i += 1) tree.tick(i, boards[i]!);
      } finally {
        globalThis.Date = real;
      }
    },
    counts: () => Object.values(did).join(', '),
  };
}

const stepOf = (side: Side) => (): void => side.step();

const countsOf = (side: Side): string => {
  for (let i = 0; i < CHECKED_TICKS; i += 1) side.step();
  return `fled, attacked, patrolled ${side.counts()} in ${CHECKED_TICKS} ticks`;
};

/** Agent-ticks per second against the two trees for JavaScript that people use. */
export async function behaviourRows(): Promise<Row[]> {
  const peers = [
    { name: 'mistreevous 4.3.1', make: mistreevous },
    { name: 'behavior3js 0.2.2', make: behavior3 },
  ];
  const rows: Row[] = [];
  for (const { name, make } of peers) {
    const work = { ours: countsOf(await ours()), peer: countsOf(make()) };
    if (work.ours !== work.peer) throw new Error(`behaviour trees: the two sides do different work: ${work.ours} against ${work.peer}`);
    const { ours: own, peer } = compare(stepOf(await ours()), stepOf(make()));
    rows.push(
      row({
        name: `behaviour tree of 10 nodes vs ${name.split(' ')[0]}`,
        ours: own * AGENTS,
        peer: peer * AGENTS,
        unit: 'agent-ticks/s',
        peerName: name,
        better: 'higher',
        work,
      }),
    );
  }
  return rows;
}
