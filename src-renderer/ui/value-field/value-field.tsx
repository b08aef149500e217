import { Switch } from '../field/switch.tsx';
import { TextField } from '../field/text-field.tsx';
import { DecimalField, NumberField, type NumberProblem } from '../number-field/number-field.tsx';
import { digitsOf, isWhole, numberFieldOf, numberOf, type NumberSpec } from '../number-field/number-of.ts';
import { Select } from '../select/select.tsx';

/** A value that people give in one field. */
export type Given = boolean | number | string;

/** A field that is described as data, as far as one needs it to ask for its value. */
export interface ValueSpec extends NumberSpec {
  options?: readonly string[] | undefined;
  length?: number | undefined;
}

type Shape = 'switch' | 'choice' | 'text' | 'number';
const shapes: Readonly<Record<string, Shape>> = {
  bool: 'switch',
  enum: 'choice',
  string: 'text',
  entity: 'text',
  asset: 'text',
  color: 'text',
};
const numbers = new Set(['u8', 'u16', 'i32', 'u32', 'f32', 'f64', 'decimal']);
const shapeOf = ({ kind, length }: ValueSpec): Shape | undefined =>
  length === undefined ? (shapes[kind] ?? (numbers.has(kind) ? 'number' : undefined)) : undefined;

/** Whether a person can give it in one field; what is made of several parts keeps its default. */
export const canBeGiven = (spec: ValueSpec): boolean => shapeOf(spec) !== undefined;

/** What stands in the field before anybody has typed, where the description has no default. */
export function givenAtFirst(spec: ValueSpec): Given {
  switch (shapeOf(spec)) {
    case 'switch':
      return false;
    case 'choice':
      return spec.options?.[0] ?? '';
    case 'number':
      return numberOf(spec, spec.min ?? 0);
    case 'text':
    case undefined:
      return '';
  }
}

export interface ValueFieldProps {
  label: string;
  spec: ValueSpec;
  value: unknown;
  /** Says what is wrong with a number that was typed. */
  explain: (problem: NumberProblem) => string;
  onChange: (value: Given) => void;
  /** Enter in a line of text or a number, once what was typed is taken. */
  onEnter?: () => void;
}

/** The field that a value's description asks for: a switch, a choice, a text or a number. */
export function ValueField({ label, spec, value, explain, onChange, onEnter }: ValueFieldProps) {
  const text = typeof value === 'string' ? value : '';
  switch (shapeOf(spec)) {
    case 'switch':
      return <Switch label={label} checked={value === true} onChange={onChange} />;
    case 'choice':
      return (
        <Select
          label={label}
          value={text === '' ? undefined : text}
          choices={(spec.options ?? []).map((option) => ({ value: option, label: option }))}
          onChange={onChange}
        />
      );
    case 'text':
      return <TextField label={label} value={text} onCommit={onChange} onKeyDown={({ key }) => key === 'Enter' && onEnter?.()} />;
    case 'number': {
      const props = { label, ...numberFieldOf(spec), strict: true, explain, onEnter, onChange: (next: Given): void => onChange(next) };
      const digits = digitsOf(spec);
      return digits === undefined ? (
        <NumberField {...props} value={Number(value)} integer={isWhole(spec)} />
      ) : (
        <DecimalField {...props} value={String(value)} digits={digits} />
      );
    }
    case undefined:
      return null;
  }
}
