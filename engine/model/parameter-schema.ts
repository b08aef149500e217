/**
 * Parameters as JSON Schema (draft 2020-12), and back: a model that describes its inputs by a schema gets the analyst's form from it, and
 * another tool may check a scenario's values by it.
 *
 * | parameter | schema |
 * |---|---|
 * | number, integer | `{type: number or integer, minimum, maximum, multipleOf}`; an `enum` of evenly spaced numbers reads as such a range |
 * | decimal | `{type: string, format: decimal, x-scale}`; its range is told by `minimum`, `maximum`, `multipleOf` too, which mean nothing for texts elsewhere |
 * | series | `{type: array, items: {type: integer}}` |
 * | boolean | `{type: boolean}` |
 * | choice | `{type: string, enum: options}`; with labels `oneOf: [{const, title}]`, which is also read as `anyOf` |
 * | text | `{type: string, maxLength}` |
 * | with `each` | `{type: array, items, minItems, maxItems, x-each: names}` |
 *
 * `title` is the label, `description` the help, `x-unit` the unit.
 */
import { LedgerError } from '../kernel/error.ts';
import { compareText, type Json } from '../kernel/json.ts';
import { checkParameter } from './parameters.ts';
import { Id, MAX_PARAMETER_TEXT, type OneValue, ParameterSpec, type ParamValue } from './project.ts';

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
const ofBooleans = ['type', 'default'];
const ofTexts = ['type', 'default', 'maxLength'];
const ofDecimals = ['type', 'default', 'format', 'pattern', 'minimum', 'maximum', 'multipleOf', 'x-scale', 'x-unit'];
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
  const hint = 'Give minimum, maximum and multipleOf. A choice of texts has type: string; a script may read other numbers from a table.';
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

/** What is chosen from: the texts of `enum`, or of `const` in each of a list of alternatives. */
const choiceOf = (schema: Schema, where: string): Pick<ParameterSpec, 'options' | 'labels'> => {
  const keyword = ['enum', 'oneOf', 'anyOf'].find((name) => schema[name] !== undefined)!;
  const listed = schema[keyword]!;
  const at = `${where}/${keyword}`;
  const hint = 'Let each be a text of 1 to 64 characters, such as "calm".';
  if (!Array.isArray(listed) || listed.length === 0) return refuse(at, `${keyword} has nothing to choose from.`, hint);
  onlyKnown(schema, ['type', 'default', keyword], where);
  const options: string[] = [];
  const labels: Record<string, string> = {};
  for (const [index, item] of (listed as readonly Json[]).entries()) {
    const place = `${at}/${index}`;
    const option = keyword === 'enum' ? item : isSchema(item) ? item['const'] : undefined;
    if (typeof option !== 'string' || option === '' || option.length > 64)
      return refuse(place, `${JSON.stringify(item)} is no text that can be chosen.`, hint);
    if (options.includes(option)) refuse(place, `${JSON.stringify(option)} is there twice.`, 'Take one of them away.');
    options.push(option);
    if (keyword === 'enum' || !isSchema(item)) continue;
    onlyKnown(item, ['type', 'const'], place);
    const label = textOf(item, 'title', place);
    if (label !== undefined && label.length > 80)
      refuse(`${place}/title`, `a title of ${label.length} characters is too long for a form.`, 'Let it be of at most 80.');
    if (label !== undefined && label !== option) labels[option] = label;
  }
  return { options, ...(Object.keys(labels).length > 0 && { labels }) };
};

/** Whether it is told from what one may choose, by texts. `type` may be absent there. */
const isChoice = ({ type, format, enum: listed, oneOf, anyOf }: Schema): boolean => {
  if (oneOf !== undefined || anyOf !== undefined) return type === undefined || type === 'string';
  if (listed === undefined || format !== undefined) return false;
  return type === 'string' || (type === undefined && Array.isArray(listed) && typeof listed[0] === 'string');
};

const lengthOf = (schema: Schema, where: string): number | undefined => {
  const most = numberOf(schema, 'maxLength', where);
  if (most === undefined || (Number.isInteger(most) && most >= 1 && most <= MAX_PARAMETER_TEXT)) return most;
  return refuse(`${where}/maxLength`, `maxLength is ${most}.`, `It may be from 1 to ${MAX_PARAMETER_TEXT}.`);
};

