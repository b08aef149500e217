/**
 * A script that is called often in one tick is told what was written since its last call, and asked only where it wrote. Every call must be
 * what it is for a script that is handed the whole world each time: outcome, fuel and memory.
 */
import { describe, expect, test } from 'vitest';
import type { Fields } from '../../model/fields.ts';
import { contextOf, load, openTestHost } from './testing/host.ts';
import { TestWorld } from './testing/world.ts';
import type { HookOutcome, Lane, ScriptHost, ScriptInstance, ScriptWorld, TextKind, Writes } from './world.ts';

const host: ScriptHost = await openTestHost();

const components: Record<string, Fields> = {
  Stage: {
    count: { kind: 'i32', min: -1000, max: 1000 },
    heat: { kind: 'f32' },
    cost: { kind: 'decimal', scale: 2 },
    transit: { kind: 'i32', length: 3 },
  },
  Label: {
    text: { kind: 'string' },
    tags: { kind: 'flags', options: ['a', 'b', 'c'] },
    on: { kind: 'bool' },
    mood: { kind: 'enum', options: ['calm', 'cross'] },
    color: { kind: 'color' },
  },
  Place: { position: { kind: 'vec3' }, path: { kind: 'vec2', length: 2 }, next: { kind: 'entity' }, model: { kind: 'asset' } },
  Other: { x: { kind: 'f64' } },
};

const code = `
const rows = [];
on('Write', ({ n }, { entity }) => {
  set(entity, 'Stage', { count: n % 900, heat: n / 3, cost: decimal(n), transit: [n, n + 1, n + 2] });
  if (n % 3 === 0) set(entity, 'Label', { text: 'text ' + n, tags: n % 2 ? ['a'] : ['b', 'c'], on: n % 2 === 0, mood: 'cross', color: '#00ff00' });
  if (n % 5 === 0) set(entity, 'Place', { position: [n, -n, 0.5], path: [[n, 1], [2, n]], next: entity, model: 'm' + (n % 4) });
  if (n % 7 === 0) null.x;
  if (n % 11 === 0) for (;;) n = n + 1;
  if (n % 13 === 0) state.last = n;
  return n;
});
on('Read', () => query('Stage').map(({ key, Stage, Label, Place }) => [key, Stage.count, Stage.heat, Stage.cost, Stage.transit, Label?.text, Label?.tags, Place?.position, Place?.next]));
on('Keep', () => { rows.push(query('Stage')[rows.length].Stage); for (const row of rows) row.count += 1; return rows.length; });
on('Far', () => { const all = query('Stage'); all[0].Stage.count = 7; all[all.length - 1].Stage.count = 8; all[all.length - 1].Stage.count = all[0].Stage.count; });
on('Refused', (_, { entity }) => { set(entity, 'Place', { next: 'nobody' }); });
`;

const fresh = (size = 40): TestWorld =>
  new TestWorld(
    components,
    Object.fromEntries(
      Array.from({ length: size }, (_, i) => [
        `e${i}`,
        { Stage: {}, ...(i % 2 === 0 && { Label: {} }), ...(i % 4 !== 1 && { Place: {} }), Other: {} },
      ]),
    ),
    size,
  );

class WriteList implements Writes {
  readonly components: string[] = [];
  readonly indices: number[] = [];
}

/** A world with a list of what is written to it, and counts of what is asked of it. */
class Watched implements ScriptWorld {
  readonly world: TestWorld;
  readonly writes: WriteList | undefined;
  readonly asked = { members: 0, keys: 0, texts: 0, numbers: 0 };

  constructor(world: TestWorld, writes: WriteList | undefined) {
    this.world = world;
    this.writes = writes;
  }
  get tick(): number {
    return this.world.tick;
  }
  get dt(): number {
    return this.world.dt;
  }
  get time(): number {
    return this.world.time;
  }
  members(component: string): ArrayLike<number> {
    this.asked.members++;
    return this.world.members(component);
  }
  lanes(component: string, field: string): Lane[] {
    return this.world.lanes(component, field).map(
      (lane) =>
        new Proxy(lane, {
          get: (target, name) => {
            if (typeof name === 'string' && /^\d+$/.test(name)) this.asked.numbers++;
            return Reflect.get(target, name) as unknown;
          },
        }),
    );
  }
  keyOf(index: number): string {
    this.asked.keys++;
    return this.world.keyOf(index);
  }
  text(kind: TextKind, raw: number): string {
    this.asked.texts++;
    return this.world.text(kind, raw);
  }
  raw(kind: TextKind, text: string): number | undefined {
    return this.world.raw(kind, text);
  }
  write(index: number, component: string, field: string, value: number): void {
    this.world.lanes(component, field)[0]![index] = value;
    this.writes?.components.push(component);
    this.writes?.indices.push(index);
  }
  apply(outcome: HookOutcome): void {
    if (!outcome.ok) return;
    this.world.apply(outcome.effects);
    for (const effect of outcome.effects) {
      if (effect.kind !== 'column') continue;
      for (const slot of effect.slots) {
        this.writes?.components.push(effect.component);
        this.writes?.indices.push(Math.floor(slot / effect.width));
      }
    }
  }
}

