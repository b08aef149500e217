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

const digitsOf = ({ kind, scale = 2 }: NumberSpec): number | undefined => (kind === 'decimal' ? scale : undefined);

/** What a field for such a number takes: a whole one, any, or so many digits after the point. */
export const numberFieldOf = (spec: NumberSpec) => ({
  unit: spec.unit,
  min: spec.min,
  max: spec.max,
  step: spec.step ?? 1,
  integer: /^[ui]\d/.test(spec.kind),
  digits: digitsOf(spec),
});

/** What was typed as it is sent: a decimal is a text, exact to its last digit. */
export const numberOf = (spec: NumberSpec, typed: number): number | string => {
  const digits = digitsOf(spec);
  return digits === undefined ? typed : typed.toFixed(digits);
};
