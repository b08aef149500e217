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
  /** Where what it names stands, as far as the label goes: its own middle, unless it was pushed aside to be whole. */
  at: { readonly x: number; readonly y: number };
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
 * None is drawn where it would be read as another's: nearer to another's place than to its own, or past a plate whose place lies the other way. The same plates
 * always come out the same.
 * @param taken where no plate may be
 * @returns by how many pixels each plate that is drawn goes down
 */
export function declutter(plates: readonly Plate[], taken: readonly Box[]): Map<string, number> {
  const placed: Box[] = [...taken];
  const drawn: { plate: Plate; box: Box }[] = [];
  const steps = new Map<string, number>();
  const before = (a: Plate, b: Plate): number => Number(b.chosen) - Number(a.chosen) || a.depth - b.depth || (a.key < b.key ? -1 : 1);
  for (const plate of plates.toSorted(before)) {
    // One that makes way for the tools or for the picture's edge has no place of its own to be near to.
    const makesWay = drawn.some(({ box }) => meet(plate, box));
    const reads = (box: Box): boolean =>
      (!makesWay || isNearest(plate, box, plates)) && drawn.every((other) => keepsOrder(plate, box, other));
    const step = stepOf(plate, placed, reads);
    if (step === undefined) continue;
    steps.set(plate.key, step);
    const box = moved(plate, step);
    placed.push(box);
    drawn.push({ plate, box });
  }
  return steps;
}

const middle = ({ left, top, width, height }: Box): Plate['at'] => ({ x: left + width / 2, y: top + height / 2 });
const apart = (a: Plate['at'], b: Plate['at']): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Whether a plate that has stepped aside is still as near to its own place as to any other's. */
function isNearest(plate: Plate, box: Box, plates: readonly Plate[]): boolean {
  const from = middle(box);
  const stepped = Math.abs(box.top - plate.top);
  return stepped === 0 || plates.every(({ key, at }) => key === plate.key || apart(from, at) > stepped - 1);
}

/** Whether two plates of which one stands over the other's place do so as their places do. */
function keepsOrder({ at }: Plate, box: Box, { plate, box: other }: { plate: Plate; box: Box }): boolean {
  const isOver = ({ left, width }: Box, { x }: Plate['at']): boolean => left < x && x < left + width;
  if (!isOver(box, plate.at) && !isOver(other, at)) return true;
  return (at.y - plate.at.y) * (box.top - other.top) >= 0 || Math.abs(at.y - plate.at.y) < 1;
}

/** The shortest way to where nothing is and it reads as what it is, up before down; undefined where there is none that is short enough. */
function stepOf(plate: Plate, placed: readonly Box[], reads: (box: Box) => boolean): number | undefined {
  const reach = farthest * plate.height;
  const around = { ...plate, top: plate.top - reach, height: plate.height + 2 * reach };
  const near = placed.filter((box) => meet(around, box));
  const beside = near.flatMap(({ top, height }) => [top - gap - plate.height - plate.top, top + height + gap - plate.top]);
  return [0, ...beside]
    .filter((step) => Math.abs(step) <= farthest * plate.height)
    .toSorted((a, b) => Math.abs(a) - Math.abs(b) || a - b)
    .find((step) => !near.some((box) => meet(moved(plate, step), box)) && reads(moved(plate, step)));
}
