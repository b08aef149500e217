/**
 * A world of bodies that never turn. Everything about them is in the arena's columns but for what columns have no place for: where a
 * kinematic body was a tick ago, how fast a body without Velocity is, and who touches whom.
 */
import { LedgerError } from '../../../kernel/error.ts';
import type { Arena, Entity } from '../../../kernel/world/index.ts';
import type { PhysicsSettings, PhysicsWorld, Touch } from '../backend.ts';
import { BodyColumns, DYNAMIC, KINEMATIC } from '../columns.ts';
import { Contacts } from '../contacts.ts';
import { frameBytes, seal, unreadable, unseal } from '../frame.ts';
import { bodyLost } from '../lost.ts';
import { bodyAt, mayTouch, type Body } from './bodies.ts';
import { pairsOf } from './broad-phase.ts';
import { Memory } from './memory.ts';
import { overlapOf } from './overlap.ts';
import { resolve } from './resolve.ts';
import { walkAll } from './walk.ts';

/** Rounds in which the pairs of a substep are resolved, so that stacks stand. */
const rounds = 4;
/** Metres within which bodies touch: they are moved apart until there is nothing between them. */
const near = 0.01;

export class KinematicWorld implements PhysicsWorld {
  readonly id: string;
  readonly #settings: PhysicsSettings;
  readonly #columns: BodyColumns;
  #memory = new Memory();
  #contacts = new Contacts();

  constructor(id: string, arena: Arena, settings: PhysicsSettings, snapshot: Uint8Array | undefined) {
    this.id = id;
    this.#settings = settings;
    this.#columns = new BodyColumns(arena);
    if (!snapshot) {
      this.reconcile(arena);
      return;
    }
    const payload = unseal(id, snapshot);
    try {
      const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
      this.#memory = Memory.read(view, 0);
      this.#contacts = Contacts.read(view, this.#memory.bytes);
    } catch {
      throw unreadable(id);
    }
  }

  reconcile(arena: Arena): void {
    this.#columns.refresh();
    if (this.#columns.joints.first() >= 0) throw noJoints(arena, this.#columns.joints.first());
    for (const entity of this.#memory.reconcile(arena, this.#columns)) this.#contacts.drop(entity);
  }

  step(arena: Arena, dt: number): readonly Touch[] {
    const columns = this.#columns;
    columns.refresh();
    if (columns.bodies.first() < 0) return this.#contacts.changes();
    const { gravity, substeps } = this.#settings;
    const bodies = Array.from(columns.bodies.indices(), (index) => bodyAt(arena, index, columns));
    this.#memory.fill(bodies, columns, dt);
    const h = dt / substeps;
    this.#contacts.clear();
    const characters = columns.characters.indices();
    for (let step = 1; step <= substeps; step += 1) {
      for (const body of bodies) advance(body, gravity, h);
      walkAll(arena, bodies, characters, gravity[1], h);
      this.#meet(bodies);
    }
    this.#write(arena, bodies);
    return this.#contacts.changes();
  }

  /** What bodies are is in their columns; this is what lasts beside them. */
  bodies(): Uint8Array {
    return this.#payload(8);
  }

  snapshot(): Uint8Array {
    return seal(this.id, this.#payload(frameBytes));
  }

  touching(arena: Arena, entity: Entity): readonly Entity[] {
    const columns = this.#columns;
    columns.refresh();
    const bodies = Array.from(columns.bodies.indices(), (index) => bodyAt(arena, index, columns));
    const own = bodies.find((body) => body.entity === entity);
    if (!own || own.sensor) return [];
    const reaching = { ...own, radius: own.radius + near };
    return bodies
      .filter((body) => body !== own && !body.sensor && mayTouch(own, body) && overlapOf(reaching, body))
      .map((body) => body.entity);
  }

  dispose(): void {
    this.#memory = new Memory();
  }

  #payload(from: number): Uint8Array {
    const out = new Uint8Array(from + this.#memory.bytes + this.#contacts.bytes);
    const view = new DataView(out.buffer, from);
    this.#memory.write(view, 0);
    this.#contacts.write(view, this.#memory.bytes);
    return out;
  }

  #meet(bodies: readonly Body[]): void {
    const pairs = pairsOf(bodies);
    const [gx, gy, gz] = this.#settings.gravity;
    for (let round = 0; round < rounds; round += 1) {
      let met = false;
      for (const [p, q] of pairs) {
        const a = bodies[p]!;
        const b = bodies[q]!;
        const overlap = overlapOf(a, b);
        if (!overlap) continue;
        const sensor = a.sensor || b.sensor;
        if (a.tells || b.tells) this.#contacts.set(a.entity, b.entity, true, sensor);
        if (sensor) continue;
        met = true;
        const [nx, ny, nz] = overlap.normal;
        const felt = (body: Body): number => (body.kind === DYNAMIC ? body.gravity : 0);
        resolve(a, b, overlap, (felt(a) - felt(b)) * (gx * nx + gy * ny + gz * nz));
      }
      if (!met) return;
    }
  }

  #write(arena: Arena, bodies: readonly Body[]): void {
    const { position, linear } = this.#columns;
    for (const body of bodies) {
      const { index, offset, kind, walks } = body;
      if (kind !== DYNAMIC && !walks) continue;
      if (!Number.isFinite(body.x + body.y + body.z + body.vx + body.vy + body.vz)) throw bodyLost(arena.nameOf(body.entity));
      position[0]![index] = body.x - offset[0] + 0;
      position[1]![index] = body.y - offset[1] + 0;
      position[2]![index] = body.z - offset[2] + 0;
      if (walks || !this.#columns.hasVelocity(index)) continue;
      linear[0]![index] = body.vx + 0;
      linear[1]![index] = body.vy + 0;
      linear[2]![index] = body.vz + 0;
    }
    this.#memory.keep(bodies, this.#columns);
  }
}

/** Exact for a constant pull: the way is the mean of the speeds before and after. */
function advance(body: Body, [gx, gy, gz]: PhysicsSettings['gravity'], h: number): void {
  if (body.kind === DYNAMIC) {
    const { vx, vy, vz } = body;
    const slower = 1 / (1 + body.damping * h);
    body.vx = (vx + gx * body.gravity * h) * slower;
    body.vy = (vy + gy * body.gravity * h) * slower;
    body.vz = (vz + gz * body.gravity * h) * slower;
    body.x += ((vx + body.vx) / 2) * h;
    body.y += ((vy + body.vy) / 2) * h;
    body.z += ((vz + body.vz) / 2) * h;
  } else if (body.kind === KINEMATIC && !body.walks) {
    body.x += body.vx * h;
    body.y += body.vy * h;
    body.z += body.vz * h;
  }
}

const noJoints = (arena: Arena, index: number): LedgerError => {
  const entity = arena.nameOf(arena.entityAt(index));
  return new LedgerError({
    code: 'physics-joints',
    message: `${entity} has a Joint, and the backend kinematic has no joints.`,
    hint: 'Choose rapier in physics.backend, or take the Joint off.',
    where: entity,
  });
};
