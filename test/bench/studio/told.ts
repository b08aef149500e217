/** What the page is asked and what it answers; plain data, for both sides of the bench. */

export interface Asked {
  /** Entities of the level. */
  entities: number;
}

/** Milliseconds by the page's clock, one per time it was done. */
export type Times = readonly number[];

export interface TreeTimes {
  mount: { ours: number; peer: number };
  select: { ours: Times; peer: Times };
  scroll: { ours: Times; peer: Times };
  /** Rows in the page, and a checksum of the names that they showed at each stop. */
  work: { ours: string; peer: string };
}

export interface SceneTimes {
  ours: Times;
  peer: Times;
  /** Meshes drawn, and the draw calls they took. */
  work: { ours: string; peer: string };
}

/** What the page offers as `window.bench`. */
export interface BenchPage {
  /** Makes the level, as what a room would send, and shows Studio's first screen. */
  prepare(asked: Asked): Promise<void>;
  /** Opens the level: resolves when its rows can be clicked and its picture has been drawn. */
  open(): Promise<{ milliseconds: number; rows: number; nodes: number }>;
  /** Resolves when the level has been compiled. */
  compiled(): Promise<string>;
  select(times: number): Promise<Times>;
  rename(times: number): Promise<Times>;
  move(times: number): Promise<Times>;
  /** Drags `entities` of them together. */
  drag(entities: number, steps: number): Promise<Times>;
  remove(entities: number): Promise<{ removed: Times; left: number }>;
  undo(): Promise<{ undone: Times; left: number }>;
  scroll(steps: number): Promise<Times>;
  tree(asked: Asked): Promise<TreeTimes>;
  scene(asked: Asked, rounds: number): Promise<SceneTimes>;
}