type Kind = Pick<ParameterSpec, 'kind' | 'min' | 'max' | 'step' | 'scale' | 'options' | 'labels' | 'maxLength'>;

const kindOf = (schema: Schema, where: string): Kind => {
  const { type, format } = schema;
  if (type === 'number' || type === 'integer') {
    onlyKnown(schema, ofNumbers, where);
    const range = schema['enum'] === undefined ? rangeOf(schema, type === 'integer', where) : rangeOfList(schema['enum'], where);
    return { kind: type, ...range };
  }
  if (type === 'string' && format === 'decimal') {
    onlyKnown(schema, ofDecimals, where);
    const scale = numberOf(schema, 'x-scale', where);
    return { kind: 'decimal', ...rangeOf(schema, false, where), ...(scale !== undefined && { scale }) };
  }
  if (type === 'boolean') {
    onlyKnown(schema, ofBooleans, where);
    return { kind: 'boolean' };
  }
  if (isChoice(schema)) return { kind: 'choice', ...choiceOf(schema, where) };
  if (type === 'string') {
    onlyKnown(schema, ofTexts, where);
    const maxLength = lengthOf(schema, where);
    return { kind: 'text', ...(maxLength !== undefined && { maxLength }) };
  }
  return refuse(
    `${where}/type`,
    `a parameter of type ${JSON.stringify(type ?? null)} has no form.`,
    'It is number, integer, boolean, string or array.',
  );
};

const within = (value: number, { min = -Infinity, max = Infinity }: Kind): number => Math.min(Math.max(value, min), max);

/** What a default is where none is given. */
const startOf = (kind: Kind): OneValue => {
  switch (kind.kind) {
    case 'boolean':
      return false;
    case 'choice':
      return kind.options![0]!;
    case 'text':
      return '';
    case 'decimal':
      return String(within(0, kind));
    case 'number':
    case 'integer':
    case 'series':
      return within(0, kind);
  }
};

const hintsOfDefault = { string: 'Write it as a text, in quotes.', boolean: 'Write true or false.', number: 'Write a number.' };

const defaultOf = (value: Json | undefined, kind: Kind, where: string): ParamValue => {
  const start = startOf(kind);
  const type = typeof start as keyof typeof hintsOfDefault;
  const one = (item: Json): OneValue => {
    if (typeof item === type) return item as OneValue;
    const hint = kind.kind === 'decimal' ? 'Write it as a text, such as "0.50".' : hintsOfDefault[type];
    return refuse(`${where}/default`, `the default ${JSON.stringify(item)} is no value of a ${kind.kind}.`, hint);
  };
  if (value === undefined) return start;
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
  if (kind.kind === 'text')
    refuse(`${where}/items/type`, 'a text is one for all parts.', 'Use boolean, a choice or numbers, or take x-each away.');
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
    const { message, hint } = error as LedgerError;
    return refuse(`${where}/default`, `its default is none. ${message}`, hint ?? 'Give a default that is a value of it.');
  }
};

/**
 * The parameters that a schema of an object describes, by name. A parameter without a default begins at 0, or at the bound nearest to it;
 * at false, at the first of its options, at an empty text.
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

const choiceSchema = (options: readonly string[], labels: Readonly<Record<string, string>> | undefined): Schema =>
  labels === undefined
    ? { type: 'string', enum: options }
    : {
        type: 'string',
        oneOf: options.map((option) => ({ const: option, ...(Object.hasOwn(labels, option) && { title: labels[option]! }) })),
      };

const oneSchema = ({ kind, min, max, step, scale = 2, options = [], labels, maxLength = MAX_PARAMETER_TEXT }: ParameterSpec): Schema => {
  const range = {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(step !== undefined && { multipleOf: step }),
  };
  switch (kind) {
    case 'boolean':
      return { type: 'boolean' };
    case 'choice':
      return choiceSchema(options, labels);
    case 'text':
      return { type: 'string', maxLength };
    case 'decimal':
      return { type: 'string', format: 'decimal', pattern: patternOf(scale), 'x-scale': scale, ...range };
    case 'number':
    case 'integer':
      return { type: kind, ...range };
    case 'series':
      return { type: 'integer', ...range };
  }
};

const schemaOf = (spec: ParameterSpec): Schema => {
  const { kind, label, help, unit, each, default: value } = spec;
  const one = oneSchema(spec);
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
