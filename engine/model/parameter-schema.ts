/**
 * Parameters as JSON Schema (draft 2020-12), and back: a model that describes its inputs by a schema gets the analyst's form from it, and
 * another tool may check a scenario's values by it.
 *
 * | parameter | schema |
 * |---|---|
 * | number, integer | `{type: number or integer, minimum, maximum, multipleOf}`; an `enum` of evenly spaced numbers reads as such a range |
 * | decimal | `{type: string, format: decimal, x-scale}`; its range is told by `minimum`, `maximum`, `multipleOf` too, which mean nothing for texts elsewhere |
 * | series | `{type: array, items: {type: integer}}` |
 * | with `each` | `{type: array, items, minItems, maxItems, x-each: names}` |
 *
 * `title` is the label, `description` the help, `x-unit` the unit.
 */
import { LedgerError } from '../kernel/error.ts';
import { compareText, type Json } from '../kernel/json.ts';
import { checkParameter } from './parameters.ts';
import { Id, ParameterSpec, type ParamValue } from './project.ts';

type Specs = Readonly<Record<string, ParameterSpec>>;
type Schema = Readonly<Record<string, Json>>;

const refuse = (where: string, message: string, hint: string): never => {
  throw new LedgerError({ code: 'parameter-schema', message: where === '/' ? message : `${where}: ${message}`, hint, where });
};

/** What only tells something about a schema. */
const annotations = ['$schema', '$id', '$comment', 'title', 'description', 'examples', 'deprecated'];
/** Of the whole: which of the parameters must be given is nothing here, where each has a default. */
const ofObjects = [...annotations, 'type', 'properties', 'required', 'additionalProperties'];
const ofNumbers = ['type', 'default', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'enum', 'x-unit'];
const ofTexts = ['type', 'default', 'format', 'pattern', 'minimum', 'maximum', 'multipleOf', 'x-scale', 'x-unit'];
const ofLists = ['type', 'default', 'items', 'minItems', 'maxItems', 'x-each', 'x-unit'];

const isSchema = (value: Json | undefined): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const onlyKnown = (schema: Schema, known: readonly string[], where: string): void => {
  const foreign = Object.keys(schema).find((keyword) => !known.includes(keyword) && !annotations.includes(keyword));
  if (foreign === undefined) return;
  refuse(`${where}/${foreign}`, `${foreign} has no meaning for a parameter.`, `Take it away. There are ${known.join(', ')}.`);
};

const numberOf = (schema: Schema, keyword: string, where: string): number | undefined => {
  const value = schema[keyword];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  return refuse(`${where}/${keyword}`, `${keyword} is ${JSON.stringify(value)}, which is no number.`, 'Write a number there.');
};

/** The text of an annotation; empty counts as absent. */
const textOf = (schema: Schema, keyword: string, where: string): string | undefined => {
  const value = schema[keyword];
  if (value === undefined || typeof value === 'string') return value === '' ? undefined : value;
  return refuse(`${where}/${keyword}`, `${keyword} is ${JSON.stringify(value)}, which is no text.`, 'Write a text there.');
};

interface Range {
  min?: number;
  max?: number;
  step?: number;
}

/** Allowed to be a little off, as tenths are in binary. */
const isMultiple = (value: number, step: number): boolean => Math.abs(value / step - Math.round(value / step)) < 1e-9;

const rangeOf = (schema: Schema, isInteger: boolean, where: string): Range => {
  const [above, below] = [numberOf(schema, 'exclusiveMinimum', where), numberOf(schema, 'exclusiveMaximum', where)];
  if (!isInteger && (above !== undefined || below !== undefined))
    refuse(where, `a number that comes close to a bound and never reaches it has no form.`, 'Use minimum and maximum.');
  const min = numberOf(schema, 'minimum', where) ?? (above === undefined ? undefined : Math.floor(above) + 1);
  const max = numberOf(schema, 'maximum', where) ?? (below === undefined ? undefined : Math.ceil(below) - 1);
  const step = numberOf(schema, 'multipleOf', where);
  if (min !== undefined && max !== undefined && min > max)
    refuse(where, `its minimum ${min} is above its maximum ${max}.`, 'Exchange the two.');
  if (step !== undefined && step <= 0) refuse(`${where}/multipleOf`, `multipleOf is ${step}.`, 'It must be above 0.');
  if (step !== undefined && min !== undefined && !isMultiple(min, step))
    refuse(`${where}/minimum`, `its minimum ${min} is no multiple of ${step}, from where a form would count.`, 'Make it one.');
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }), ...(step !== undefined && { step }) };
};

