/**
 * An engine build small enough to read: it compiles levels for real, and its worlds are arithmetic. Every tick adds `rate` (a parameter, 1
 * without it) to `total`, the level's first KPI; entities with Transform move by it along x. An order of
 * 13 is a fault of the first script. With it the worker's protocol and the
 * transport are tested without the interpreter's wasm.
 */
import type { Json } from '../../../engine/kernel/json.ts';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { initHash, sha256Hex } from '../../../engine/kernel/hash/index.ts';
import { canonicalJson } from '../../../engine/model/canonical.ts';
import { compileLevel } from '../../../engine/model/compile.ts';
import { openPackage, type LevelPackage } from '../../../engine/model/package.ts';
import { resolveParameters } from '../../../engine/model/parameters.ts';
import type { BuildCommand, BuildTick, BuildWorld, EngineBuild } from '../../workers/engine/build.ts';
import type { Parameters } from '../../workers/engine/protocol.ts';

interface State {
  tick: number;
  seed: number;
  total: number;
  parameters: Record<string, Json>;
  /** Who holds a stage. */
  owners: Record<string, number>;
}

class ToyWorld implements BuildWorld {
  readonly ticks: number;
  readonly #level: LevelPackage;
  readonly #state: State;
  #shown: number;
  #chain: string;

  constructor(level: LevelPackage, state: State, ticks: number, chain: string) {
    this.#level = level;
    this.#state = state;
    this.#shown = state.total;
    this.#chain = chain;
    this.ticks = ticks;
  }

  get tick(): number {
    return this.#state.tick;
  }

