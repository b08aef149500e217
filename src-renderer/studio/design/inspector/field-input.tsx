import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import { useContext, useRef } from 'react';
import {
  classes,
  compute,
  DecimalField,
  FieldSubject,
  NumberField,
  Select,
  Slider,
  Switch,
  TextField,
  useLeaving,
} from '../../../ui/index.ts';
import { numberProblem, t } from '../../i18n/index.ts';
import { type FieldEditor, type FieldTarget, useFieldEditor } from './field-editor.ts';
import type { LevelSession } from '../../editor/index.ts';
import { AssetInput } from './asset-input.tsx';
import { BitsInput } from './bits-input.tsx';
import { EntityInput } from './entity-input.tsx';
import { toDegrees, toQuaternion } from './euler.ts';
import styles from './inspector.module.css';
import { MaterialInput } from '../materials/material-input.tsx';
import { capital, spokenName } from '../../../../engine/model/spoken-name.ts';
import {
  boundsOf,
  colourOf,
  computed,
  decimalOf,
  fitted,
  isInteger,
  isNumeric,
  mixed,
  shared,
  sharedLane,
  type Shown,
  stored,
} from './values.ts';

interface InputProps {
  /** Accessible name: "RigidBody mass". */
  label: string;
  values: readonly Json[];
  spec: FieldSpec;
  edit: FieldEditor;
  /** Whose entities can be referred to; without one none are offered. */
  level?: LevelSession | undefined;
}

type Phase = Parameters<FieldEditor['change']>[1];

const axes = ['x', 'y', 'z', 'w'] as const;
const mixedText = '—';

/** The control that a field's description asks for. */
export function FieldInput({ target, values, label }: { target: FieldTarget; values: readonly Json[]; label: string }) {
  const { spec, level } = target;
  const edit = useFieldEditor(target);
  if (spec.widget === 'material' && spec.kind === 'string')
    return <MaterialInput label={label} values={values} edit={edit} target={target} />;
  return <FieldControl label={label} values={values} spec={spec} edit={edit} level={level} />;
}

/** The same for what is no field of an entity. */
export function FieldControl(props: InputProps) {
  const { label, values, spec, edit, level } = props;
  if (spec.length !== undefined) return <ListInput {...props} />;
  if (isInteger(spec) && (spec.widget === 'bits' || spec.widget === 'teams')) return <BitsInput {...props} />;
  switch (spec.kind) {
    case 'bool':
      return <BoolInput {...props} />;
    case 'enum':
      return <EnumInput {...props} />;
    case 'flags':
      return <FlagsInput {...props} />;
    case 'color':
      return <ColourInput {...props} />;
    case 'entity':
      return level ? <EntityInput label={label} values={values} edit={edit} level={level} /> : <TextInput {...props} />;
    case 'asset':
      return <AssetInput {...props} />;
    case 'string':
      return <TextInput {...props} />;
    case 'vec2':
    case 'vec3':
      return <VectorInput {...props} />;
    case 'quat':
      return <RotationInput {...props} />;
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
    case 'decimal':
      return <NumberInput {...props} />;
  }
}

