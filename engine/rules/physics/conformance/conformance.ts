/**
 * What a backend must keep so that a world of its bodies is the same previewed, sliced, replayed and restored. Pure: await `initHash()` (or
 * `openEngine`) and whatever the backend needs, then call it anywhere.
 */
import { hashHex, xxh64 } from '../../../kernel/hash/index.ts';
import { LedgerError } from '../../../kernel/error.ts';
import { indexOf } from '../../../kernel/world/index.ts';
import type { PhysicsBackend, Touch } from '../backend.ts';
import { Run, TICKS, touchText, type Frame, type Saved } from './run.ts';
import { scenes, type Scene } from './scenes.ts';

export type CheckName =
  /** Its id is name@version, and that of its worlds. */
  | 'id'
  /** Two runs of one scene are one, whatever else ran meanwhile. */
  | 'two-runs'
  /** Taking snapshots changes nothing. */
  | 'snapshot-trace'
  /** A world opened from a snapshot has that snapshot. */
  | 'round-trip'
  /** A world opened from a snapshot at any tick has the same state at every later one... */
  | 'restore-state'
  /** ...the same bytes... */
  | 'restore-bytes'
  /** ...and tells the same touches. */
  | 'restore-touches'
  /** Touches come in the order of their pairs, begin before they end, and are told of colliders that tell. */
  | 'touches'
  /** Columns stay sound. */
  | 'sound'
  /** A snapshot with a changed byte is refused with a LedgerError. */
  | 'damage'
  /** The churn comes to the backend's own digest. */
  | 'digest';

export interface Finding {
  readonly check: CheckName;
  readonly scene: string;
  /** Where it first shows; 0 = before the first. */
  readonly tick: number;
  readonly message: string;
}

/** What a backend breaks, the first tick of each; [] = it conforms. Takes seconds. */
export function physicsConformance(backend: PhysicsBackend): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (check, scene, tick, message) => {
    if (!findings.some((one) => one.check === check && one.scene === scene)) findings.push({ check, scene, tick, message });
  };
  if (!/^[a-z][a-z0-9-]*@[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(backend.id) || !backend.id.startsWith(`${backend.name}@`))
    report('id', '', 0, `The id ${backend.id} is not ${backend.name}@version.`);
  for (const scene of scenes) {
    if (scene.joints && !backend.joints) continue;
    try {
      checkScene(backend, scene, report);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      report('sound', scene.name, 0, `${error.code}: ${error.message}`);
    }
  }
  return findings;
}

type Report = (check: CheckName, scene: string, tick: number, message: string) => void;

function checkScene(backend: PhysicsBackend, scene: Scene, report: Report): void {
  const { name } = scene;
  const { world } = new Run(backend, scene);
  if (world.id !== backend.id) report('id', name, 0, `Its worlds call themselves ${world.id}; the backend is ${backend.id}.`);
  world.dispose();
  const { frames, saved } = playSaving(backend, scene);
  const plain = play(backend, scene);
  const again = playBesideAnother(backend, scene);
  frames.forEach(({ state, touches }, at) => {
    if (plain[at]!.state !== again[at]!.state || touchText(plain[at]!.touches) !== touchText(again[at]!.touches))
      report('two-runs', name, at + 1, 'Two runs of the same world differ.');
    if (plain[at]!.state !== state || touchText(plain[at]!.touches) !== touchText(touches))
      report('snapshot-trace', name, at + 1, 'A world of which snapshots were taken differs from one of which none were.');
  });
  checkTouches(scene, frames, report);
  for (const [at, one] of saved.entries()) checkRestored(backend, scene, { frames, saved: one, tick: at }, report);
  checkDamage(backend, scene, saved[TICKS / 2]!, report);
  if (name !== 'churn' || backend.digest === undefined) return;
  const digest = digestOf(plain);
  if (digest !== backend.digest) report('digest', name, TICKS, `The churn comes to ${digest}; the backend says ${backend.digest}.`);
}

const digestOf = (frames: readonly Frame[]): string =>
  hashHex(xxh64(new TextEncoder().encode(frames.map(({ state, touches }) => `${state.split(' ')[1]!} ${touchText(touches)}`).join('\n'))));

