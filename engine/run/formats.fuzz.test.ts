/**
 * Bytes from elsewhere, broken in every way: a package, a checkpoint, a recording or a command is refused by name, or is what it says and
 * runs. `LEDGERQUEST_FUZZ` says how many are tried of each; a failure names its seed. Hashes that guard the whole are made to fit again, so
 * that what lies behind them is reached.
 */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { LedgerError } from '../kernel/error.ts';
import { sha256Hex } from '../kernel/hash/index.ts';
import type { Json } from '../kernel/json.ts';
import { chance, type Chance } from '../kernel/testing/chance.ts';
import { mutateBytes, mutateJson } from '../kernel/testing/mutate.ts';
import { canonicalBytes } from '../model/canonical.ts';
import { openPackage, type LevelPackage } from '../model/package.ts';
import { readCheckpoint, readRecording, writeCheckpoint, writeRecording, type RecordingFile } from '../record/index.ts';
import type { Engine } from './engine.ts';
import { levelOf, openTestEngine, sample } from './testing/index.ts';
import type { World } from './world.ts';

const times = Number(process.env['LEDGERQUEST_FUZZ'] ?? 2000);
vi.setConfig({ testTimeout: 60_000 + times * 150 });

let engine: Engine;
let pkg: LevelPackage;
let beer: LevelPackage;
let checkpoint: Uint8Array;
let recording: Uint8Array;
beforeAll(async () => {
  engine = await openTestEngine({ development: false });
  pkg = levelOf({
    scripts: {
      'town.ts': `
        state.heard = 0; state.list = ['a'];
        on('Build', ({ what }) => { state.heard += 1; spawn(null, { Label: { text: what }, Transform: {} }, 'house-' + state.heard); });
        function start() { after(2, 'Build', { what: 'timer' }); }
        function onTick() { for (const { Timer } of query('Timer')) kpi('left', Timer.left); random.next(); }
      `,
    },
    project: { commands: { Build: { fields: { what: { kind: 'string' } } } }, kpis: { left: { label: 'Left', kind: 'number' } } },
    entities: {
      clock: { Timer: { every: 3, left: 2, event: 'tock' }, Wallet: { income: '0.01' }, Transform: {} },
      cart: { Transform: {}, Velocity: { linear: [1, 0, 0] }, Team: { number: 1 } },
      gate: { parent: 'cart', components: { Transform: {}, Trigger: { size: [9, 9, 9], groups: 255 } } },
    },
  });
  beer = sample('supply-chain');
  const recorder = engine.record(pkg, { ticks: 14 });
  for (let tick = 1; tick <= 14; tick += 1)
    recorder.step(tick % 5 === 0 ? [{ sender: 1, seq: tick, type: 'Build', payload: { what: `house of tick ${tick}` } }] : []);
  checkpoint = recorder.world.checkpoint();
  recording = recorder.bytes();
});

/** As it would be read back. */
const brokenJson = (value: unknown, dice: Chance): Json => JSON.parse(JSON.stringify(mutateJson(value, dice)) ?? 'null') as Json;

/** What came of it: the code of a refusal, or `runs`. Anything else that is thrown is a bug, and names its seed. */
function outcomeOf(seed: number, act: () => void): string {
  try {
    act();
    return 'runs';
  } catch (error) {
    if (error instanceof LedgerError) return error.code;
    throw new Error(`seed ${seed}: ${String((error as Error).stack ?? error)}`, { cause: error });
  }
}