/** A shown text; undefined where it differs among the selected. */
const textOf = (value: Shown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A stored number as a number: decimals are texts. */
const numberOf = (value: Json): number => Number(value);

function NumberInput({ label, values, spec, edit }: InputProps) {
  const value = shared(values);
  const shown = value === mixed ? undefined : numberOf(value);
  const step = spec.step ?? (spec.kind === 'decimal' ? 10 ** -(spec.scale ?? 2) : isInteger(spec) ? 1 : 0.1);
  const props = {
    label,
    meter: spec.widget !== 'slider' && spec.min !== undefined && spec.max !== undefined,
    placeholder: mixedText,
    unit: spec.unit,
    ...boundsOf(spec),
    step,
    explain: numberProblem,
    onRelative: (text: string, phase: Phase): void => edit.change((own) => computed(spec, text, own) ?? own, phase),
  };
  const field =
    spec.kind === 'decimal' ? (
      <DecimalField
        {...props}
        value={value === mixed ? undefined : decimalOf(value)}
        digits={spec.scale ?? 2}
        onChange={(next, phase) => edit.set(next, phase)}
      />
    ) : (
      <NumberField {...props} value={shown} integer={isInteger(spec)} onChange={(next, phase) => edit.set(stored(spec, next), phase)} />
    );
  if (spec.widget !== 'slider' || spec.min === undefined || spec.max === undefined) return field;
  return (
    <span className={styles['slider']}>
      <Slider
        label={t('field.slider', { label })}
        value={shown ?? spec.min}
        min={spec.min}
        max={spec.max}
        step={step}
        onChange={(next, phase) => edit.set(stored(spec, next), phase)}
      />
      {field}
    </span>
  );
}

function VectorInput({ label, values, spec, edit }: InputProps) {
  const lanes = spec.kind === 'vec2' ? axes.slice(0, 2) : axes.slice(0, 3);
  return (
    <span className={styles['lanes']}>
      {lanes.map((axis, lane) => (
        <NumberField
          key={axis}
          label={`${label} ${axis}`}
          lead={axis.toUpperCase()}
          axis={axis as 'x'}
          value={sharedLane(values, lane)}
          placeholder={mixedText}
          min={spec.min}
          max={spec.max}
          step={spec.step ?? 0.1}
          unit={spec.unit}
          narrow
          explain={numberProblem}
          onChange={(next, phase) => edit.change((own) => withLane(own, lane, next), phase)}
          onRelative={(text, phase) => {
            const next = (own: number): number => fitted(spec, compute(text, own, spec.unit) ?? own);
            edit.change((own) => withLane(own, lane, next(laneOf(own, lane))), phase);
          }}
        />
      ))}
    </span>
  );
}

const laneOf = (value: Json, lane: number): number => (Array.isArray(value) ? Number(value[lane]) : 0);
const withLane = (value: Json, lane: number, next: Json): Json =>
  Array.isArray(value) ? value.map((own: Json, index) => (index === lane ? next : own)) : value;

function RotationInput({ label, values, edit }: InputProps) {
  const degrees = values.map((value) => toDegrees(Array.isArray(value) ? value.map(Number) : []) as Json);
  const turn = (own: Json, lane: number, next: (now: number) => number): Json => {
    const now = toDegrees(Array.isArray(own) ? own.map(Number) : []);
    now[lane] = next(now[lane] ?? 0);
    return toQuaternion(now);
  };
  return (
    <span className={styles['lanes']}>
      {axes.slice(0, 3).map((axis, lane) => (
        <NumberField
          key={axis}
          label={`${label} ${axis}`}
          lead={axis.toUpperCase()}
          axis={axis as 'x'}
          unit="°"
          narrow
          explain={numberProblem}
          value={sharedLane(degrees, lane)}
          placeholder={mixedText}
          step={1}
          onChange={(next, phase) => edit.change((own) => turn(own, lane, () => next), phase)}
          onRelative={(text, phase) => edit.change((own) => turn(own, lane, (now) => compute(text, now, '°') ?? now), phase)}
        />
      ))}
    </span>
  );
}

function BoolInput({ label, values, edit }: InputProps) {
  const value = shared(values);
  return <Switch label={label} checked={value === mixed ? undefined : value === true} onChange={(next) => edit.set(next)} />;
}

function EnumInput({ label, values, spec, edit }: InputProps) {
  const value = shared(values);
  return (
    <Select
      wide
      label={label}
      value={textOf(value)}
      placeholder={mixedText}
      choices={(spec.options ?? []).map((option) => ({ value: option, label: capital(spokenName(option)) }))}
      onChange={(next) => edit.set(next)}
    />
  );
}

function FlagsInput({ label, values, spec, edit }: InputProps) {
  const has = (value: Json, option: string): boolean => Array.isArray(value) && value.includes(option);
  return (
    <span role="group" aria-label={label} className={styles['flags']}>
      {(spec.options ?? []).map((option) => {
        const on = values.every((value) => has(value, option));
        const toggle = (own: Json): Json => {
          const others = Array.isArray(own) ? own.filter((flag) => flag !== option) : [];
          return on ? others : [...others, option];
        };
        return (
          <button
            key={option}
            type="button"
            aria-pressed={on ? true : values.some((value) => has(value, option)) ? 'mixed' : false}
            className={styles['flag']}
            onClick={() => edit.change(toggle)}
          >
            {spokenName(option)}
          </button>
        );
      })}
    </span>
  );
}

function TextInput({ label, values, edit }: InputProps) {
  const value = shared(values);
  return (
    <TextField
      label={label}
      value={textOf(value) ?? ''}
      placeholder={value === mixed ? mixedText : ''}
      onCommit={(next) => edit.set(next)}
    />
  );
}

function ColourInput({ label, values, edit }: InputProps) {
  const value = shared(values);
  const shown = textOf(value) ?? '';
  const subject = useContext(FieldSubject);
  const moving = useRef<string>(undefined);
  const pick = (next: string, phase: Phase): void => {
    moving.current = phase === 'moving' ? next : undefined;
    edit.set(next, phase);
  };
  const done = (): void => {
    if (moving.current !== undefined) pick(moving.current, 'done');
  };
  useLeaving(done);
  const commit = (text: string): void => {
    const colour = colourOf(text);
    if (colour !== undefined) edit.set(colour);
  };
  return (
    <span className={styles['colour']}>
      <input
        // The system's own picker goes with what it was opened for.
        key={subject}
        type="color"
        aria-label={t('field.picker', { label })}
        className={styles['swatch']}
        value={shown || '#808080'}
        onChange={(event) => pick(event.target.value, 'moving')}
        onBlur={done}
      />
      <TextField label={label} className="mono" value={shown} placeholder={mixedText} onCommit={commit} />
    </span>
  );
}

/** A fixed array: one small control per value. */
function ListInput({ label, values, spec, edit }: InputProps) {
  const { length = 0, ...one } = spec;
  const items = Array.from({ length }, (_, index) => index);
  if (!isNumeric(spec.kind)) {
    return <TextField label={label} value={JSON.stringify(values[0] ?? [])} disabled onCommit={() => {}} />;
  }
  return (
    <span className={classes(styles['lanes'], styles['many'])}>
      {items.map((index) => (
        <NumberInput
          key={index}
          label={`${label} ${index + 1}`}
          values={values.map((value) => (Array.isArray(value) ? ((value[index] as Json | undefined) ?? 0) : 0))}
          spec={{ ...one, unit: undefined }}
          edit={{
            ...edit,
            set: (next, phase) => edit.change((own) => withLane(own, index, next), phase),
            change: (next, phase) =>
              edit.change((own) => withLane(own, index, next(Array.isArray(own) ? ((own[index] as Json | undefined) ?? 0) : 0)), phase),
          }}
        />
      ))}
    </span>
  );
}