  parameters(): Parameters {
    return { ...this.#state.parameters } as Parameters;
  }

  step(commands: BuildCommand[], { profile = false }: { profile?: boolean } = {}): BuildTick {
    const state = this.#state;
    state.tick += 1;
    for (const { sender, type, payload } of commands) {
      const fields = payload as Record<string, Json>;
      if (type === 'SetParameter') state.parameters[fields['name'] as string] = Number(fields['value']);
      if (type === 'TakeStage') state.owners[fields['stage'] as string] = sender;
      if (type === 'ReleaseStage') state.owners = Object.fromEntries(Object.entries(state.owners).filter(([, owner]) => owner !== sender));
      if (type === 'PlaceOrder') state.total += Number(fields['quantity']);
    }
    state.total += Number(state.parameters['rate'] ?? 1);
    const hash = this.hash();
    this.#chain = sha256Hex(`${this.#chain}${hash}`);
    const [kpi = 'total'] = Object.keys(this.#level.level.kpis);
    const events = state.tick % 10 === 0 ? [{ tick: state.tick, type: 'Tenth', payload: state.total }] : [];
    // Every script costs a thousand times the tick, two thirds of it in its second line.
    const fuel = state.tick * 1000;
    const lines = [
      { line: 2, function: 'onTick', fuel: (fuel * 2) / 3 },
      { line: 0, function: '', fuel: fuel / 3 },
    ];
    const costs = this.#level.level.scripts.map(({ path }) => ({
      script: path,
      hook: 'onTick',
      fuel,
      calls: 1,
      ...(profile && { lines }),
    }));
    const fails = commands.some(({ type, payload }) => type === 'PlaceOrder' && (payload as { quantity?: number }).quantity === 13);
    const faults = fails ? [{ tick: state.tick, code: 'ERROR', message: 'Boom on 13', file: this.#level.level.scripts[0]?.path }] : [];
    return { tick: state.tick, hash, events, kpis: { [kpi]: state.total }, logs: [], faults, fuel: fuel * costs.length, costs };
  }

  hash(): string {
    return sha256Hex(canonicalJson(this.#state as unknown as Json)).slice(0, 16);
  }

  chain(): string {
    return this.#chain;
  }

  checkpoint(): Uint8Array {
    return new TextEncoder().encode(JSON.stringify({ state: this.#state, ticks: this.ticks, chain: this.#chain }));
  }

  waiting(pending: BuildCommand[]): string[] {
    const sent = new Set(pending.filter(({ type }) => type === 'PlaceOrder' || type === 'ReleaseStage').map(({ sender }) => sender));
    return Object.entries(this.#state.owners).flatMap(([stage, owner]) => (sent.has(owner) ? [] : [this.#seat(stage)]));
  }

  /** Key of the entity with this stage. */
  #seat(stage: string): string {
    return (
      this.#level.level.entities.find(({ components }) => (components['Seat'] as { stage?: string } | undefined)?.stage === stage)?.key ??
      'seat'
    );
  }

  changes() {
    const moved = this.#shown !== this.#state.total;
    this.#shown = this.#state.total;
    return {
      changed: moved
        ? this.entities().flatMap(({ key, components }) =>
            components['Transform'] ? [{ entity: key, component: 'Transform', value: components['Transform'] }] : [],
          )
        : [],
      spawned: [],
      despawned: [],
    };
  }

  entities() {
    return this.#level.level.entities.map(({ key, name, parent, components }) => {
      const seat = components['Seat'] as { stage: string } | undefined;
      const transform = components['Transform'] as { position: number[] } | undefined;
      const [x = 0, y = 0, z = 0] = transform?.position ?? [];
      return {
        key,
        name,
        parent,
        components: {
          ...components,
          ...(seat && { Seat: { ...seat, owner: this.#state.owners[seat.stage] ?? 0 } }),
          ...(transform && { Transform: { ...transform, position: [x + this.#state.total, y, z] } }),
        } as Record<string, Json>,
      };
    });
  }

  dispose(): void {}
}

/** @param onStep told of every tick that is computed */
export async function openToyBuild(onStep: () => void = () => {}): Promise<EngineBuild> {
  await initHash();
  const wrap = (world: ToyWorld): ToyWorld => {
    const step = world.step.bind(world);
    world.step = (commands, options) => {
      onStep();
      return step(commands, options);
    };
    return world;
  };
  return {
    id: 'engine@toy',
    compileLevel,
    openPackage,
    createWorld(level, { scenario, parameters = {}, seed = 1 }) {
      const spec = scenario === undefined ? undefined : level.level.scenarios[scenario];
      const resolved = resolveParameters(level.level.parameters, spec?.values ?? {}, parameters);
      return wrap(
        new ToyWorld(
          level,
          { tick: 0, seed, total: 0, parameters: { ...resolved } as Record<string, Json>, owners: {} },
          spec?.ticks ?? 100,
          level.hash,
        ),
      );
    },
    openWorld(level, checkpoint) {
      const { state, ticks, chain } = JSON.parse(new TextDecoder().decode(checkpoint)) as { state: State; ticks: number; chain: string };
      return wrap(new ToyWorld(level, state, ticks, chain));
    },
    /** The sum is what the first script made of it. */
    explain(timeline, tick, target) {
      const value = Number((JSON.parse(new TextDecoder().decode(timeline.seek(tick).checkpoint())) as { state: State }).state.total);
      const script = timeline.package.level.scripts[0]?.path;
      if (script === undefined || !('kpi' in target))
        throw new LedgerError({ code: 'why-entity', message: 'That cannot be said.', hint: 'Ask for the total.' });
      const [, second = ''] = new TextDecoder().decode(timeline.package.files.get(script)).split('\n');
      const link = {
        tick,
        kind: 'script',
        script,
        line: 2,
        code: second.trim(),
        hook: 'onTick',
        wrote: { ...target, from: value - 1, to: value },
      };
      return { tick, value, change: { tick, from: value - 1, to: value }, chain: [link as never] };
    },
    /** Goes on with the sum as it is; with other parameters it refuses. */
    reloadWorld(world, level) {
      const { state, ticks, chain } = JSON.parse(new TextDecoder().decode(world.checkpoint())) as {
        state: State;
        ticks: number;
        chain: string;
      };
      if (Object.keys(level.level.parameters).join() !== Object.keys(state.parameters).join())
        throw new LedgerError({
          code: 'reload-parameters',
          message: 'The parameters cannot change in a run that goes on.',
          hint: 'Run it from the beginning.',
        });
      return wrap(new ToyWorld(level, state, ticks, sha256Hex(`${chain}${level.hash}`)));
    },
  };
}
