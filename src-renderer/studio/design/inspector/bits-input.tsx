import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import { Button, Popover } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import styles from './bits-input.module.css';
import type { FieldEditor } from './field-editor.ts';
import { mixed, shared } from './values.ts';

interface BitsProps {
  label: string;
  values: readonly Json[];
  spec: FieldSpec;
  edit: FieldEditor;
  level?: LevelSession | undefined;
}

const counts: Readonly<Partial<Record<FieldSpec['kind'], number>>> = { u8: 8, u16: 16, u32: 32 };

const has = (value: Json, bit: number): boolean => Math.floor(Number(value) / 2 ** bit) % 2 === 1;
const withBit = (value: Json, bit: number, on: boolean): number => Number(value) + (has(value, bit) === on ? 0 : (on ? 1 : -1) * 2 ** bit);

/** What the teams of the level are called, by their numbers. */
function teamNames(level: LevelSession | undefined): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { components } of Object.values(level?.level.get().entities ?? {})) {
    const { number = 0, name } = components['Team'] ?? {};
    if (typeof name === 'string' && name !== '' && !names.has(Number(number))) names.set(Number(number), name);
  }
  return names;
}

/** A number whose bits stand for groups: a tick for each, by its name. What only some of the selected are in is neither on nor off. */
export function BitsInput({ label, values, spec, edit, level }: BitsProps) {
  const bits = Array.from({ length: counts[spec.kind] ?? 16 }, (_, bit) => bit);
  const teams = spec.widget === 'teams' ? teamNames(level) : undefined;
  // Teams are counted as their component counts them.
  const nameOf = (bit: number): string =>
    teams ? (teams.get(bit) ?? t('bits.team', { number: bit })) : t('bits.group', { number: bit + 1 });
  const all = 2 ** bits.length - 1;
  const value = shared(values);
  const on = bits.filter((bit) => has(value === mixed ? 0 : value, bit));
  const said =
    value === mixed
      ? t('bits.mixed')
      : on.length === 0
        ? t('bits.none')
        : on.length === bits.length
          ? t('bits.all')
          : on.length <= 3
            ? on.map(nameOf).join(', ')
            : t('bits.some', { count: on.length, of: bits.length });
  return (
    <Popover
      label={label}
      align="start"
      className={styles['popup']}
      trigger={
        <button type="button" className={styles['summary']} aria-label={t('bits.summary', { label, said })}>
          {said}
        </button>
      }
    >
      <div className={styles['bits']} role="group" aria-label={label}>
        {bits.map((bit) => {
          const isOn = values.every((own) => has(own, bit));
          return (
            <label key={bit} className={styles['bit']}>
              <input
                type="checkbox"
                checked={isOn}
                ref={(box) => {
                  if (box) box.indeterminate = !isOn && values.some((own) => has(own, bit));
                }}
                onChange={() => edit.change((own) => withBit(own, bit, !isOn))}
              />
              <span dir="auto">{nameOf(bit)}</span>
            </label>
          );
        })}
      </div>
      <div className={styles['foot']}>
        <Button look="outline" onClick={() => edit.set(all)}>
          {t('bits.all')}
        </Button>
        <Button look="outline" onClick={() => edit.set(0)}>
          {t('bits.none')}
        </Button>
      </div>
    </Popover>
  );
}
