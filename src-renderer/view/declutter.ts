/** A rectangle of the picture, in CSS pixels from its top left. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A label as it would be drawn if it were the only one. */
export interface Plate extends Box {
  key: string;
  /** How far from the beholder, metres. */
  depth: number;
  /** Somebody has it in hand: it goes before those that are nearer. */
  chosen: boolean;
}

/** Pixels that stay free between two plates. */
const gap = 2;
/** How far one steps aside, in its own heights: farther off nobody would know whose it is. */
const farthest = 1.5;

const meet = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width + gap && b.left < a.left + a.width + gap && a.top < b.top + b.height + gap && b.top < a.top + a.height + gap;
const moved = (box: Box, down: number): Box => ({ ...box, top: box.top + down });

/**
 * Has no two plates cover each other: the nearer stays where it is, the farther steps up or down by half as much again as its own height at most, or is left out.
 * The same plates always come out the same.
 * @param taken where no plate may be
 * @returns by how many pixels each plate that is drawn goes down
 */
export function declutter(plates: readonly Plate[], taken: readonly Box[]): Map<string, number> {
  const placed: Box[] = [...taken];
  const steps = new Map<string, number>();
  const before = (a: Plate, b: Plate): number => Number(b.chosen) - Number(a.chosen) || a.depth - b.depth || (a.key < b.key ? -1 : 1);
  for (const plate of plates.toSorted(before)) {
    const step = stepOf(plate, placed);
    if (step === undefined) continue;
    steps.set(plate.key, step);
    placed.push(moved(plate, step));
  }
  return steps;
}

/** The shortest way to where nothing is, up before down; undefined where there is none that is short enough. */
function stepOf(plate: Plate, placed: readonly Box[]): number | undefined {
  const reach = farthest * plate.height;
  const around = { ...plate, top: plate.top - reach, height: plate.height + 2 * reach };
  const near = placed.filter((box) => meet(around, box));
  const beside = near.flatMap(({ top, height }) => [top - gap - plate.height - plate.top, top + height + gap - plate.top]);
  return [0, ...beside]
    .filter((step) => Math.abs(step) <= farthest * plate.height)
    .toSorted((a, b) => Math.abs(a) - Math.abs(b) || a - b)
    .find((step) => !near.some((box) => meet(moved(plate, step), box)));
}
