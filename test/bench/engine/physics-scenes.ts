/** The bodies of the physics bench. */

type Vec = [number, number, number];

export interface Thing {
  readonly key: string;
  readonly at: Vec;
  readonly size: Vec;
  readonly kind: 'dynamic' | 'fixed' | 'kinematic';
}

/** A pit as wide as its bodies need. */
export const pit = (bodies: number): Thing[] => {
  const side = Math.max(3, Math.ceil(Math.sqrt(bodies / 4)));
  const width = side * 1.2;
  const wall = (key: string, x: number, z: number, w: number, d: number): Thing => ({
    key,
    at: [x, -1, z],
    size: [w, 30, d],
    kind: 'fixed',
  });
  return [
    { key: 'floor', at: [0, -1, 0], size: [width + 2, 1, width + 2], kind: 'fixed' },
    wall('wall-a', -width / 2 - 0.5, 0, 1, width),
    wall('wall-b', width / 2 + 0.5, 0, 1, width),
    wall('wall-c', 0, -width / 2 - 0.5, width, 1),
    wall('wall-d', 0, width / 2 + 0.5, width, 1),
    { key: 'paddle-a', at: [0, 0, 0], size: [0.6, 0.8, width * 0.9], kind: 'kinematic' },
    { key: 'paddle-b', at: [0, 1.2, 0], size: [width * 0.9, 0.8, 0.6], kind: 'kinematic' },
    ...Array.from({ length: bodies }, (_, i): Thing => ({
      key: `body-${i}`,
      at: [
        ((i % side) - side / 2 + 0.5) * 1.1,
        2.5 + Math.floor(i / (side * side)) * 1.1,
        ((Math.floor(i / side) % side) - side / 2 + 0.5) * 1.1,
      ],
      size: [0.7, 0.7, 0.7],
      kind: 'dynamic',
    })),
  ];
};

/** Where the paddles are at a tick. */
export const sweep = (tick: number, bodies: number): number => {
  const reach = Math.max(3, Math.ceil(Math.sqrt(bodies / 4))) * 0.45;
  const phase = (tick % 240) / 120;
  return (phase < 1 ? phase * 2 - 1 : 3 - phase * 2) * reach;
};

/** Balls that bounce on the floor of a wide pit, and two bars that turn among them: awake, and touching little. */
export const bouncing = (bodies: number): Thing[] => {
  const side = Math.ceil(Math.sqrt(bodies));
  return pit(side * side * 4)
    .slice(0, 7 + bodies)
    .map((thing, i) => (i < 7 ? thing : { ...thing, at: [thing.at[0], 1 + (i % 7) * 0.5, thing.at[2]] }));
};
