/** Work of many who take turns: nobody has more than a few under way, and who has much waiting keeps nobody else from the next free place. */
export interface Turns {
  /** Begins when it is `who`'s turn; of one `who` in the order in which it came. */
  readonly run: (who: string, work: () => Promise<void>) => void;
  /** What of it has not begun. */
  readonly waiting: (who: string) => number;
}

interface Line {
  underWay: number;
  readonly waiting: (() => Promise<void>)[];
}

/** @param each under way at the same time for one; `all` for everybody */
export function createTurns({ each, all }: { readonly each: number; readonly all: number }): Turns {
  /** In the order in which they last began something. */
  const lines = new Map<string, Line>();
  let underWay = 0;

  /** Whoever has least under way; of several, who has begun nothing for longest. */
  function next(): void {
    while (underWay < all) {
      let first: readonly [string, Line] | undefined;
      for (const entry of lines) {
        const [, { waiting, underWay: has }] = entry;
        if (waiting.length > 0 && has < each && has < (first?.[1].underWay ?? Infinity)) first = entry;
      }
      if (first === undefined) return;
      const [who, line] = first;
      lines.delete(who);
      lines.set(who, line);
      void begin(who, line);
    }
  }

  async function begin(who: string, line: Line): Promise<void> {
    const work = line.waiting.shift()!;
    underWay += 1;
    line.underWay += 1;
    try {
      await work();
    } finally {
      underWay -= 1;
      line.underWay -= 1;
      if (line.underWay === 0 && line.waiting.length === 0) lines.delete(who);
      next();
    }
  }

  return {
    run(who, work) {
      const line = lines.get(who) ?? { underWay: 0, waiting: [] };
      lines.set(who, line);
      line.waiting.push(work);
      next();
    },
    waiting: (who) => lines.get(who)?.waiting.length ?? 0,
  };
}
