/** Parameters: what a person may turn before a run. The same check stands behind a scenario, a form and `--set name=value`. */
import { LedgerError } from '../kernel/error.ts';
import { compareText } from '../kernel/json.ts';
import { textProblem } from '../kernel/world/text.ts';
import { short } from './issues.ts';
import { suggest } from './problem.ts';
import { MAX_PARAMETER_TEXT, type OneValue, type ParameterSpec, type ParamValue } from './project.ts';

export type Parameters = Readonly<Record<string, ParamValue>>;

const refuse = (name: string, message: string, hint?: string): never => {
  throw new LedgerError({ code: 'bad-parameter', message: `Parameter ${name}: ${message}`, hint, where: name });
};

const decimalText = /^-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

function checkChoice(name: string, options: readonly string[], value: OneValue): OneValue {
  if (options.includes(value as string)) return value;
  return refuse(name, `${short(value)} is none of its options.`, suggest(String(value), options) ?? `Write ${options[0]}, for example.`);
}

function checkText(name: string, most: number, value: OneValue): OneValue {
  if (typeof value !== 'string') return refuse(name, `${short(value)} is not a text.`, `Write it in quotes: "${value}".`);
  // As JSON Schema and Python count: an emoji is one character.
  const length = Array.from(value).length;
  if (length > most) refuse(name, `is a text of ${length} characters.`, `At most ${most} are taken.`);
  const expected = textProblem(value);
  return expected === undefined ? value : refuse(name, `expected ${expected}.`);
}

function checkOne(name: string, spec: ParameterSpec, value: OneValue): OneValue {
  switch (spec.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse(name, `${short(value)} is neither true nor false.`, 'Write true or false.');
    case 'choice':
      return checkChoice(name, spec.options ?? [], value);
    case 'text':
      return checkText(name, spec.maxLength ?? MAX_PARAMETER_TEXT, value);
    case 'number':
    case 'integer':
    case 'decimal':
    case 'series':
      return checkNumber(name, spec, value);
  }
}

function checkNumber(name: string, spec: ParameterSpec, value: OneValue): OneValue {
  const text = String(value);
  const number = typeof value === 'number' ? value : text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) refuse(name, `${JSON.stringify(value)} is not a number.`);
  if (spec.min !== undefined && number < spec.min) refuse(name, `${text} is below ${spec.min}.`);
  if (spec.max !== undefined && number > spec.max) refuse(name, `${text} is above ${spec.max}.`);
  if (spec.kind === 'integer' || spec.kind === 'series') {
    if (!Number.isSafeInteger(number)) refuse(name, `${text} is not a whole number.`);
    return number;
  }
  if (spec.kind === 'number') return number;
  const digits = decimalText.exec(text) ?? refuse(name, `${text} is not written as a decimal.`, 'Write it like 0.50.');
  const scale = spec.scale ?? 2;
  const written = digits![1]?.length ?? 0;
  if (written > scale)
    refuse(
      name,
      `${text} has ${written} digits after the point; at most ${scale} are exact here.`,
      'Round it, or raise its scale in ledgerquest.json.',
    );
  return text;
}

/** One value in its stored form: numbers as numbers, decimals and texts as strings, lists only where the parameter takes them. Throws LedgerError `bad-parameter`. */
export function checkParameter(name: string, spec: ParameterSpec, value: ParamValue): ParamValue {
  if (!Array.isArray(value)) return checkOne(name, spec, value);
  if (spec.kind === 'series') return value.map((one) => checkOne(name, spec, one));
  if (spec.each === undefined) return refuse(name, 'takes one value, not a list.');
  if (value.length !== spec.each.length) {
    return refuse(name, `has ${value.length} values; give one, or ${spec.each.length} (${spec.each.join(', ')}).`);
  }
  return value.map((one) => checkOne(name, spec, one));
}

/** Whose value may have a comma and spaces of its own. */
const isWritten = ({ kind, each }: ParameterSpec): boolean => kind === 'text' || (kind === 'choice' && each === undefined);

/** Reads `28`, `0.5`, `28,28,28,20`, `true` or a text as a person types it. */
export const parseParameter = (name: string, spec: ParameterSpec, text: string): ParamValue => {
  if (isWritten(spec)) return checkParameter(name, spec, text);
  const words = text.split(',').map((part) => part.trim());
  const parts = spec.kind === 'boolean' ? words.map((word) => (word === 'true' ? true : word === 'false' ? false : word)) : words;
  return checkParameter(name, spec, parts.length === 1 ? parts[0]! : parts);
};

/** Defaults, overlaid by each of `layers` in turn; every name known, every value checked. Sorted by name. */
export function resolveParameters(specs: Readonly<Record<string, ParameterSpec>>, ...layers: readonly Parameters[]): Parameters {
  const values = new Map<string, ParamValue>();
  for (const name of Object.keys(specs).toSorted(compareText)) values.set(name, checkParameter(name, specs[name]!, specs[name]!.default));
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      const spec = Object.hasOwn(specs, name)
        ? specs[name]!
        : refuse(name, 'is not declared in ledgerquest.json.', suggest(name, Object.keys(specs)));
      values.set(name, checkParameter(name, spec!, value));
    }
  }
  return Object.fromEntries(values);
}
