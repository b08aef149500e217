import type { Rectangle } from 'electron';
import { z } from 'zod';

const Bounds = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() });
const Kept = z.object({ format: z.literal(1), arrangements: z.record(z.string(), Bounds.extend({ maximized: z.boolean() })) });
type Kept = z.infer<typeof Kept>;

export interface WindowPlace {
  bounds: Rectangle | { width: number; height: number };
  maximized: boolean;
}

interface DisplayLike {
  id: number;
  workArea: Rectangle;
}

/** Where this person keeps what the windows remember; unreadable is the same as new. */
export interface Keep {
  read: () => unknown;
  write: (value: unknown) => void;
}

export const smallest = { width: 960, height: 600 } as const;
const usual = { width: 1440, height: 900 } as const;
const arrangements = 12;

/** The displays as they stand now: a laptop at its desk and the same laptop on a train remember apart. */
const arrangementOf = (displays: readonly DisplayLike[]): string =>
  displays
    .map(({ id, workArea: { x, y, width, height } }) => `${id}@${x},${y},${width},${height}`)
    .toSorted()
    .join(' ');

/** At least a hand's breadth of the title bar can be reached. */
const isReachable = ({ x, y, width }: Rectangle, { workArea }: DisplayLike): boolean =>
  x + width > workArea.x + 120 && x < workArea.x + workArea.width - 120 && y >= workArea.y - 8 && y < workArea.y + workArea.height - 60;

export interface WindowMemory {
  /** @param open how many windows are open already: each stands a little lower than the one before */
  place: (displays: readonly DisplayLike[], open: number) => WindowPlace;
  remember: (displays: readonly DisplayLike[], bounds: Rectangle, maximized: boolean) => void;
}

export function createWindowMemory(keep: Keep): WindowMemory {
  const parsed = Kept.safeParse(keep.read());
  const kept: Kept = parsed.success ? parsed.data : { format: 1, arrangements: {} };
  return {
    place(displays, open) {
      const found = kept.arrangements[arrangementOf(displays)];
      if (!found || !displays.some((display) => isReachable(found, display))) return { bounds: usual, maximized: false };
      const { maximized, x, y, width, height } = found;
      const bounds = { x, y, width: Math.max(width, smallest.width), height: Math.max(height, smallest.height) };
      const lower = { ...bounds, x: bounds.x + 28 * open, y: bounds.y + 28 * open };
      return { bounds: displays.some((display) => isReachable(lower, display)) ? lower : bounds, maximized: maximized && open === 0 };
    },
    remember(displays, { x, y, width, height }, maximized) {
      const name = arrangementOf(displays);
      const { [name]: _before, ...others } = kept.arrangements;
      const older = Object.entries(others).slice(-(arrangements - 1));
      kept.arrangements = { ...Object.fromEntries(older), [name]: { x, y, width, height, maximized } };
      keep.write(kept);
    },
  };
}