const rangeOfList = (values: Json, where: string): Range => {
  const hint = 'A parameter is a number: give minimum, maximum and multipleOf, or let the script read its choices from a table by number.';
  const numbers = Array.isArray(values) ? values.filter((value): value is number => typeof value === 'number') : [];
  if (!Array.isArray(values) || numbers.length === 0 || numbers.length < values.length)
    return refuse(`${where}/enum`, `a choice of ${JSON.stringify(values)} has no form.`, hint);
  const sorted = numbers.toSorted((a, b) => a - b);
  const [min = 0, second = min] = sorted;
  const step = second - min;
  const isEven = sorted.every((value, i) => Math.abs(value - (min + i * step)) < 1e-9) && (step > 0 || sorted.length === 1);
  if (!isEven || (step > 0 && !isMultiple(min, step)))
    refuse(`${where}/enum`, `the numbers of ${JSON.stringify(values)} do not lie evenly, from a multiple of their distance.`, hint);
  return { min, max: sorted.at(-1)!, ...(step > 0 && { step }) };
};

type Kind = Pick<ParameterSpec, 'kind' | 'min' | 'max' | 'step' | 'scale'>;

const kindOf = (schema: Schema, where: string): Kind => {
  const { type, format } = schema;
  if (type === 'number' || type === 'integer') {
    onlyKnown(schema, ofNumbers, where);
    const range = schema['enum'] === undefined ? rangeOf(schema, type === 'integer', where) : rangeOfList(schema['enum'], where);
    return { kind: type, ...range };
  }
  if (type === 'string' && format === 'decimal') {
    onlyKnown(schema, ofTexts, where);
    const scale = numberOf(schema, 'x-scale', where);
    return { kind: 'decimal', ...rangeOf(schema, false, where), ...(scale !== undefined && { scale }) };
  }
  const hint =
    type === 'boolean'
      ? 'Use an integer from 0 to 1.'
      : type === 'string'
        ? 'A parameter is a number. For an exact amount say format: decimal; for a choice, let the script read a table by number.'
        : 'It is number or integer; string with format: decimal; or array.';
  return refuse(`${where}/type`, `a parameter of type ${JSON.stringify(type ?? null)} has no form.`, hint);
};

const within = (value: number, { min = -Infinity, max = Infinity }: Kind): number => Math.min(Math.max(value, min), max);

const defaultOf = (value: Json | undefined, kind: Kind, where: string): ParamValue => {
  const one = (item: Json): number | string => {
    const fits = kind.kind === 'decimal' ? typeof item === 'string' : typeof item === 'number';
    if (fits) return item as number | string;
    return refuse(
      `${where}/default`,
      `the default ${JSON.stringify(item)} is no value of a ${kind.kind}.`,
      kind.kind === 'decimal' ? 'Write it as a text, such as "0.50".' : 'Write a number.',
    );
  };
  if (value === undefined) return kind.kind === 'decimal' ? String(within(0, kind)) : within(0, kind);
  return Array.isArray(value) ? value.map(one) : one(value);
};

/** Lists of one value, or of equal ones, are that value: it stands for all. */
const joined = (value: ParamValue): ParamValue =>
  Array.isArray(value) && value.length > 0 && value.every((item) => item === value[0]) ? value[0]! : value;

const listOf = (schema: Schema, where: string): Kind & Pick<ParameterSpec, 'each'> => {
  onlyKnown(schema, ofLists, where);
  const { items, 'x-each': each } = schema;
  if (!isSchema(items)) return refuse(`${where}/items`, `items does not say what the list holds.`, 'Give a schema there.');
  const kind = kindOf(items, `${where}/items`);
  if (each === undefined) {
    if (kind.kind !== 'integer')
      refuse(`${where}/items/type`, `a list over time holds integers.`, 'Use type: integer, or name the parts in x-each.');
    return { ...kind, kind: 'series' };
  }
  const names = Array.isArray(each) ? each.map(String) : [];
  for (const keyword of ['minItems', 'maxItems'])
    if (schema[keyword] !== undefined && schema[keyword] !== names.length)
      refuse(
        `${where}/${keyword}`,
        `${keyword} is ${JSON.stringify(schema[keyword])}, but x-each has ${names.length} names.`,
        'Let them be the same.',
      );
  return { ...kind, each: names };
};

