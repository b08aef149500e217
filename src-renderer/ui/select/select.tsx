import { Select as Base } from '@base-ui/react/select';
import { classes } from '../classes.ts';
import { Icon } from '../icon.tsx';
import styles from './select.module.css';

export interface Choice {
  value: string;
  label: string;
  hint?: string | undefined;
  disabled?: boolean;
}

interface SelectProps {
  /** Accessible name. */
  label: string;
  choices: readonly Choice[];
  /** undefined: nothing chosen, or different in each of several. */
  value: string | undefined;
  placeholder?: string;
  disabled?: boolean;
  wide?: boolean;
  className?: string | undefined;
  onChange: (value: string) => void;
}

export function Select({ label, choices, value, placeholder = '', disabled = false, wide = false, className, onChange }: SelectProps) {
  const shown = choices.find((choice) => choice.value === value)?.label ?? placeholder;
  return (
    <Base.Root value={value ?? null} disabled={disabled} modal={false} onValueChange={(next) => next !== null && onChange(next)}>
      <Base.Trigger aria-label={label} className={classes(styles['trigger'], wide && styles['wide'], className)}>
        <Base.Value className={styles['value']}>{shown}</Base.Value>
        <Base.Icon className={styles['caret']}>
          <Icon name="chevron-down" size={12} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className={styles['positioner']}>
          <Base.Popup className={styles['popup']}>
            {choices.map((choice) => (
              <Base.Item key={choice.value} value={choice.value} disabled={choice.disabled ?? false} className={styles['item']}>
                <Base.ItemIndicator className={styles['mark']}>
                  <Icon name="check" size={13} />
                </Base.ItemIndicator>
                <Base.ItemText className={styles['text']}>{choice.label}</Base.ItemText>
                {choice.hint && <span className={styles['hint']}>{choice.hint}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
