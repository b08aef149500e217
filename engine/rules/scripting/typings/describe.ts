/** What is said about a field, a parameter or a KPI, in every language that scripts are written in. */
import type { FieldSpec } from '../../../model/fields.ts';
import type { ParameterSpec } from '../../../model/project.ts';

export interface Described {
  readonly label?: string | undefined;
  readonly help?: string | undefined;
  readonly unit?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export const sentence = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || /[.!?]$/.test(text) ? text : `${text}.`;

const range = ({ min, max }: Described): string | undefined => {
  if (min !== undefined && max !== undefined) return `From ${min} to ${max}.`;
  return min !== undefined ? `At least ${min}.` : max === undefined ? undefined : `At most ${max}.`;
};

/** Sentences, in the order in which they are said. */
export const describe = (spec: Described, more?: string): (string | undefined)[] => [
  sentence(spec.label),
  sentence(spec.help),
  spec.unit && `Unit: ${spec.unit}.`,
  range(spec),
  more,
];

export const kindNotes: Partial<Record<FieldSpec['kind'], string>> = {
  u8: 'Whole number.',
  u16: 'Whole number.',
  i32: 'Whole number.',
  u32: 'Whole number.',
  color: "Colour such as '#1e90ff'.",
};

/** What its kind says of a parameter. */
export const parameterNote = ({ kind, each, options = [], labels = {}, maxLength }: ParameterSpec): string | undefined => {
  const named = options.filter((option) => Object.hasOwn(labels, option)).map((option) => `${option} (${labels[option]})`);
  const notes = [
    named.length > 0 && `Of its options: ${named.join(', ')}.`,
    maxLength !== undefined && `At most ${maxLength} characters.`,
    each !== undefined ? `One for each of ${each.join(', ')}.` : kind === 'series' && 'The last value repeats.',
  ];
  return notes.filter((note) => note !== false).join(' ') || undefined;
};