function play(backend: PhysicsBackend, scene: Scene): Frame[] {
  const run = new Run(backend, scene);
  const frames = Array.from({ length: TICKS }, () => run.step(false));
  run.world.dispose();
  return frames;
}

/** Another world of the same backend is stepped between, and one more is opened and ended. */
function playBesideAnother(backend: PhysicsBackend, scene: Scene): Frame[] {
  const other = new Run(backend, scenes[0]!);
  const run = new Run(backend, scene);
  const frames = Array.from({ length: TICKS }, (_, at) => {
    if (at % 2 === 0) other.step(true);
    if (at % 20 === 0) new Run(backend, scene).world.dispose();
    return run.step(false);
  });
  run.world.dispose();
  other.world.dispose();
  return frames;
}

/** Saved before the first tick and after each. */
function playSaving(backend: PhysicsBackend, scene: Scene): { frames: Frame[]; saved: Saved[] } {
  const run = new Run(backend, scene);
  const saved = [run.save()];
  const frames = Array.from({ length: TICKS }, () => {
    const frame = run.step(true);
    saved.push(run.save());
    return frame;
  });
  run.world.dispose();
  return { frames, saved };
}

function checkRestored(
  backend: PhysicsBackend,
  scene: Scene,
  { frames, saved, tick }: { frames: readonly Frame[]; saved: Saved; tick: number },
  report: Report,
): void {
  const from = `A world opened from its snapshot at tick ${tick}`;
  const run = new Run(backend, scene, saved);
  const { physics } = run.save();
  if (hashHex(xxh64(physics)) !== hashHex(xxh64(saved.physics))) report('round-trip', scene.name, tick, `${from} has another snapshot.`);
  for (const [offset, expected] of frames.slice(tick).entries()) {
    const at = tick + offset + 1;
    const { state, bytes, touches } = run.step(true);
    if (state !== expected.state) report('restore-state', scene.name, at, `${from} is in another state at tick ${at}.`);
    if (bytes !== expected.bytes) report('restore-bytes', scene.name, at, `${from} has other bytes at tick ${at}.`);
    if (touchText(touches) !== touchText(expected.touches))
      report('restore-touches', scene.name, at, `${from} tells other touches at tick ${at}.`);
  }
  run.world.dispose();
}

function checkTouches({ name }: Scene, frames: readonly Frame[], report: Report): void {
  const touching = new Set<string>();
  const after = (p: Touch, q: Touch): boolean =>
    indexOf(p.a) - indexOf(q.a) > 0 || (indexOf(p.a) === indexOf(q.a) && indexOf(p.b) > indexOf(q.b));
  frames.forEach(({ touches }, at) => {
    touches.forEach((touch, i) => {
      const pair = `${touch.a}:${touch.b}`;
      if (indexOf(touch.a) >= indexOf(touch.b) || (i > 0 && after(touches[i - 1]!, touch)))
        report('touches', name, at + 1, 'The touches are not in the order of their pairs.');
      if (touching.has(pair) === touch.began)
        report('touches', name, at + 1, touch.began ? 'A touch begins twice.' : 'A touch ends that never began.');
      if (touch.began) touching.add(pair);
      else touching.delete(pair);
    });
  });
  if (frames.every(({ touches }) => touches.length === 0) && name !== 'joined') report('touches', name, 0, 'Nobody was told of any touch.');
}

/** A byte changed at some places, and the end lost. */
function checkDamage(backend: PhysicsBackend, scene: Scene, { arena, physics }: Saved, report: Report): void {
  const places = [0, 4, 8, 16, 20, 24, 40, physics.length >>> 1, physics.length - 1].filter((at) => at < physics.length);
  const damaged = [
    ...places.map((place) => physics.map((byte, at) => (at === place ? byte ^ 0x41 : byte))),
    physics.slice(0, -1),
    physics.slice(0, 3),
    new Uint8Array(0),
  ];
  for (const bytes of damaged) {
    try {
      new Run(backend, scene, { arena, physics: bytes }).world.dispose();
    } catch (error) {
      if (error instanceof LedgerError) continue;
      report('damage', scene.name, TICKS / 2, `A damaged snapshot is refused with ${String(error)} instead of a LedgerError.`);
      continue;
    }
    report('damage', scene.name, TICKS / 2, 'A damaged snapshot is taken for one.');
  }
}
