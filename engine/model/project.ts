/** `ledgerquest.json`: what a project declares once for all its levels. */
import { FieldSpecSchema } from './fields.ts';
import { JsonValue } from './json-value.ts';
import { MachineSpec } from './machines/machine.ts';
import { MaterialSpec } from './material-spec.ts';
import { suggest } from './problem.ts';
import { z } from './zod.ts';

export { JsonValue };

/** Ids of projects, levels, parameters, KPIs and scenarios: they stand in paths, keys and command lines. */
export const Id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/, 'expected lower-case words joined by - or _, starting with a letter')
  .max(64);
/** Names of component types, commands and events: one word in PascalCase. */
export const TypeName = z
  .string()
  .regex(/^[A-Z][A-Za-z0-9]*$/, 'expected one word in PascalCase')
  .max(64);
/** Names of fields: they begin with a small letter. */
export const FieldName = z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/, 'expected letters, digits and _, beginning with a small letter');

export const TypeData = z.strictObject({ help: z.string().optional(), fields: z.record(FieldName, FieldSpecSchema) });
export type TypeData = z.infer<typeof TypeData>;

/** What a command may ask of the role of whoever sends it. */
export const ROLE_RIGHTS = ['order', 'trade', 'build', 'move', 'speak', 'observe'] as const;

export const CommandData = TypeData.extend({
  /** What people call what is sent with it: "Order", "Plan". */
  label: z.string().min(1).max(40).optional(),
  /** The right that the sender's seat needs in its Role; seats without a Role may everything. */
  needs: z.enum(ROLE_RIGHTS).optional(),
});
export type CommandData = z.infer<typeof CommandData>;

/** A class of entities that says all of itself. */
export const WholePrefab = z.strictObject({
  help: z.string().optional(),
  components: z.record(TypeName, z.record(z.string(), JsonValue)),
});
export type WholePrefab = z.infer<typeof WholePrefab>;

/** Key of a part among the parts of its prefab. */
const PartKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'expected small letters, digits and dashes; at most 32');

/** A prefab, or a part of it: `Car`, `Car/wheel`, `Car/wheel/hub` (the hub of the wheel that stands in the car). */
export const PrefabRef = z
  .string()
  .max(200)
  .regex(/^[A-Z][A-Za-z0-9]{0,63}(?:\/[a-z0-9][a-z0-9-]{0,31})*$/, 'expected a prefab such as Car, or a part of one such as Car/wheel');

/** Where a part is found in a prefab: its key, behind those of the instances in which it stands: `wheel`, `wheel/hub`. */
export const PartPath = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}(?:\/[a-z0-9][a-z0-9-]{0,31})*$/, 'expected a part such as wheel, or one within it such as wheel/hub')
  .max(80);

/** What something says that stands on a prefab: only in what it differs. */
const Differences = z.strictObject({
  /** Components of the prefab that it does not have. */
  without: z.array(TypeName).optional(),
  components: z.record(TypeName, z.record(z.string(), JsonValue)),
});

/** Something that belongs to a prefab and stands below it. With `prefab` it is an instance of that one, with its parts. */
export const PartData = Differences.extend({
  name: z.string().max(200),
  /** The part that it stands below; the prefab itself without one. */
  parent: PartPath.nullable().default(null),
  /** Fractional index among its siblings. */
  order: z.string().min(1).max(200),
  prefab: TypeName.optional(),
});
export type PartData = z.infer<typeof PartData>;

/** A class of entities: what instances stand on, and scripts and spawners make new ones from. */
export const PrefabData = WholePrefab.extend({
  /** Of which other prefab it is a variant: then `components` says only in what it differs from it. */
  prefab: TypeName.optional(),
  /** Components of that one that it does not have. */
  without: z.array(TypeName).optional(),
  /** What stands below it, by key. */
  parts: z.record(PartKey, PartData).optional(),
  /** In what parts of what it stands on, or of prefabs within it, differ in it: by path, `wheel` or `wheel/hub`. */
  differs: z.record(PartPath, Differences).optional(),
});
export type PrefabData = z.infer<typeof PrefabData>;

/** The prefab to which what is named belongs. */
export const prefabOf = (ref: string): string => ref.split('/', 1)[0]!;

/** One value of a parameter. Decimals are strings, as choices and texts are. */
const OneValue = z.union([z.number(), z.string(), z.boolean()]);
export type OneValue = z.infer<typeof OneValue>;

/** A parameter's value: one for all, or a list (one per name of `each`; for a series one per week, the last repeating). */
export const ParamValue = z.union([z.number(), z.string(), z.boolean(), z.array(OneValue).min(1).max(1024)]);
export type ParamValue = z.infer<typeof ParamValue>;

/** The most characters that a parameter of kind text may take. */
export const MAX_PARAMETER_TEXT = 2000;

const ParameterFields = z.strictObject({
  /** `series`: integers over time. */
  kind: z.enum(['number', 'integer', 'decimal', 'series', 'boolean', 'choice', 'text']),
  label: z.string(),
  help: z.string().optional(),
  unit: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().positive().optional(),
  /** decimal: digits after the point that are accepted, 0..9; 2 without it. */
  scale: z.int().min(0).max(9).optional(),
  /** choice: the texts that it may be, in the order in which they are offered. */
  options: z.array(z.string().min(1).max(64)).min(1).max(256).optional(),
  /** choice: what people read in place of an option. */
  labels: z.record(z.string(), z.string().min(1).max(80)).optional(),
  /** text: the most characters; 2,000 without it. */
  maxLength: z.int().min(1).max(MAX_PARAMETER_TEXT).optional(),
  /** Names of the parts that may have a value each, in order. */
  each: z.array(Id).min(2).max(64).optional(),
  default: ParamValue,
});

