import { shortDecimal } from '../../../engine/model/figure.ts';
import type { OneValue, ParameterSpec } from '../../../engine/model/project.ts';
import { DecimalField, NumberField, Select, Slider, Switch, TextArea, TextField } from '../../ui/index.ts';
import { numberProblem, t } from '../i18n/index.ts';
import { optionLabel } from './format.ts';

export type Phase = 'moving' | 'done';

interface OneFieldProps {
  label: string;
  spec: ParameterSpec;
  value: OneValue | undefined;
  /** One of several beside each other, where there is room for little. */
  part?: boolean;
  onTurn: (value: OneValue, phase: Phase) => void;
}

/** Texts that may be longer have a field of several lines. */
const LINE = 100;

/** One value of a parameter, by its kind. It may be that of a kind that the parameter had before an edit. */
export function OneField(props: OneFieldProps) {
  const { label, spec, value, onTurn } = props;
  switch (spec.kind) {
    case 'boolean':
      return <Switch label={label} checked={value === true} onChange={(next) => onTurn(next, 'done')} />;
    case 'choice':
      return (
        <Select
          label={label}
          value={typeof value === 'string' ? value : undefined}
          choices={(spec.options ?? []).map((option) => ({ value: option, label: optionLabel(spec, option) }))}
          wide
          onChange={(next) => onTurn(next, 'done')}
        />
      );
    case 'text': {
      const text = String(value ?? '');
      const Field = (spec.maxLength ?? Infinity) > LINE || text.includes('\n') ? TextArea : TextField;
      return (
        <Field
          label={label}
          value={text}
          {...(spec.maxLength !== undefined && { maxLength: spec.maxLength })}
          onCommit={(next) => onTurn(next, 'done')}
        />
      );
    }
    case 'number':
    case 'integer':
    case 'decimal':
    case 'series':
      return <NumberOne {...props} />;
  }
}

/** A slider where the range is known and small, and a field. Decimals go back as text. */
function NumberOne({ label, spec, value, part = false, onTurn }: OneFieldProps) {
  const { min, max, step = 1 } = spec;
  const number = Number(value ?? 0);
  const bounded = !part && min !== undefined && max !== undefined && max - min <= 100;
  const field = {
    label: bounded ? `${label}, ${t('scenario.value')}` : label,
    unit: part ? undefined : spec.unit,
    min,
    max,
    step,
    explain: numberProblem,
  };
  if (spec.kind !== 'decimal')
    return (
      <>
        {bounded && <Slider label={label} value={number} min={min} max={max} step={step} onChange={onTurn} />}
        <NumberField {...field} value={number} integer={spec.kind === 'integer'} onChange={onTurn} />
      </>
    );
  const { scale: digits = 2 } = spec;
  const turn = (next: string, phase: Phase): void => onTurn(shortDecimal(next), phase);
  return (
    <>
      {bounded && (
        <Slider
          label={label}
          value={number}
          min={min}
          max={max}
          step={step}
          onChange={(next, phase) => turn(next.toFixed(digits), phase)}
        />
      )}
      <DecimalField {...field} value={String(value ?? 0)} digits={digits} onChange={turn} />
    </>
  );
}
