import { Slider as Base } from '@base-ui/react/slider';
import { useContext, useRef } from 'react';
import { classes } from '../classes.ts';
import { FieldSubject, useLeaving } from '../field/subject.ts';
import styles from './slider.module.css';

interface SliderProps {
  /** Accessible name. */
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  /** Said instead of the number: "Week 15 of 36". */
  valueText?: string;
  disabled?: boolean;
  className?: string | undefined;
  /** `moving` while the hand is on it, `done` when it lets go. */
  onChange: (value: number, phase: 'moving' | 'done') => void;
}

export function Slider({ label, value, min, max, step = 1, valueText, disabled = false, className, onChange }: SliderProps) {
  const subject = useContext(FieldSubject);
  const moving = useRef<number>(undefined);
  const change = (next: number, phase: 'moving' | 'done'): void => {
    moving.current = phase === 'moving' ? next : undefined;
    onChange(next, phase);
  };
  useLeaving(() => moving.current !== undefined && change(moving.current, 'done'));
  return (
    <Base.Root
      // The hand that is on it holds what it took hold of, and nothing else.
      key={subject}
      value={value}
      min={min}
      max={Math.max(max, min + step)}
      step={step}
      disabled={disabled}
      className={classes(styles['root'], className)}
      onValueChange={(next) => change(next as number, 'moving')}
      onValueCommitted={(next) => change(next as number, 'done')}
    >
      <Base.Control className={styles['control']}>
        <Base.Track className={styles['track']}>
          <Base.Indicator className={styles['indicator']} />
          <Base.Thumb
            className={styles['thumb']}
            aria-label={label}
            {...(valueText !== undefined && { getAriaValueText: () => valueText })}
          />
        </Base.Track>
      </Base.Control>
    </Base.Root>
  );
}