const specOf = (name: string, schema: Json, where: string): ParameterSpec => {
  if (!Id.safeParse(name).success)
    refuse(
      where,
      `${JSON.stringify(name)} cannot be the name of a parameter.`,
      'Use lower-case words joined by - or _, such as lead_time; title is what people read.',
    );
  if (!isSchema(schema)) return refuse(where, `it is no schema but ${JSON.stringify(schema)}.`, 'Write {"type": "number"} for a number.');
  const isList = schema['type'] === 'array';
  const kind = isList ? listOf(schema, where) : kindOf(schema, where);
  const help = textOf(schema, 'description', where);
  const unit = textOf(schema, 'x-unit', where);
  const given = defaultOf(schema['default'], kind, where);
  const spec = {
    ...kind,
    label: textOf(schema, 'title', where) ?? name,
    ...(help !== undefined && { help }),
    ...(unit !== undefined && { unit }),
    default: isList ? joined(given) : given,
  };
  const read = ParameterSpec.safeParse(spec);
  if (!read.success)
    return refuse(
      where,
      `${read.error.issues[0]?.message ?? 'it is no parameter'}.`,
      'See docs/formats/project.md for what a parameter takes.',
    );
  try {
    return { ...read.data, default: checkParameter(name, read.data, read.data.default) };
  } catch (error) {
    return refuse(`${where}/default`, `its default is none. ${(error as LedgerError).message}`, 'Give a default that is a value of it.');
  }
};

/**
 * The parameters that a schema of an object describes, by name. A parameter without a default begins at 0, or at the bound nearest to it.
 * Throws LedgerError `parameter-schema`, with the JSON pointer of the first thing that has no form, where it names anything else.
 */
export function parametersFromJsonSchema(schema: Json): Record<string, ParameterSpec> {
  if (!isSchema(schema) || schema['type'] !== 'object' || !isSchema(schema['properties']))
    return refuse(
      '/',
      'Parameters come from the schema of an object with properties.',
      'Begin with {"type": "object", "properties": {…}}.',
    );
  onlyKnown(schema, ofObjects, '');
  const { properties } = schema;
  return Object.fromEntries(
    Object.keys(properties)
      .toSorted(compareText)
      .map((name) => [name, specOf(name, properties[name]!, `/properties/${name}`)]),
  );
}

/** Digits that checkParameter accepts. */
const patternOf = (scale: number): string => `^-?(?:0|[1-9][0-9]*)${scale > 0 ? `(?:\\.[0-9]{1,${scale}})?` : ''}$`;

const schemaOf = ({ kind, label, help, unit, min, max, step, scale = 2, each, default: value }: ParameterSpec): Schema => {
  const range = {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(step !== undefined && { multipleOf: step }),
  };
  const one: Schema =
    kind === 'decimal'
      ? { type: 'string', format: 'decimal', pattern: patternOf(scale), 'x-scale': scale, ...range }
      : { type: kind === 'series' ? 'integer' : kind, ...range };
  const about = {
    title: label,
    ...(help !== undefined && { description: help }),
    ...(unit !== undefined && { 'x-unit': unit }),
  };
  if (each !== undefined) {
    const list = Array.isArray(value) ? value : each.map(() => value);
    return { type: 'array', items: one, minItems: each.length, maxItems: each.length, 'x-each': each, ...about, default: list };
  }
  if (kind === 'series') return { type: 'array', items: one, minItems: 1, ...about, default: Array.isArray(value) ? value : [value] };
  return { ...one, ...about, default: value };
};

/** The schema of an object with a property for each parameter: what `parametersFromJsonSchema` reads as the same parameters. */
export const parametersToJsonSchema = (specs: Specs): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: Object.fromEntries(
    Object.keys(specs)
      .toSorted(compareText)
      .map((name) => [name, schemaOf(specs[name]!)]),
  ),
  additionalProperties: false,
});
