import { decimalText, exactOf } from './exact.ts';

/** A field that is described as data, as far as a number needs it. */
export interface NumberSpec {
  kind: string;
  unit?: string | undefined;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  /** decimal: digits after the point. */
  scale?: number | undefined;
}

/** Digits after the point that a decimal has; undefined for what is none. */
export const digitsOf = ({ kind, scale = 2 }: NumberSpec): number | undefined => (kind === 'decimal' ? scale : undefined);

/** What a field for such a number takes. */
export const numberFieldOf = (spec: NumberSpec) => ({
  unit: spec.unit,
  min: spec.min,
  max: spec.max,
  step: spec.step ?? 1,
});

export const isWhole = ({ kind }: NumberSpec): boolean => /^[ui]\d/.test(kind);

/** A number as it is sent: a decimal is a text. */
export const numberOf = (spec: NumberSpec, value: number): number | string => {
  const digits = digitsOf(spec);
  return digits === undefined ? value : decimalText(exactOf(value), digits);
};