const numbers = ['number', 'integer', 'decimal', 'series'];
/** The kinds that take what not every kind does. */
const kindsWith: Partial<Record<keyof z.infer<typeof ParameterFields>, readonly string[]>> = {
  unit: numbers,
  min: numbers,
  max: numbers,
  step: numbers,
  scale: numbers,
  options: ['choice'],
  labels: ['choice'],
  maxLength: ['text'],
  each: [...numbers, 'boolean', 'choice'],
};

/** A list is typed with commas between its values, and what stands around them is none of them. */
const isTypable = (option: string): boolean => !option.includes(',') && option.trim() === option;

export const ParameterSpec = ParameterFields.superRefine((spec, context) => {
  const { kind, options = [], labels = {}, each } = spec;
  const refuse = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
  for (const [name, kinds] of Object.entries(kindsWith))
    if (spec[name as keyof typeof spec] !== undefined && !kinds.includes(kind))
      refuse([name], `a parameter of kind ${kind} has no ${name}`);
  if (kind !== 'choice') return;
  if (spec.options === undefined) refuse(['options'], 'expected the texts to choose from, such as ["calm", "busy"]');
  for (const [index, option] of options.entries()) {
    if (options.indexOf(option) !== index) refuse(['options', index], 'expected each option once');
    else if (each !== undefined && !isTypable(option))
      refuse(['options', index], 'with each, expected no comma and no space at either end');
  }
  for (const option of Object.keys(labels))
    if (!options.includes(option)) refuse(['labels', option], `no option is called ${option}. ${suggest(option, options) ?? ''}`.trim());
});
export type ParameterSpec = z.infer<typeof ParameterSpec>;

/** The longest a scenario may be planned. */
export const MAX_TICKS = 10_000_000;
/** Seeds of scenarios are 32 bits; a run may be given any up to 2^53 - 1. */
export const MAX_SEED = 4_294_967_295;

export const ScenarioSpec = z.strictObject({
  name: z.string().min(1),
  help: z.string().optional(),
  /** What differs from the parameters' defaults. */
  values: z.record(Id, ParamValue),
  ticks: z.int().min(1).max(MAX_TICKS),
  seed: z.int().min(0).max(MAX_SEED),
  /** What a run of it leaves one wondering. */
  question: z.string().max(400).optional(),
  /** The parameter worth turning first. */
  turn: Id.optional(),
  /** What is published about it: a run that gives these values to the digit matches. */
  reference: z.strictObject({ kpis: z.record(Id, z.string()), source: z.string().min(1).max(200) }).optional(),
});
export type ScenarioSpec = z.infer<typeof ScenarioSpec>;

export const KpiSpec = z.strictObject({
  label: z.string().min(1),
  unit: z.string().optional(),
  kind: z.enum(['decimal', 'number']),
  better: z.enum(['lower', 'higher']).optional(),
  /** Its colour in charts, where the subject has one. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'expected a color such as "#1e90ff"')
    .optional(),
  help: z.string().optional(),
});
export type KpiSpec = z.infer<typeof KpiSpec>;

export const ChartSpec = z.strictObject({
  id: Id,
  title: z.string().min(1),
  kpis: z.array(Id).min(1),
  kind: z.enum(['line', 'area', 'bar']),
  help: z.string().optional(),
});
export type ChartSpec = z.infer<typeof ChartSpec>;

/** Name of an engine build: the SHA-256 of its manifest. */
export const EngineId = z
  .string()
  .regex(/^engine@[0-9a-f]{64}$/, 'expected engine@ and 64 hexadecimal digits, as lq engine build prints it');

/** Where an asset lies in its project, as components name it. */
export const AssetPath = z
  .string()
  .max(120)
  .regex(/^assets\/[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'expected a path like assets/truck.glb')
  .refine((path) => !path.split('/').some((part) => part === '' || part.startsWith('.')), 'expected no empty and no hidden parts');

export const AssetSpec = z.strictObject({
  /** Of its bytes. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  size: z.int().min(0),
  /** What people read, where that is not the file's name. */
  name: z.string().min(1).max(200).optional(),
});
export type AssetSpec = z.infer<typeof AssetSpec>;

/** Where a level lies in its project. */
export const LevelPath = z.string().regex(/^levels\/[a-z0-9][a-z0-9-]*\.json$/, 'expected a path like levels/beer-game.json');

export const ProjectFile = z.strictObject({
  format: z.literal(1),
  id: Id,
  name: z.string().min(1).max(120),
  description: z.string().optional(),
  /** The first is the default. */
  levels: z.array(LevelPath).min(1),
  /** The project's own component types. */
  components: z.record(TypeName, TypeData).default({}),
  /** What players may send. */
  commands: z.record(TypeName, CommandData).default({}),
  prefabs: z.record(TypeName, PrefabData).default({}),
  /** State machines that entities may follow. */
  machines: z.record(TypeName, MachineSpec).default({}),
  /** What surfaces look like; shared by whatever wears them. */
  materials: z.record(Id, MaterialSpec).default({}),
  parameters: z.record(Id, ParameterSpec).default({}),
  scenarios: z.record(Id, ScenarioSpec).default({}),
  kpis: z.record(Id, KpiSpec).default({}),
  charts: z.array(ChartSpec).default([]),
  /** What lies below assets/, by path. Whoever keeps the folder keeps this; nobody writes it by hand. */
  assets: z.record(AssetPath, AssetSpec).default({}),
  /** The engine build that its levels need, where that is not the installation's own: one with systems of one's own. */
  engine: EngineId.optional(),
});
export type ProjectFile = z.infer<typeof ProjectFile>;

/** The one file that makes a folder a project. */
export const projectPath = 'ledgerquest.json';
