import { type LevelFile, MAX_ENTITIES } from '../../../engine/model/level.ts';

/** The largest level there may be: streets of boxes, each with its lamp. */
export const largeLevel = (): LevelFile => ({
  format: 1,
  id: 'yard',
  name: 'Yard',
  clock: { kind: 'realtime', hz: 20 },
  scripts: [],
  entities: Object.fromEntries(
    Array.from({ length: MAX_ENTITIES }, (_, index) => {
      const even = index - (index % 2);
      return index % 2 === 0
        ? [
            `box-${index}`,
            {
              name: `Box ${index}`,
              parent: null,
              order: 'a0',
              components: { Transform: { position: [even % 200, 0, Math.floor(even / 200)] }, Shape: { kind: 'box' } },
            },
          ]
        : [`lamp-${index}`, { name: `Lamp ${index}`, parent: `box-${even}`, order: 'a0', components: { Transform: {} } }];
    }),
  ),
});