/** @param share of the number that is tried of the format */
function fuzz(share: number, act: (dice: Chance) => void): Map<string, number> {
  const outcomes = new Map<string, number>();
  for (let seed = 1; seed <= times * share; seed += 1) {
    const outcome = outcomeOf(seed, () => act(chance(seed)));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return outcomes;
}

/** Runs what was accepted: it must go on like any world, in whole ticks. */
function live(world: World): void {
  try {
    const before = world.tick;
    for (let i = 1; i <= 3; i += 1)
      expect(world.step([{ sender: 1, seq: 900 + i, type: 'Build', payload: { what: 'x' } }]).tick).toBe(before + i);
    world.checkpoint();
    world.entities();
  } finally {
    world.dispose();
  }
}

describe('a package', () => {
  test('with broken bytes', () => {
    const outcomes = fuzz(0.5, (dice) => {
      const files = new Map(beer.files);
      const path = dice.pick([...files.keys(), 'manifest']);
      if (path !== 'manifest') files.set(path, mutateBytes(files.get(path)!, dice));
      engine.openPackage(path === 'manifest' ? mutateBytes(beer.manifestBytes, dice) : beer.manifestBytes, files);
    });
    expect([...outcomes.keys()].filter((code) => code !== 'bad-package' && code !== 'runs')).toEqual([]);
  });

  test('with a broken level, whose hashes fit', () => {
    const level = JSON.parse(new TextDecoder().decode(pkg.files.get('level.json')!)) as unknown;
    const outcomes = fuzz(0.5, (dice) => {
      const bytes = canonicalBytes(brokenJson(level, dice));
      const manifest = {
        ...pkg.manifest,
        files: pkg.manifest.files.map((file) =>
          file.path === 'level.json' ? { ...file, sha256: sha256Hex(bytes), size: bytes.length } : file,
        ),
      };
      const opened = openPackage(canonicalBytes(manifest), new Map([...pkg.files, ['level.json', bytes]]));
      if (engine.needsPhysics(opened)) return;
      live(engine.createWorld(opened));
    });
    expect(outcomes.get('runs')).toBeGreaterThan(0);
    expect(outcomes.get('bad-package')).toBeGreaterThan(0);
  });
});

describe('a checkpoint', () => {
  test('with broken bytes', () => {
    const outcomes = fuzz(0.2, (dice) => live(engine.openWorld(pkg, mutateBytes(checkpoint, dice))));
    expect(outcomes.get('checkpoint-damaged')).toBeGreaterThan(times / 10);
  });

  test.each(['arena', 'session', 'script:scripts/town.ts', 'head'])('with a broken %s, whose hash fits', (part) => {
    const { head, section } = readCheckpoint(checkpoint);
    const outcomes = fuzz(0.2, (dice) => {
      const sections = new Map(head.sections.map(({ name }) => [name, section(name)]));
      const { sections: _, ...rest } = part === 'head' ? (brokenJson(head, dice) as unknown as typeof head) : head;
      if (part !== 'head') sections.set(part, mutateSection(part, sections.get(part)!, dice));
      live(engine.openWorld(pkg, writeCheckpoint(rest, sections)));
    });
    expect([...outcomes.keys()].some((code) => code !== 'runs')).toBe(true);
  });
});

test('a checkpoint with broken bodies, whose hash fits, is refused or runs, and other worlds are none the worse', async () => {
  const physical = await openTestEngine({ physics: true, development: false });
  const yard = levelOf({
    entities: {
      floor: { Transform: { position: [0, -1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [8, 1, 8] } },
      crate: { Transform: { position: [0, 2, 0] }, RigidBody: {}, Collider: {}, Velocity: {} },
    },
  });
  const played = (): World => {
    const world = physical.createWorld(yard);
    for (let tick = 1; tick <= 20; tick += 1) world.step();
    return world;
  };
  const { head, section } = readCheckpoint(played().checkpoint());
  const { sections: listed, ...rest } = head;
  const outcomes = fuzz(0.2, (dice) => {
    const sections = new Map(listed.map(({ name }) => [name, section(name)]));
    sections.set('physics', mutateSection('physics', sections.get('physics')!, dice));
    live(physical.openWorld(yard, writeCheckpoint(rest, sections)));
  });
  expect(outcomes.get('checkpoint-physics')).toBeGreaterThan(0);
  expect(played().hash()).toBe(played().hash());
});

/** Half the time one word, so that lengths go on fitting and what stands in them is reached. */
function mutateSection(part: string, bytes: Uint8Array, dice: Chance): Uint8Array {
  if (part === 'session' && dice.below(2) === 0) return canonicalBytes(brokenJson(JSON.parse(new TextDecoder().decode(bytes)), dice));
  if (dice.below(2) === 0) return mutateBytes(bytes, dice);
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  for (let i = 1 + dice.below(3); i > 0; i -= 1)
    view.setUint32(
      dice.below(out.length >>> 2) * 4,
      dice.pick([0, 1, 2, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff, dice.below(1 << 20)]),
      true,
    );
  return out;
}

describe('a recording', () => {
  const play = (bytes: Uint8Array): void => {
    const player = engine.openRecording(bytes);
    try {
      player.play();
      player.seek(3);
    } finally {
      player.dispose();
    }
  };

  test('with broken bytes', () => {
    const outcomes = fuzz(0.5, (dice) => play(mutateBytes(recording, dice)));
    expect(outcomes.get('recording-damaged')).toBeGreaterThan(times / 10);
  });

  test('with a broken part, whose hashes fit', () => {
    const whole = readRecording(recording);
    let diverged = 0;
    const outcomes = fuzz(0.5, (dice) => {
      const player = engine.openRecording(writeRecording(broken(whole, dice)));
      try {
        if (player.play().diverged) diverged += 1;
        player.seek(3);
      } finally {
        player.dispose();
      }
    });
    expect(outcomes.get('runs')).toBeGreaterThan(0);
    expect(diverged).toBeGreaterThan(0);
  });
});

function broken(whole: RecordingFile, dice: Chance): RecordingFile {
  switch (dice.below(6)) {
    case 0:
      return { ...whole, commands: brokenJson(whole.commands, dice) as unknown as RecordingFile['commands'] };
    case 1:
      return { ...whole, links: brokenJson(whole.links, dice) as unknown as RecordingFile['links'] };
    case 2: {
      const hashes = whole.hashes.with(dice.below(15), dice.pick(['0000000000000000', 'ffffffffffffffff']));
      return { ...whole, hashes, states: whole.states.map((stretch) => ({ ...stretch, bytes: mutateBytes(stretch.bytes, dice) })) };
    }
    case 3:
      return { ...whole, keyframes: whole.keyframes.map((frame) => ({ ...frame, checkpoint: mutateBytes(frame.checkpoint, dice) })) };
    case 4:
      return { ...whole, hashes: whole.hashes.with(dice.below(15), '00000000000000aa'), parts: brokenJson(whole.parts, dice) as string[] };
    default: {
      const { start, layout, schedule, physics, scripting, ticks, parts } = whole;
      return { ...whole, ...(brokenJson({ start, layout, schedule, physics, scripting, ticks, parts }, dice) as object) };
    }
  }
}

test('a command that is broken is refused with an event, and the tick is whole', () => {
  const good = { sender: 1, seq: 1, type: 'Build', payload: { what: 'inn' } };
  const world = engine.createWorld(pkg);
  const outcomes = fuzz(1, (dice) => {
    const command = mutateJson(good, dice);
    const before = world.tick;
    const checked = engine.validateCommand(pkg, command);
    if (!checked.ok) throw checked.error;
    expect(world.step([{ ...checked.command, seq: before + 2 }]).tick).toBe(before + 1);
  });
  expect([...outcomes.keys()].filter((code) => code !== 'runs' && !/^(command|value|field)-/.test(code))).toEqual([]);
  expect(outcomes.get('runs')).toBeGreaterThan(0);
});
