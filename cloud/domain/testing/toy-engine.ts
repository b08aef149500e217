import type { Json } from '../../../engine/kernel/json.ts';
import { CompiledLevel } from '../../../engine/model/compiled.ts';
import { createPackage, openPackage, type LevelPackage } from '../../../engine/model/package.ts';
import type { CloudWorld, EngineBuild, EnginePackage, Proof, WorldCommand, WorldStart, WorldTick } from '../../ports/index.ts';
import { canonical, digest } from '../evidence.ts';

/** Small numbers that grow by a rule: enough of an engine to test the cloud around it. The real one runs in the contract tests. */
export interface ToyState {
  tick: number;
  total: number;
  chain: string;
  owners: Record<string, number>;
  hz: number;
}
/** What a tick does to the total. A changed rule is a changed engine. */
export type ToyRule = (total: number, tick: number) => number;
export const honestRule: ToyRule = (total, tick) => total * 3 + tick;

export function toyEngine({
  id = `engine@${'e'.repeat(64)}`,
  rule = honestRule,
  text,
  slow = () => false,
}: {
  id?: string;
  rule?: ToyRule;
  /** What the only entity carries beside its total. */ text?: string;
  /** Ticks whose only system takes too long. */ slow?: ((tick: number) => boolean) | undefined;
} = {}): EngineBuild {
  const open = (level: EnginePackage, state: ToyState): CloudWorld => {
    const hashOf = (): string => digest(canonical(state)).slice(0, 16);
    const world: CloudWorld = {
      get tick() {
        return state.tick;
      },
      get ticks() {
        return 6;
      },
      get hz() {
        return state.hz;
      },
      times: () => [{ system: 'sums', ms: slow(state.tick) ? 12 : 1 }],
      step(commands): WorldTick {
        const tick = state.tick + 1;
        for (const { type, payload } of commands) if (type === 'SetTickRate') state.hz = (payload as { hz: number }).hz;
        state.owners = seated(state.owners, commands);
        const ordered = commands
          .filter(({ type }) => type === 'Order')
          .reduce((sum, { payload }) => sum + (payload as { quantity: number }).quantity, 0);
        state.total = (rule(state.total, tick) + ordered) % 1_000_003;
        state.tick = tick;
        state.chain = digest(`${state.chain}${canonical({ tick, total: state.total, commands: commands as unknown as Json })}`);
        return { tick, hash: hashOf(), kpis: world.kpis(), fuel: 10, events: [] };
      },
      hash: hashOf,
      chain: () => state.chain,
      checkpoint: () => new TextEncoder().encode(canonical(state)),
      waiting(pending) {
        const owners = seated(state.owners, pending);
        return Object.keys(owners).filter(
          (seat) =>
            owners[seat]! > 0 &&
            !pending.some(
              ({ type, sender, payload }) =>
                (type === 'Order' && sender === owners[seat]) ||
                (type === 'PassTurn' && sender === 0 && (payload as { stage: string }).stage === seat),
            ),
        );
      },
      seats: (pending = []) =>
        Object.entries(seated(state.owners, pending)).map(([entity, owner]) => ({ entity, stage: entity, name: entity, owner })),
      entities: () => [
        {
          key: 'counter',
          name: 'Counter',
          parent: null,
          components: { Total: { total: state.total, ...(text !== undefined && { text }) } },
        },
      ],
      changes: () => ({
        tick: state.tick,
        changed: [{ entity: 'counter', component: 'Total', value: { total: state.total } }],
        spawned: [],
        despawned: [],
      }),
      kpis: () => ({ total: String(state.total) }),
      dispose() {},
    };
    return world;
  };
  const begin = (level: EnginePackage, start: WorldStart): ToyState => ({
    tick: 0,
    total: start.seed ?? 0,
    chain: digest(canonical({ level: level.hash, id, start: start as Json })),
    owners: { shop: 0, mill: 0 },
    hz: level.level.clock.kind === 'realtime' ? level.level.clock.hz : 0,
  });
  const engine: EngineBuild = {
    id,
    needsPhysics: () => false,
    loadPhysics: async () => {},
    openPackage,
    createWorld: (level, start) => open(level, begin(level, start)),
    openWorld: (level, bytes) => open(level, JSON.parse(new TextDecoder().decode(bytes)) as ToyState),
    prove: (level) =>
      Object.entries(level.level.scenarios).map(([scenario, { seed }]): Proof => {
        const world = engine.createWorld(level, { scenario, seed });
        while (world.tick < world.ticks) world.step([]);
        return { scenario, seed, ticks: world.tick, hash: world.hash(), chainHash: world.chain() };
      }),
  };
  return engine;
}

function seated(owners: Record<string, number>, commands: readonly WorldCommand[]): Record<string, number> {
  const after = { ...owners };
  for (const { type, sender, payload } of commands) {
    const { stage = '' } = payload as { stage?: string };
    if (type === 'Take' && Object.hasOwn(owners, stage)) after[stage] = sender;
  }
  return after;
}

/** Types are not part of the toy: stripping removes what stands between two bars. */
export const toyStrip = (source: string): string => source.replaceAll(/\|[^|]*\|/g, '');

export function toyPackage({
  clock = 'turns',
  source = 'let a|: number| = 1;',
  deadline,
}: { clock?: 'turns' | 'realtime'; source?: string; /** Seconds. */ deadline?: number } = {}): LevelPackage {
  const code = toyStrip(source);
  const level = CompiledLevel.parse({
    format: 1,
    id: 'counter',
    name: 'Counter',
    project: { id: 'toy', name: 'Toy' },
    clock:
      clock === 'turns'
        ? { kind: 'turns', unit: 'week', awaits: 'Order', take: 'Take', release: 'Release', ...(deadline !== undefined && { deadline }) }
        : { kind: 'realtime', hz: 20 },
    components: {},
    commands: {
      Take: { fields: { stage: { kind: 'string' } } },
      Release: { fields: {} },
      Order: { fields: { quantity: { kind: 'i32', min: 0, max: 9999 } } },
    },
    prefabs: {},
    parameters: { pull: { kind: 'number', label: 'Pull', min: 0, max: 1, default: 0 } },
    scenarios: { base: { name: 'Base', values: {}, ticks: 6, seed: 7 }, wild: { name: 'Wild', values: {}, ticks: 6, seed: 8 } },
    kpis: {},
    charts: [],
    entities: [],
    scripts: [{ path: 'scripts/market.ts', source: digest(source), code: { path: 'scripts/market.js', sha256: digest(code) } }],
    tables: {},
  });
  const text = new TextEncoder();
  return createPackage(
    level,
    new Map([
      ['scripts/market.ts', text.encode(source)],
      ['scripts/market.js', text.encode(code)],
    ]),
  );
}
