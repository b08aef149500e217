/** What the arena must keep: every kind of field, growth far beyond the first capacity, families that end together, texts that come and go. */
import { levelOf, type LevelWords } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

const everyKind: LevelWords = {
  clock: { kind: 'realtime', hz: 60 },
  project: {
    components: {
      Everything: {
        fields: {
          flag: { kind: 'bool' },
          tiny: { kind: 'u8' },
          small: { kind: 'u16', length: 3 },
          signed: { kind: 'i32' },
          large: { kind: 'u32' },
          single: { kind: 'f32', length: 4 },
          double: { kind: 'f64' },
          mood: { kind: 'enum', options: ['calm', 'busy', 'late'] },
          marks: { kind: 'flags', options: ['new', 'paid', 'sent', 'lost'] },
          words: { kind: 'string', length: 2 },
          friend: { kind: 'entity' },
          tint: { kind: 'color' },
          flat: { kind: 'vec2' },
          place: { kind: 'vec3' },
          turn: { kind: 'quat' },
          money: { kind: 'decimal', scale: 4, length: 2 },
        },
      },
      /** A tag: being there is all it says. */
      Marked: { fields: {} },
    },
    scenarios: { keep: { name: 'Keep', values: {}, ticks: 600, seed: 5 } },
  },
  entities: Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [
      `thing-${i}`,
      {
        Everything: {
          flag: i % 2 === 0,
          tiny: i * 28,
          signed: -(i * i),
          friend: i === 0 ? null : `thing-${i - 1}`,
          words: ['one', `name ${i}`],
          mood: ['calm', 'busy', 'late'][i % 3]!,
          money: ['1.0001', '-0.5000'],
        },
        ...(i % 3 === 0 && { Marked: {} }),
      },
    ]),
  ),
  scripts: {
    'stir.ts': `
      function onTick() {
        const all = query('Everything');
        for (const { key, Everything: it } of all) {
          it.flag = !it.flag;
          it.tiny = (it.tiny + 7) % 256;
          it.small = it.small.map((n, i) => (n * 3 + i + 1) % 65536);
          it.signed = (it.signed * 31 + 7) % 100003;
          it.large = (it.large * 69069 + 12345) % 4294967296;
          it.single = it.single.map((n) => (n + 0.1) % 3);
          it.double = (it.double + 0.1) * 1.0000001;
          it.mood = random.pick(['calm', 'busy', 'late']);
          it.marks = random.shuffle(['new', 'paid', 'sent', 'lost']).slice(0, random.int(0, 4));
          it.words = [it.words[1], 'tick ' + (time.tick % 5)];
          it.friend = random.pick(all).key;
          it.tint = time.tick % 2 ? '#102030' : '#a0b0c0';
          it.flat = [it.flat[1] + 0.5, it.flat[0]];
          it.place = [it.place[0] + 0.25, it.place[1] - 0.125, it.signed];
          it.turn = [0, 0.6, 0, 0.8];
          it.money = [it.money[0].plus('0.0001'), it.money[1].minus('12.3456')];
        }
      }`,
  },
};

const churn: LevelWords = {
  clock: { kind: 'realtime', hz: 60 },
  project: {
    prefabs: { Box: { components: { Transform: {}, Progress: { goal: 3, rate: 30 }, Label: { text: 'a box' } } } },
    scenarios: { grow: { name: 'Grow', values: {}, ticks: 600, seed: 9 } },
  },
  entities: {
    root: { Transform: {} },
    ...Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `leaf-${i}`,
        {
          parent: i < 8 ? 'root' : `leaf-${(i * 7) % 8}`,
          components: { Transform: { position: [i, 0, 0] }, Label: { text: `leaf ${i}` } },
        },
      ]),
    ),
  },
  scripts: {
    'churn.ts': `
      function onTick() {
        const wave = time.tick % 12;
        for (let i = 0; i < 30 && wave < 8; i += 1)
          spawn('Box', { Label: { text: 'box ' + time.tick + '/' + i }, Transform: { position: [i, time.tick, 0] } }, 'box-' + time.tick + '-' + i);
        if (wave === 10) for (const { key } of query('Progress')) if (random.chance(0.7)) despawn(key);
        if (time.tick === 20) despawn('leaf-3');
        if (time.tick === 50) despawn('root');
      }`,
  },
};

/** A type that is laid out only where a level names it: here an entity and a prefab do. */
const modelled: LevelWords = {
  clock: { kind: 'realtime', hz: 60 },
  project: {
    prefabs: { Tree: { components: { Transform: {}, Model: { shadow: false } } } },
    scenarios: { plant: { name: 'Plant', values: {}, ticks: 600, seed: 4 } },
  },
  entities: { house: { Transform: {}, Model: {} } },
  scripts: {
    'plant.ts': `
      function onTick() {
        if (time.tick % 9 === 0) spawn('Tree', { Transform: { position: [time.tick, 0, 0] } });
        for (const { Model } of query('Model')) Model.shadow = random.chance(0.5);
      }`,
  },
};

/** The same for what else is only seen and heard; a script changes what a thing wears. */
const dressed: LevelWords = {
  clock: { kind: 'realtime', hz: 60 },
  project: {
    materials: { wood: { name: 'Wood' }, gold: { name: 'Gold', metallic: 1 } },
    prefabs: { Bell: { components: { Transform: {}, Sound: { playing: false, event: 'ring' } } } },
    scenarios: { dress: { name: 'Dress', values: {}, ticks: 600, seed: 5 } },
  },
  entities: {
    house: { Transform: {}, Shape: {}, Material: { material: 'wood' } },
    sign: { Transform: {}, Board: { height: 2 }, Label: { text: 'Pier' }, Typeface: {} },
    sky: { Panorama: { intensity: 0.5 } },
  },
  scripts: {
    'dress.ts': `
      function onTick() {
        if (time.tick % 11 === 0) spawn('Bell', { Transform: { position: [0, time.tick, 0] } });
        for (const { Material } of query('Material')) Material.material = random.pick(['wood', 'gold']);
        for (const { Sound } of query('Sound')) Sound.volume = random.int(0, 4) / 4;
      }`,
  },
};

export const storageWorlds = (ticks: number): GoldenWorld[] => [
  world('every kind of field', levelOf(everyKind), 'keep', ticks),
  world('growth and families', levelOf(churn), 'grow', ticks),
  world('models', levelOf(modelled), 'plant', ticks),
  world('materials and sounds', levelOf(dressed), 'dress', ticks),
];
