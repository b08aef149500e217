/** `level.json` of a package: the level with everything of its project that a run needs, checked and in one fixed order. */
import { Clock, EntityData, EntityKey, ScriptPath } from './level.ts';
import { BehaviourData } from './behaviour/index.ts';
import { MachineSpec } from './machines/index.ts';
import { MaterialSpec } from './material-spec.ts';
import { PhysicsSettings } from './physics.ts';
import {
  ChartSpec,
  CommandData,
  EngineId,
  Id,
  JsonValue,
  KpiSpec,
  ParameterSpec,
  PartPath,
  ScenarioSpec,
  TypeData,
  TypeName,
  WholePrefab,
} from './project.ts';
import { z } from './zod.ts';

export const compiledPath = 'level.json';

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

export const CompiledScript = z.strictObject({
  path: ScriptPath,
  /** SHA-256 of the author's text. */
  source: Hash,
  /** What runs: for .ts the JavaScript that is left without its types, else the source itself. */
  code: z.strictObject({ path: z.string(), sha256: Hash }),
});
export type CompiledScript = z.infer<typeof CompiledScript>;

/** A prefab with all that it has: what is made of it when a level runs. */
export const CompiledPrefab = WholePrefab.extend({
  /** Parents before children, the path of the parent null where it stands below the prefab itself; absent where it has none. */
  parts: z.array(z.strictObject({ path: PartPath, parent: PartPath.nullable(), components: WholePrefab.shape.components })).optional(),
});
export type CompiledPrefab = z.infer<typeof CompiledPrefab>;

export const CompiledLevel = z.strictObject({
  format: z.literal(1),
  id: Id,
  name: z.string(),
  project: z.strictObject({ id: Id, name: z.string() }),
  clock: Clock,
  /** Whole; packages of before it existed have the defaults. */
  physics: PhysicsSettings.prefault({}),
  components: z.record(TypeName, TypeData),
  commands: z.record(TypeName, CommandData),
  /** Their components whole, defaults filled in. */
  prefabs: z.record(TypeName, CompiledPrefab),
  machines: z.record(TypeName, MachineSpec).default({}),
  parameters: z.record(Id, ParameterSpec),
  scenarios: z.record(Id, ScenarioSpec),
  kpis: z.record(Id, KpiSpec),
  charts: z.array(ChartSpec),
  /** Sorted by key; every component whole, defaults filled in. */
  entities: z.array(EntityData.extend({ key: EntityKey })),
  scripts: z.array(CompiledScript),
  /** `behaviours/<name>.yaml` or `.json`, by name. */
  behaviours: z.record(z.string(), BehaviourData).default({}),
  /** `data/<name>.json`, by name. */
  tables: z.record(z.string(), JsonValue),
  /** Those that something of the level wears or may come to wear; absent where there are none. */
  materials: z.record(Id, MaterialSpec).optional(),
  environment: JsonValue.optional(),
  /** The engine build that the project names; absent where any will do. The package names a build and never carries one. */
  engine: EngineId.optional(),
});
export type CompiledLevel = z.infer<typeof CompiledLevel>;
export type CompiledEntity = CompiledLevel['entities'][number];
