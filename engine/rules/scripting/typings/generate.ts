import { compareText } from '../../../kernel/json.ts';
import type { FieldSpec, Fields } from '../../../model/fields.ts';
import type { KpiSpec, ParameterSpec } from '../../../model/project.ts';
import { describe, kindNotes, parameterNote, sentence } from './describe.ts';
import { sdkTypings } from './sdk.ts';

export interface TypingsInput {
  /** Every component type of the level, built in or the project's own. */
  readonly components: Readonly<Record<string, { readonly help?: string | undefined; readonly fields: Fields }>>;
  readonly commands?: Readonly<Record<string, { readonly help?: string | undefined; readonly fields: Fields }>>;
  readonly parameters?: Readonly<Record<string, ParameterSpec>>;
  readonly kpis?: Readonly<Record<string, KpiSpec>>;
  /** Names of prefabs. */
  readonly prefabs?: readonly string[];
  /** Names of data tables. */
  readonly tables?: readonly string[];
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const quote = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
const nameOf = (name: string): string => (IDENTIFIER.test(name) ? name : quote(name));
const sorted = <T>(record: Readonly<Record<string, T>>): [string, T][] => Object.entries(record).toSorted(([a], [b]) => compareText(a, b));

const doc = (parts: readonly (string | undefined)[], indent: string): string => {
  const text = parts
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
    .replaceAll('*/', '*\\/')
    .replaceAll(/\s+/g, ' ');
  return text === '' ? '' : `${indent}/** ${text} */\n`;
};

const unionOf = (options: readonly string[] = []): string => (options.length === 0 ? 'never' : options.map(quote).join(' | '));

/** [what reading gives, what writing takes] of one value. */
const scalarTypes = ({ kind, options }: FieldSpec): [read: string, write: string] => {
  switch (kind) {
    case 'bool':
      return ['boolean', 'boolean'];
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
      return ['number', 'number'];
    case 'enum':
      return [unionOf(options), unionOf(options)];
    case 'flags':
      return [`readonly (${unionOf(options)})[]`, `readonly (${unionOf(options)})[]`];
    case 'string':
    case 'asset':
    case 'color':
      return ['string', 'string'];
    case 'entity':
      return ['string | null', 'Entity | null'];
    case 'decimal':
      return ['Decimal', 'Exact'];
    case 'vec2':
      return ['readonly [number, number]', 'readonly [number, number]'];
    case 'vec3':
      return ['readonly [number, number, number]', 'readonly [number, number, number]'];
    case 'quat':
      return ['readonly [number, number, number, number]', 'readonly [number, number, number, number]'];
  }
};

const TUPLE = 16;
const listOf = (type: string, length: number): string =>
  length <= TUPLE ? `readonly [${Array.from({ length }, () => type).join(', ')}]` : `readonly (${type})[]`;

const typesOf = (spec: FieldSpec): [read: string, write: string] => {
  const [read, write] = scalarTypes(spec);
  return spec.length === undefined ? [read, write] : [listOf(read, spec.length), listOf(write, spec.length)];
};

const member = (name: string, spec: FieldSpec): string => {
  const [read, write] = typesOf(spec);
  const comment = doc(describe(spec, kindNotes[spec.kind]), '      ');
  return read === write
    ? `${comment}      ${nameOf(name)}: ${read};\n`
    : `${comment}      get ${nameOf(name)}(): ${read};\n      set ${nameOf(name)}(value: ${write});\n`;
};

const component = ([name, { help, fields }]: [string, { help?: string | undefined; fields: Fields }]): string =>
  `${doc([sentence(help)], '    ')}    ${nameOf(name)}: {\n${sorted(fields)
    .map(([field, spec]) => member(field, spec))
    .join('')}    };\n`;

/** Payloads are JSON: decimals are texts in them. */
const payloadType = (spec: FieldSpec): string => {
  const one = spec.kind === 'decimal' ? 'string' : scalarTypes(spec)[0];
  return spec.length === undefined ? one : listOf(one, spec.length);
};

const command = ([name, { help, fields }]: [string, { help?: string | undefined; fields: Fields }]): string => {
  const members = sorted(fields).map(
    ([field, spec]) => `${doc(describe(spec, kindNotes[spec.kind]), '      ')}      readonly ${nameOf(field)}: ${payloadType(spec)};\n`,
  );
  return `${doc([sentence(help)], '    ')}    ${nameOf(name)}: {\n${members.join('')}    };\n`;
};

const parameterScalar = ({ kind, options }: ParameterSpec): string => {
  switch (kind) {
    case 'boolean':
      return 'boolean';
    case 'choice':
      return unionOf(options);
    case 'text':
      return 'string';
    case 'decimal':
      return 'Decimal';
    case 'number':
    case 'integer':
    case 'series':
      return 'number';
  }
};

const parameter = ([name, spec]: [string, ParameterSpec]): string => {
  const one = parameterScalar(spec);
  const type = spec.each !== undefined ? listOf(one, spec.each.length) : spec.kind === 'series' ? `readonly [${one}, ...${one}[]]` : one;
  return `${doc(describe(spec, parameterNote(spec)), '    ')}    readonly ${nameOf(name)}: ${type};\n`;
};

const kpiTypes = (kpis: Readonly<Record<string, KpiSpec>>): string => {
  const members = sorted(kpis).map(
    ([name, spec]) => `${doc(describe(spec), '    ')}    ${nameOf(name)}: ${spec.kind === 'decimal' ? 'Decimal' : 'number'};\n`,
  );
  if (members.length === 0) return '  type KpiName = string;\n  type KpiValue<K extends KpiName> = number | Decimal;\n';
  return `  interface Kpis {\n${members.join('')}  }\n  type KpiName = keyof Kpis;\n  type KpiValue<K extends KpiName> = Kpis[K];\n`;
};

/** `level.d.ts`: everything that a script of this level finds, as its author's editor should know it. The same input gives the same text. */
export const generateTypings = ({
  components,
  commands = {},
  parameters = {},
  kpis = {},
  prefabs = [],
  tables = [],
}: TypingsInput): string =>
  `// Generated from the level: edit the project, not this file.
declare namespace Level {
  interface Components {
${sorted(components).map(component).join('')}  }
  interface Commands {
${sorted(commands).map(command).join('')}  }
  interface Params {
${sorted(parameters).map(parameter).join('')}  }
${kpiTypes(kpis)}  type PrefabName = ${prefabs.length === 0 ? 'never' : unionOf(prefabs.toSorted(compareText))};
  type TableName = ${tables.length === 0 ? 'never' : unionOf(tables.toSorted(compareText))};
}
${sdkTypings}`;
