import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import { compute, computeDecimal } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { toDegrees, toQuaternion } from './euler.ts';
import { valueText } from './value-text.ts';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';
import { colourOf, computed, decimalOf, isNumeric } from './values.ts';

/** What texts may speak of beside numbers. */
export interface Names {
  nameOf: (key: string) => string;
  /** The key of what is meant by a name or a key; undefined where there is none, or several. */
  entityFor: (text: string) => string | undefined;
  assetFor: (text: string) => string | undefined;
}

/** A field's value as it is written in a cell: without its unit, nothing for none. `readText` reads it back. */
export function plainText(value: Json, spec: FieldSpec, { nameOf }: Names): string {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '';
  return valueText(value, { ...spec, unit: undefined }, nameOf);
}

interface Reading {
  spec: FieldSpec;
  /** What is there now: `+=5` goes by it. */
  present: Json;
  names: Names;
  /** Takes the nearest number that the field takes, as the inspector does; otherwise it is read as it stands. */
  fits: boolean;
}

/** The value that a person means by a text, as the inspector's controls read it; undefined where it is none. Whether it fits is not asked. */
export function readText(text: string, reading: Reading): Json | undefined {
  const { spec, present, names } = reading;
  if (text === plainText(present, spec, names)) return present;
  if (spec.length !== undefined) return readList(text, reading, spec.length);
  const clean = text.trim();
  switch (spec.kind) {
    case 'bool':
      return readSwitch(clean);
    case 'enum':
      return optionFor(spec, clean);
    case 'flags':
      return readFlags(spec, clean);
    case 'color':
      return colourOf(clean);
    case 'entity':
      return clean === '' ? null : names.entityFor(clean);
    case 'asset':
      return clean === '' ? '' : names.assetFor(clean);
    case 'string':
      return text;
    case 'vec2':
    case 'vec3':
      return readLanes(text, spec.kind === 'vec2' ? 2 : 3, (lane, own) => readNumber(lane, { ...reading, present: own }), present);
    case 'quat':
      return readRotation(text, present);
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
    case 'decimal':
      return readNumber(text, reading);
  }
}

function readNumber(text: string, { spec, present, fits }: Reading): Json | undefined {
  if (fits) return computed(spec, text, present);
  if (spec.kind !== 'decimal') return compute(text, Number(present), spec.unit);
  // More digits than it holds are not rounded away.
  const digits = text.trim().replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(digits) ? digits : computeDecimal(text, decimalOf(present), { digits: spec.scale ?? 2 }, spec.unit);
}

function readSwitch(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (['true', 'yes', 'on', '1', 'x', t('value.on').toLowerCase()].includes(word)) return true;
  return ['false', 'no', 'off', '0', t('value.off').toLowerCase()].includes(word) ? false : undefined;
}

const optionFor = ({ options = [] }: FieldSpec, text: string): string | undefined =>
  options.find((option) => option === text) ??
  options.find((option) => [option.toLowerCase(), spokenName(option)].includes(text.toLowerCase()));

function readFlags(spec: FieldSpec, text: string): Json | undefined {
  const flags = text === '' ? [] : text.split(/[,;]/).map((word) => optionFor(spec, word.trim()));
  return flags.includes(undefined) ? undefined : (spec.options ?? []).filter((option) => flags.includes(option));
}

/** What stands between the numbers of one cell: the first that makes as many as there must be. */
const separators = [';', ',', /\s+/];

function readLanes(text: string, count: number, read: (lane: string, own: Json) => Json | undefined, present: Json): Json[] | undefined {
  const own = Array.isArray(present) ? (present as Json[]) : [];
  const laneOf = (part: string, lane: number): Json | undefined => read(part, own[lane] ?? 0);
  // One relative change is for all of them: `*=2` is twice as large.
  if (/^\s*[-+*/]=[^,;]*$/.test(text)) return full(Array.from({ length: count }, (_, lane) => laneOf(text, lane)));
  for (const separator of separators) {
    const parts = text.trim().split(separator);
    const lanes = parts.length === count ? full(parts.map(laneOf)) : undefined;
    if (lanes) return lanes;
  }
  return undefined;
}

const full = (values: readonly (Json | undefined)[]): Json[] | undefined =>
  values.includes(undefined) ? undefined : (values as readonly Json[] as Json[]);

function readRotation(text: string, present: Json): Json | undefined {
  const now = toDegrees(Array.isArray(present) ? present.map(Number) : []);
  const degrees = readLanes(text, 3, (lane, own) => compute(lane, Number(own), '°'), now as Json);
  return degrees && toQuaternion(degrees.map(Number) as [number, number, number]);
}

/** Whether a text can be read for a field at all: lists of anything but numbers are shown only. */
export const isReadable = ({ kind, length }: FieldSpec): boolean => length === undefined || isNumeric(kind);

function readList(text: string, reading: Reading, count: number): Json | undefined {
  if (!isReadable(reading.spec)) return undefined;
  const { length: _, ...spec } = reading.spec;
  return readLanes(text, count, (lane, own) => readNumber(lane, { ...reading, spec, present: own }), reading.present);
}

/** What may be written into a field where that is one of a few words. */
export const choicesOf = ({ kind, length, options = [] }: FieldSpec): readonly string[] =>
  length !== undefined
    ? []
    : kind === 'bool'
      ? [t('value.on'), t('value.off')]
      : kind === 'enum'
        ? options.map((option) => capital(spokenName(option)))
        : [];