const call = (script: ScriptInstance, world: Watched, type: string, entity: string, n = 0): HookOutcome => {
  const outcome = script.call('on', { world, events: [{ type, payload: { n }, entity }] });
  world.apply(outcome);
  return outcome;
};

/** A small generator: the same calls for both. */
const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const play = (often: boolean, seed: number): unknown[] => {
  const next = numbers(seed);
  const plain = fresh();
  // Two scripts write to one world, each unseen by the other but through it.
  const scripts = [0, 1].map(() => load(host, code, plain, { limits: { hook: 2_000_000 } }));
  const out: unknown[] = [];
  for (let tick = 0; tick < 4; tick++) {
    plain.tick++;
    const world = new Watched(plain, often ? new WriteList() : undefined);
    for (let i = 0; i < 60; i++) {
      const script = scripts[next(5) === 0 ? 1 : 0]!;
      const type = ['Write', 'Write', 'Write', 'Read', 'Keep', 'Far', 'Refused'][next(7)]!;
      if (next(3) === 0) world.write(next(40), 'Stage', 'count', next(100));
      if (next(9) === 0) world.write(next(20) * 2, 'Label', 'text', plain.raw('string', `from outside ${next(12)}`)!);
      const outcome = call(script, world, type, `e${next(40)}`, next(1000));
      out.push(outcome.ok ? JSON.stringify(outcome) : [outcome.fault, outcome.fuel, outcome.disabled]);
      if (script.disabled) script.restoreDurable({ ...script.durable(), faults: 0, disabled: false });
    }
    plain.remove(`e${next(40)}`);
    plain.add(`late${tick}`, { Stage: {}, Label: {} });
    out.push(
      scripts.map((script) => [...script.image()].reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0)),
      script0(scripts),
    );
  }
  return out;
};
const script0 = ([script]: ScriptInstance[]): unknown => script!.durable();

describe('calls of one tick', () => {
  test.each([1, 2, 3])('are the same as with the whole world handed over each time (seed %i)', (seed) => {
    const whole = play(false, seed);
    expect(play(true, seed)).toEqual(whole);
    expect(whole.filter(Array.isArray).length, 'some of them fault').toBeGreaterThan(10);
  });

  test('cost what was written since, whatever the size of the world', () => {
    const askedOf = (size: number): Watched['asked'][] => {
      const world = new Watched(fresh(size), new WriteList());
      const script = load(host, code, world.world);
      call(script, world, 'Write', 'e4', 1);
      return ['Write', 'Far', 'Write'].map((type) => {
        Object.assign(world.asked, { members: 0, keys: 0, texts: 0, numbers: 0 });
        call(script, world, type, 'e4', 1);
        return { ...world.asked };
      });
    };
    const small = askedOf(20);
    expect(small[0]).toEqual({ members: 0, keys: 0, texts: 0, numbers: 6 });
    expect(askedOf(800)).toEqual(small);
  });

  test('without the list, or with another, everything is asked again', () => {
    const plain = fresh(20);
    const script = load(host, code, plain);
    for (const writes of [new WriteList(), new WriteList(), undefined]) {
      const world = new Watched(plain, writes);
      call(script, world, 'Write', 'e4', 1);
      expect(world.asked.members).toBeGreaterThan(0);
      expect(world.asked.keys).toBe(20 + 10 + 15);
    }
  });

  test('a write that is not in the list is not seen: the list is what there is', () => {
    const world = new Watched(fresh(20), new WriteList());
    const script = load(host, "on('Read', () => query('Stage')[3].Stage.count);", world.world);
    const read = (): unknown => {
      const outcome = call(script, world, 'Read', 'e3');
      return outcome.ok && outcome.result;
    };
    expect(read()).toBe(0);
    world.world.lanes('Stage', 'count')[0]![3] = 5;
    expect(read()).toBe(0);
    world.write(3, 'Stage', 'count', 6);
    expect(read()).toBe(6);
  });

  test('an instance that went back in time takes the world anew', () => {
    const world = new Watched(fresh(20), new WriteList());
    const script = load(host, code, world.world);
    const image = script.image();
    call(script, world, 'Write', 'e4', 1);
    const durable = script.durable();
    for (const back of [() => script.restoreImage(image), () => script.restoreDurable(durable), () => script.reset()]) {
      back();
      world.asked.members = 0;
      expect(call(script, world, 'Write', 'e4', 1).ok).toBe(true);
      expect(world.asked.members).toBeGreaterThan(0);
    }
  });
});

test('faults and good calls in turn do not pile up what has to be done again', () => {
  const world = new Watched(fresh(2), new WriteList());
  const loaded = host.load(
    {
      path: 's.js',
      code: "let n = 0; on('Good', () => { for (let i = 0; i < 20000; i++); return ++n; }); on('Bad', () => { n = -5; null.x; });",
    },
    contextOf(world.world.components),
  );
  if (!loaded.ok) throw new Error(loaded.fault.message);
  for (let n = 1; n <= 60; n++) {
    expect(call(loaded.instance, world, 'Good', 'e0')).toMatchObject({ ok: true, result: n });
    expect(call(loaded.instance, world, 'Bad', 'e0').ok).toBe(false);
  }
});
