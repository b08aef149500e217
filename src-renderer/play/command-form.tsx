import { useRef, useState } from 'react';
import { Button, NumberField, numberFieldOf, numberOf, Select, Switch, TextField } from '../ui/index.ts';
import { capital, spaced, words } from './messages.ts';
import type { PlayerLevel } from '../../engine/net/protocol/index.ts';
import type { FieldSpec, Json } from '../../engine/kernel/index.ts';
import styles from './play.module.css';

interface FieldProps {
  label: string;
  spec: FieldSpec;
  value: Json;
  onChange: (value: Json) => void;
}

function Field({ label, spec, value, onChange }: FieldProps) {
  switch (spec.kind) {
    case 'bool':
      return <Switch label={label} checked={value === true} onChange={onChange} />;
    case 'enum':
      return (
        <Select
          label={label}
          value={typeof value === 'string' ? value : undefined}
          choices={(spec.options ?? []).map((option) => ({ value: option, label: option }))}
          onChange={onChange}
        />
      );
    case 'string':
    case 'entity':
      return <TextField label={label} value={typeof value === 'string' ? value : ''} onCommit={onChange} />;
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
    case 'decimal':
    case 'flags':
    case 'asset':
    case 'color':
    case 'vec2':
    case 'vec3':
    case 'quat':
      return (
        <NumberField
          label={label}
          value={typeof value === 'number' || spec.kind === 'decimal' ? Number(value ?? 0) : 0}
          {...numberFieldOf(spec)}
          strict
          explain={words.number}
          onChange={(next) => onChange(numberOf(spec, next))}
        />
      );
  }
}

export interface CommandFormProps {
  type: string;
  definition: PlayerLevel['commands'][string];
  title: string;
  /** What the level says to this player before this command. */
  notice?: string | undefined;
  disabled: boolean;
  onSend: (payload: Record<string, Json>) => void;
}

/** A form made from the command's own description: what the level asks for is what the player can say. */
export function CommandForm({ type, definition, title, notice, disabled, onSend }: CommandFormProps) {
  const [values, setValues] = useState<Record<string, Json>>(() =>
    Object.fromEntries(Object.entries(definition.fields).map(([name, spec]) => [name, spec.default ?? numberOf(spec, spec.min ?? 0)])),
  );
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      className={styles['form']}
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (!disabled) onSend(values);
      }}
    >
      <h2>{title}</h2>
      {notice !== undefined && (
        <p role="status" aria-label={words.notice} className={styles['notice']}>
          {notice}
        </p>
      )}
      {definition.help && <p className={styles['help']}>{definition.help}</p>}
      <div className={styles['fields']}>
        {Object.entries(definition.fields).map(([name, spec]) => {
          const label = spec.label ?? capital(spaced(name));
          return (
            <div key={name} className={styles['field']}>
              <span aria-hidden="true">{label}</span>
              <Field
                label={label}
                spec={spec}
                value={values[name] ?? null}
                onChange={(value) => setValues((known) => ({ ...known, [name]: value }))}
              />
            </div>
          );
        })}
        <Button look="filled" large disabled={disabled} onClick={() => form.current?.requestSubmit()}>
          {capital(spaced(type))}
        </Button>
      </div>
    </form>
  );
}
