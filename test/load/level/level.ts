/** The level of the load test: so many movers, each of which the commands of one seat move, compiled by the product's own engine. */
import type { Engine, LevelPackage } from '../../../engine/run/index.ts';
import { stripTypes } from '../../../src-main/services/engine/strip.ts';

export const levelId = 'load';

/** What moves: the place, the number of the command that moved it last, and how many have. */
export const mover = 'Mover';
export const moverKey = (seat: number): string => `m${seat}`;
/** The seat whose commands move an entity. */
export const seatOf = (key: string): number => Number(key.slice(1));

/**
 * A command that is lost or comes twice shows in `moves`, which counts what has had effect, beside `nonce`, which the sender counts; and in the
 * place, which every single step makes.
 */
const script = `
const xs: number[] = [];
const ys: number[] = [];
const moves: number[] = [];

on('Move', ({ dx, dy, nonce }, { sender }) => {
  if (params.drops > 0 && nonce % params.drops === 0) return;
  xs[sender] = (xs[sender] ?? 0) + dx;
  ys[sender] = (ys[sender] ?? 0) + dy;
  moves[sender] = (moves[sender] ?? 0) + 1;
  set('m' + sender, '${mover}', { x: xs[sender], y: ys[sender], nonce, moves: moves[sender] });
});
`;

const whole = { kind: 'i32', min: -1_000_000, max: 1_000_000, default: 0 } as const;
const count = { kind: 'u32', default: 0 } as const;

/** The level's own component types, as its project declares them. */
const componentSpecs = { [mover]: { fields: { x: whole, y: whole, nonce: count, moves: count } } };

/** Compiles it for so many seats. */
export function compileLoadLevel(engine: Engine, { seats, hz }: { readonly seats: number; readonly hz: number }): LevelPackage {
  const project = {
    format: 1,
    id: 'load',
    name: 'Load',
    levels: [`levels/${levelId}.json`],
    components: componentSpecs,
    commands: { Move: { fields: { dx: { kind: 'i32', min: -9, max: 9 }, dy: { kind: 'i32', min: -9, max: 9 }, nonce: count } } },
    parameters: { drops: { kind: 'integer', label: 'Every so many-th command is dropped', default: 0, min: 0, max: 1000 } },
    scenarios: {},
    kpis: {},
    charts: [],
    prefabs: {},
  };
  const entities = Object.fromEntries(
    Array.from({ length: seats }, (_, at) => [
      moverKey(at + 1),
      { name: `Mover ${at + 1}`, parent: null, order: `b${String(at).padStart(6, '0')}`, components: { [mover]: {} } },
    ]),
  );
  const level = { format: 1, id: levelId, name: 'Load', clock: { kind: 'realtime', hz }, scripts: ['scripts/move.ts'], entities };
  const files = new Map([
    ['ledgerquest.json', json(project)],
    [`levels/${levelId}.json`, json(level)],
    ['scripts/move.ts', encoder.encode(script)],
  ]);
  const compiled = engine.compileLevel(files, undefined, { strip: stripTypes });
  if (!compiled.ok) throw new Error(`The level of the load test does not compile: ${JSON.stringify(compiled.problems)}`);
  return compiled.package;
}

const encoder = new TextEncoder();
const json = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));
