/** Physics as a level sees it: which backend, what scripts hear, what a checkpoint keeps. */
import { beforeAll, describe, expect, test } from 'vitest';
import { builtinComponents } from '../../model/components/index.ts';
import { compileLevel } from '../../model/compile.ts';
import { prettyJson } from '../../model/canonical.ts';
import type { Json } from '../../kernel/json.ts';
import type { Engine, World } from '../../run/index.ts';
import { levelOf, openTestEngine, type LevelWords } from '../../run/testing/index.ts';
import { generateTypings } from '../scripting/typings/index.ts';
import { kinematicBackend, type PhysicsBackend } from './index.ts';

/** A backend of an engine build. */
const moonOf = (id: string): PhysicsBackend => ({
  ...kinematicBackend,
  id,
  name: 'moon',
  open(...from) {
    const world = kinematicBackend.open(...from);
    return {
      id,
      reconcile: (arena) => world.reconcile(arena),
      step: (arena, dt) => world.step(arena, dt),
      bodies: () => world.bodies(),
      snapshot: () => world.snapshot(),
      dispose: () => world.dispose(),
    };
  },
});
const moon = moonOf('moon@3');

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ physics: true, backends: [moon] });
});

const clock = { kind: 'realtime', hz: 60 };
const box = { Transform: { position: [0, 3, 0] }, RigidBody: {}, Collider: {}, Velocity: {} };
const floor = { Transform: { position: [0, -1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [20, 1, 20] } };
const at = (world: World, key: string): number[] => world.arena.get(world.arena.byKey(key)!, 'Transform')!['position'] as number[];
const run = (world: World, ticks: number): World => {
  for (let tick = 0; tick < ticks; tick += 1) world.step();
  return world;
};

const problemsOf = (words: { physics?: Json; prefabs?: Json; entities?: Record<string, Record<string, Json>> }) => {
  const encode = (value: Json): Uint8Array => new TextEncoder().encode(prettyJson(value));
  const entities = Object.fromEntries(
    Object.entries(words.entities ?? {}).map(([key, components]) => [
      key,
      { name: key, parent: null, order: 'a0', components: components as Json },
    ]),
  );
  const files = new Map([
    [
      'ledgerquest.json',
      encode({
        format: 1,
        id: 'test',
        name: 'Test',
        levels: ['levels/test.json'],
        ...(words.prefabs !== undefined && { prefabs: words.prefabs }),
      }),
    ],
    [
      'levels/test.json',
      encode({
        format: 1,
        id: 'test',
        name: 'Test',
        clock,
        scripts: [],
        entities,
        ...(words.physics !== undefined && { physics: words.physics }),
      }),
    ],
  ]);
  const strip = (code: string) => ({ code });
  return { of: engine.compileLevel(files, undefined, { strip }).problems, alone: compileLevel(files, undefined, { strip }).problems };
};

describe('a level', () => {
  test('that says nothing of physics has Rapier, the gravity of the earth and one step to a tick', () => {
    expect(levelOf({ entities: { box } }).level.physics).toEqual({ backend: 'rapier', gravity: [0, -9.81, 0], substeps: 1 });
  });

  test('chooses backend, gravity and substeps, each by itself', () => {
    for (const backend of ['rapier', 'kinematic', 'moon']) {
      const world = engine.createWorld(levelOf({ clock, physics: { backend, gravity: [1, -2, 0], substeps: 4 }, entities: { box } }));
      run(world, 60);
      const [x, y] = at(world, 'box');
      expect(x).toBeCloseTo(0.5, 1);
      expect(y).toBeCloseTo(2, 1);
    }
    expect(levelOf({ physics: { substeps: 3 } }).level.physics).toEqual({ backend: 'rapier', gravity: [0, -9.81, 0], substeps: 3 });
  });

  test.each<[Json, string]>([
    [{ substeps: 0 }, 'physics.substeps is 0: expected a whole number from 1 to 8.'],
    [{ substeps: 9 }, 'physics.substeps is 9: expected a whole number from 1 to 8.'],
    [{ substeps: 1.5 }, 'physics.substeps is 1.5: expected a whole number from 1 to 8.'],
    [{ substeps: 'two' }, 'physics.substeps is "two": expected a whole number from 1 to 8.'],
    [{ gravity: [0, -9.81] }, 'physics.gravity is [0,-9.81]: expected 3 values.'],
    [{ gravity: [0, 1e9, 0] }, 'physics.gravity.1 is 1000000000: expected a number from -1000 to 1000.'],
    [{ gravity: -9.81 }, 'physics.gravity is -9.81: expected a list.'],
    [{ backend: 'My Engine' }, 'physics.backend is "My Engine": expected a name like rapier: small letters, digits and dashes.'],
    [{ wind: 3 }, 'physics has no field "wind". Known: backend, gravity, substeps.'],
    [{ substep: 3 }, 'physics has no field "substep". Did you mean substeps?'],
    ['rapier', 'physics is "rapier": expected an object {…}.'],
  ])('with %j is a problem in its place, in plain words', (physics, message) => {
    expect(problemsOf({ physics }).of).toEqual([
      expect.objectContaining({ severity: 'error', file: 'levels/test.json', line: expect.any(Number), message }),
    ]);
  });

  test('that names a backend this engine lacks is a problem with a suggestion, where the engine is known', () => {
    const { of, alone } = problemsOf({ physics: { backend: 'kinematik' } });
    expect(of).toEqual([
      expect.objectContaining({ code: 'unknown-backend', field: 'physics.backend', hint: expect.stringContaining('kinematic') }),
    ]);
    expect(alone).toEqual([]);
    expect(problemsOf({ physics: { backend: 'moon' } }).of).toEqual([]);
  });

  test('that names a backend this engine lacks is not opened, and the ones it has are named', () => {
    const pkg = levelOf({ clock, physics: { backend: 'mars' }, entities: { box } });
    expect(() => engine.createWorld(pkg)).toThrow(
      expect.objectContaining({ code: 'physics-unknown', hint: expect.stringMatching(/kinematic, moon, rapier/) }),
    );
    const without = levelOf({ physics: { backend: 'mars' }, entities: { box: { Transform: {} } } });
    expect(engine.createWorld(without).step().tick).toBe(1);
  });

  test('moved by another backend than Rapier needs no loading', async () => {
    const plain = await openTestEngine();
    const pkg = levelOf({ clock, physics: { backend: 'kinematic' }, entities: { floor, box } });
    expect(plain.needsPhysics(pkg)).toBe(false);
    expect(at(run(plain.createWorld(pkg), 120), 'box')[1]).toBeCloseTo(0, 2);
    expect(plain.needsPhysics(levelOf({ clock, entities: { floor, box } }))).toBe(true);
  });

  test('with a Joint on a backend without is a problem, and so are joints and characters without a body', () => {
    const joint = { ...box, Joint: { with: 'floor' } };
    const codes = (words: Parameters<typeof problemsOf>[0]) => problemsOf(words).of.map(({ code }) => code);
    expect(codes({ physics: { backend: 'kinematic' }, entities: { floor, joint } })).toEqual(['no-joints']);
    expect(codes({ entities: { floor, joint } })).toEqual([]);
    expect(codes({ entities: { floor, joint: { Transform: {}, Joint: { with: 'floor' } } } })).toEqual(['joint-body']);
    expect(codes({ entities: { joint: { ...box, Joint: { with: 'joint' } } } })).toEqual(['joint-body']);
    expect(codes({ entities: { ann: { ...box, Character: {} } } })).toEqual(['character-body']);
    expect(codes({ entities: { ann: { ...box, RigidBody: { kind: 'kinematic' }, Character: {} } } })).toEqual([]);
  });

  const body = { Transform: {}, RigidBody: {}, Collider: {} };
  test.each<[string, Record<string, Record<string, Json>>, string, string]>([
    [
      'a RigidBody without a Collider',
      { crate: { Transform: {}, RigidBody: {} } },
      'Entity crate has RigidBody and no Collider: it is no body, and physics passes it over.',
      'Give it Collider, or take RigidBody off.',
    ],
    [
      'a Collider without a RigidBody',
      { wall: { Transform: {}, Collider: {} } },
      'Entity wall has Collider and no RigidBody: it is no body, and physics passes it over.',
      'Give it RigidBody (kind fixed for what stands still), or take Collider off.',
    ],
    [
      'a body without a Transform',
      { crate: { RigidBody: {}, Collider: {} } },
      'Entity crate has RigidBody and Collider and no Transform: it is no body, and physics passes it over.',
      'Give it Transform, or take RigidBody and Collider off.',
    ],
    [
      'a Joint that names nobody',
      { bob: { ...body, Joint: {} } },
      'Entity bob has a Joint that names no other body: it holds nothing.',
      'Name a body in Joint.with.',
    ],
    [
      'a Joint with something that is no body',
      { bob: { ...body, Joint: { with: 'hook' } }, hook: { Transform: {} } },
      'Entity bob is joined with Entity hook, which is no body: it holds nothing.',
      'Give hook RigidBody (kind fixed for what stands still) and Collider, or name another body in Joint.with.',
    ],
  ])('with %s runs, with a warning that names what is missing', (_, entities, message, hint) => {
    const { of } = problemsOf({ entities });
    expect(of).toEqual([
      expect.objectContaining({ severity: 'warning', file: 'levels/test.json', entity: Object.keys(entities)[0], message, hint }),
    ]);
    engine.createWorld(levelOf({ clock, entities: entities as NonNullable<LevelWords['entities']> })).step();
  });

  test('whose character or joint is no body is told which part it lacks', () => {
    const told = (entities: Record<string, Record<string, Json>>) =>
      problemsOf({ entities }).of.map(({ message, hint }) => `${message} ${hint}`);
    expect(told({ ann: { Transform: {}, Character: {} } })).toEqual([
      'Entity ann has a Character and no RigidBody and no Collider: it cannot walk. Give it RigidBody (kind kinematic) and Collider.',
    ]);
    expect(told({ ann: { ...body, Character: {} } })).toEqual([
      'Entity ann has a Character, and its RigidBody is dynamic. Set RigidBody.kind to kinematic.',
    ]);
    expect(told({ bob: { Transform: {}, RigidBody: {}, Joint: { with: 'hook' } }, hook: body })).toEqual([
      'Entity bob has a Joint and no Collider. Give it Collider, or take the Joint off.',
    ]);
  });

  test('is not told of a missing part where the part is there and refused', () => {
    const told = problemsOf({ entities: { crate: { ...body, Collider: { density: -1 } } } }).of;
    expect(told.map(({ message }) => message)).toEqual(['Entity crate: Collider.density is -1: expected a number from 0 to 25000.']);
  });

  test('whose prefab is half a body, or a character that cannot walk, is a warning; its Transform comes with the spawning', () => {
    const prefabs = {
      Crate: { components: { RigidBody: {} } },
      Ann: { components: { ...body, Character: {} } },
      Ball: { components: { RigidBody: {}, Collider: {} } },
    };
    expect(problemsOf({ prefabs }).of.map(({ severity, file, message }) => [severity, file, message])).toEqual([
      ['warning', 'ledgerquest.json', 'Prefab Ann has a Character, and its RigidBody is dynamic.'],
      ['warning', 'ledgerquest.json', 'Prefab Crate has RigidBody and no Collider: it is no body, and physics passes it over.'],
    ]);
  });

  test('whose script brings a Joint to a backend without ends with its name', () => {
    const script = `function onTick() { if (time.tick === 2) spawn(null, { Transform: {}, RigidBody: {}, Collider: {}, Joint: { with: 'floor' } }, 'bob'); }`;
    const world = engine.createWorld(
      levelOf({ clock, physics: { backend: 'kinematic' }, entities: { floor }, scripts: { 's.ts': script } }),
    );
    world.step();
    expect(() => run(world, 2)).toThrow(expect.objectContaining({ code: 'physics-joints', where: 'bob' }));
  });
});

test('scripts are typed for joints and characters', () => {
  const typings = generateTypings({ components: Object.fromEntries(builtinComponents.map((type) => [type.name, type])) });
  expect(typings).toMatch(/Joint: \{[^}]*kind: 'fixed' \| 'hinge' \| 'ball' \| 'slider' \| 'spring' \| 'rope'/);
  expect(typings).toMatch(/Character: \{[^}]*grounded: boolean/);
});

test('an engine with two backends of one name is not opened', async () => {
  for (const backends of [[moon, moon], [{ ...moon, name: 'rapier' }], [kinematicBackend]])
    await expect(openTestEngine({ backends })).rejects.toMatchObject({ code: 'backend-name' });
});

test('a checkpoint of another backend or version is refused by name', async () => {
  const words: LevelWords = { clock, physics: { backend: 'moon' }, entities: { floor, box } };
  const checkpoint = run(engine.createWorld(levelOf(words)), 3).checkpoint();
  const newer = await openTestEngine({ backends: [moonOf('moon@4')] });
  expect(() => newer.openWorld(levelOf(words), checkpoint)).toThrow(
    expect.objectContaining({ code: 'checkpoint-physics', message: expect.stringMatching(/moon@3.*moon@4/) }),
  );
});

describe.each(['rapier', 'kinematic'])('collisions on %s', (backend) => {
  const script = `
    const told = [];
    on('collision.begin', ({ other, sensor }, { entity }) => { told.push([time.tick, '+', entity, other, sensor]); state.told = told.length; emit('Told', told.at(-1)); });
    on('collision.end', ({ other, sensor }, { entity }) => { told.push([time.tick, '-', entity, other, sensor]); state.told = told.length; emit('Told', told.at(-1)); });
    function onTick() { if (time.tick === 100) despawn('box'); }`;
  const words: LevelWords = {
    clock,
    physics: { backend },
    entities: {
      box: { ...box, Collider: { tells: true } },
      floor: { ...floor, Collider: { size: [20, 1, 20], tells: true } },
      quiet: { ...box, Transform: { position: [3, 1, 0] } },
      zone: { Transform: { position: [0, 1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [1, 1, 1], sensor: true, tells: true } },
    },
    scripts: { 's.ts': script },
  };
  const collisions = (world: World, ticks: number): unknown[] =>
    Array.from({ length: ticks }, () => world.step()).flatMap(({ events }) =>
      events.filter(({ type }) => type.startsWith('collision.')).map(({ tick, type, entity, payload }) => [tick, type, entity, payload]),
    );

  test('begin and end are told of colliders that tell, in the order of their entities, and of nobody else', () => {
    const all = collisions(engine.createWorld(levelOf(words)), 120) as [
      number,
      string,
      string,
      { other: string | null; sensor: boolean },
    ][];
    const short = all.map(
      ([, type, entity, { other, sensor }]) => `${type.slice(10)} ${entity} ${other ?? 'who ended'}${sensor ? ' sensor' : ''}`,
    );
    expect(short).toEqual([
      'begin box zone sensor',
      'begin floor quiet',
      'begin zone box sensor',
      'begin box floor',
      'end box zone sensor',
      'begin floor box',
      'end zone box sensor',
      'end floor who ended',
    ]);
    const ticks = all.map(([tick]) => tick);
    expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
  });

  test('are heard by scripts in the next tick', () => {
    const world = engine.createWorld(levelOf(words));
    const results = Array.from({ length: 60 }, () => world.step());
    const began = results.flatMap(({ events }) => events).find(({ type, entity }) => type === 'collision.begin' && entity === 'zone')!;
    const heard = results
      .flatMap(({ events }) => events)
      .find(({ type, payload }) => type === 'Told' && (payload as Json[])[2] === 'zone')!;
    expect(heard.payload).toEqual([began.tick + 1, '+', 'zone', 'box', true]);
  });

  test('are the same after a restore in the middle of a contact, from every tick', () => {
    const pkg = levelOf(words);
    const straight = engine.createWorld(pkg);
    const expected = collisions(straight, 110);
    expect(expected.length).toBeGreaterThan(5);
    const sliced = [];
    let world = engine.createWorld(pkg);
    for (let tick = 0; tick < 110; tick += 1) {
      sliced.push(...collisions(world, 1));
      const checkpoint = world.checkpoint();
      world.dispose();
      world = engine.openWorld(pkg, checkpoint);
    }
    expect(sliced).toEqual(expected);
    expect(world.chain()).toBe(straight.chain());
  });
});
