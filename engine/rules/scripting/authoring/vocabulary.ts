/** The words of a level: what its scripts may name, whatever language they are in. */
import { compareText } from '../../../kernel/json.ts';
import type { FieldSpec, Fields } from '../../../model/fields.ts';
import type { KpiSpec, ParameterSpec } from '../../../model/project.ts';
import type { TypingsInput } from '../typings/generate.ts';
import { describe, kindNotes, parameterNote, sentence } from '../typings/describe.ts';

export interface VocabularyInput extends TypingsInput {
  /** Names of the level's entities by key. */
  readonly entities?: Readonly<Record<string, string>>;
}

/** Something that has fields. */
export interface Shape {
  readonly help?: string | undefined;
  readonly fields: Fields;
}

export interface Vocabulary {
  readonly components: ReadonlyMap<string, Shape>;
  readonly commands: ReadonlyMap<string, Shape>;
  readonly parameters: ReadonlyMap<string, ParameterSpec>;
  readonly kpis: ReadonlyMap<string, KpiSpec>;
  readonly prefabs: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
  readonly entities: ReadonlyMap<string, string>;
}

const mapOf = <T>(record: Readonly<Record<string, T>> = {}): Map<string, T> => new Map(Object.entries(record));

/** In the order in which they are given, which is the order in which they are offered. */
export const vocabularyOf = (input: VocabularyInput): Vocabulary => ({
  components: mapOf(input.components),
  commands: mapOf(input.commands),
  parameters: mapOf(input.parameters),
  kpis: mapOf(input.kpis),
  prefabs: new Set(input.prefabs),
  tables: new Set(input.tables),
  entities: mapOf(input.entities),
});

/** Events that the engine tells by itself. */
export const engineEvents: ReadonlyMap<string, string> = new Map([
  ['collision.begin', 'Two bodies begin to touch.'],
  ['collision.end', 'Two bodies no longer touch.'],
]);

/** A type in words that every language shares; decimals in payloads are texts. */
export const fieldType = ({ kind, options = [], length }: FieldSpec, inPayload = false): string => {
  const one = ((): string => {
    switch (kind) {
      case 'bool':
        return 'true or false';
      case 'u8':
      case 'u16':
      case 'i32':
      case 'u32':
        return 'whole number';
      case 'f32':
      case 'f64':
        return 'number';
      case 'enum':
        return `one of ${options.join(', ')}`;
      case 'flags':
        return `list of ${options.join(', ')}`;
      case 'string':
        return 'text';
      case 'asset':
        return 'asset';
      case 'color':
        return 'colour';
      case 'entity':
        return 'entity';
      case 'decimal':
        return inPayload ? 'decimal as text' : 'decimal';
      case 'vec2':
        return 'vector of 2';
      case 'vec3':
        return 'vector of 3';
      case 'quat':
        return 'rotation (4 numbers)';
    }
  })();
  return length === undefined ? one : `${length} × ${one}`;
};

export const parameterType = ({ kind, options = [], each }: ParameterSpec): string => {
  const one = ((): string => {
    switch (kind) {
      case 'boolean':
        return 'true or false';
      case 'choice':
        return `one of ${options.join(', ')}`;
      case 'text':
        return 'text';
      case 'decimal':
        return 'decimal';
      case 'number':
        return 'number';
      case 'integer':
      case 'series':
        return 'whole number';
    }
  })();
  if (each !== undefined) return `${each.length} × ${one}`;
  return kind === 'series' ? `list of ${one}s` : one;
};

const joined = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join(' ');

export const fieldHelp = (spec: FieldSpec): string => joined(describe(spec, spec.kind === 'color' ? kindNotes.color : undefined));

export const parameterHelp = (spec: ParameterSpec): string => joined(describe(spec, parameterNote(spec)));

export const kpiHelp = (spec: KpiSpec): string => joined(describe(spec));

export const shapeHelp = ({ help, fields }: Shape): string =>
  joined([sentence(help), Object.keys(fields).length > 0 ? `Fields: ${Object.keys(fields).toSorted(compareText).join(', ')}.` : undefined]);
