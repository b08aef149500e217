import { levelOf, type LevelWords } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

type Entities = NonNullable<LevelWords['entities']>;
type Numbers = readonly number[];

const points: Entities = Object.fromEntries(
  Array.from({ length: 9 }, (_, index) => [
    `point-${(index * 5) % 9}`,
    { parent: 'track', components: { Transform: { position: [Math.imul(index, 7) % 5, index % 3, index] } } },
  ]),
);
const wall = ([x, z]: Numbers, [width, depth]: Numbers): Entities[string] => ({
  Transform: { position: [x!, 0, z!], rotation: [0, 0.3826834, 0, 0.9238795] },
  NavObstacle: { size: [width!, 2, depth!] },
});
const walls: Entities = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [`wall-${index}`, wall([((index * 7) % 11) - 5, ((index * 4) % 9) - 4], [0.4, 2.5])]),
);
const hunters: Entities = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [
    `hunter-${index}`,
    {
      Transform: { position: [index - 4, 0, -9] },
      NavAgent: { target: index === 0 ? 'hare' : `hunter-${index - 1}`, speed: 1.5 + index / 7, radius: 0.2 + index / 40 },
    },
  ]),
);

/** Followers on a path that turns about, and agents after one another among walls of which some swing. */
const ways: LevelWords = {
  clock: { kind: 'realtime', hz: 30 },
  project: { scenarios: { go: { name: 'Go', values: {}, ticks: 600, seed: 6 } } },
  entities: {
    track: { Transform: { rotation: [0.1, 0.2, 0.3, 0.9], scale: [1.3, 0.7, 1.1] }, Path: { closed: true }, Spin: { speed: 0.4 } },
    ...points,
    train: { Transform: {}, PathFollower: { path: 'track', speed: 3.7, atEnd: 'loop' } },
    tram: { Transform: {}, PathFollower: { path: 'track', speed: 2.3, atEnd: 'back-and-forth' } },
    rider: { parent: 'train', components: { Transform: {}, PathFollower: { path: 'track', speed: 1.1 } } },
    ground: { Transform: {}, NavRegion: { size: [20, 3, 20], cell: 0.4 } },
    ...walls,
    gate: { Transform: { position: [0, 0, 2] }, NavObstacle: { size: [6, 2, 0.3] }, Spin: { speed: 0.9 } },
    ...hunters,
    hare: { Transform: { position: [3, 0, 3] } },
  },
  scripts: {
    'hare.ts': `
      function onTick() {
        if (time.tick % 40 === 0) set('hare', 'Transform', { position: [random.next() * 18 - 9, 0, random.next() * 18 - 9] });
        if (time.tick === 55) despawn('wall-3');
        for (const { NavAgent } of query('NavAgent')) if (random.chance(0.02)) NavAgent.running = !NavAgent.running;
      }`,
  },
};

export const wayWorlds = (ticks: number): GoldenWorld[] => [world('paths and ways', levelOf(ways), 'go', ticks)];
