import { Tooltip } from '@base-ui/react/tooltip';
import { type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { classes } from '../classes.ts';
import { useLeaving } from '../field/subject.ts';
import { compute } from './compute.ts';
import { addExact, computeExact, decimalText, type Exact, exactOf, fitExact, isSame, nearest } from './exact.ts';
import styles from './number-field.module.css';
import hint from '../tooltip/tooltip.module.css';

/** What was typed and cannot be had. */
export interface NumberProblem {
  typed: string;
  /** What is had instead, the nearest in the range; undefined: nothing, it is no number or the field takes none but what is right. */
  taken: number | string | undefined;
  /** False where what was typed is no number at all. */
  number: boolean;
  unit: string | undefined;
  min: number | undefined;
  max: number | undefined;
  integer: boolean;
  /** Digits after the point that it may have; undefined: any. */
  digits: number | undefined;
}

interface FieldProps {
  /** Accessible name. */
  label: string;
  /** A letter before the number: its axis. */
  lead?: string | undefined;
  axis?: 'x' | 'y' | 'z';
  unit?: string | undefined;
  min?: number | undefined;
  max?: number | undefined;
  /** What one arrow key or eight pixels of dragging change. */
  step?: number | undefined;
  /** What is out of range is refused and stays, wrong, until it is put right; a form it is in is not sent. Else the nearest is taken, and said. */
  strict?: boolean;
  /** One of several beside each other: its unit is understood and not shown, of long numbers the first digits, the whole number at the pointer. */
  narrow?: boolean;
  /** A line along the bottom that shows where in its range the number stands. */
  meter?: boolean;
  disabled?: boolean;
  placeholder?: string;
  className?: string | undefined;
  /** Says to the person what is wrong with what they typed, and what the field takes. */
  explain: (problem: NumberProblem) => string;
  /** Enter, once what was typed is taken or found wrong. */
  onEnter?: (() => void) | undefined;
  /** For a change of several different values, each from its own: gets what was typed (`+=5`), or what the hand or the arrows add. */
  onRelative?: (text: string, phase: 'moving' | 'done') => void;
}

/** `moving` while the hand is on it, `done` once at the end of each change. */
type OnChange<V> = (value: V, phase: 'moving' | 'done') => void;

export interface NumberFieldProps extends FieldProps {
  /** undefined: different in each of several. */
  value: number | undefined;
  integer?: boolean;
  onChange: OnChange<number>;
}

export interface DecimalFieldProps extends FieldProps {
  /** As text, to its last digit; undefined: different in each of several. */
  value: string | undefined;
  /** Digits after the point that are taken. */
  digits: number;
  onChange: OnChange<string>;
}

/** How a field takes, compares and writes its numbers. */
interface Numbers<T> {
  integer: boolean;
  digits: number | undefined;
  compute: (text: string, present: T | undefined) => T | undefined;
  /** The nearest that the field takes. */
  fit: (value: T) => T;
  same: (a: T, b: T) => boolean;
  of: (amount: number) => T;
  plus: (value: T, amount: number) => T;
  toNumber: (value: T) => number;
  /** As people see it. With `digits` no more of them after the point. */
  show: (value: T, digits?: number) => string;
  /** As it is computed with. */
  write: (value: T) => string;
}

const pixelsPerStep = 8;
const slack = 3;
const tidy = (value: number): number => Number(value.toPrecision(12));
/** How long it is said that another number than the typed one was taken. */
const saidFor = 6000;

/** A number: typed, computed (`2*1.5`, `+=5`), stepped with the arrows (Shift: 10, Alt: a tenth) or scrubbed by dragging. */
export function NumberField({ integer = false, value, onChange, ...props }: NumberFieldProps) {
  const { min = -Infinity, max = Infinity, unit } = props;
  const numbers: Numbers<number> = {
    integer,
    digits: undefined,
    compute: (text, present) => compute(text, present, unit),
    fit(next) {
      const bounded = Math.min(max, Math.max(min, tidy(next)));
      return integer ? Math.round(bounded) : bounded;
    },
    same: (a, b) => tidy(a) === tidy(b),
    of: (amount) => amount,
    plus: (now, amount) => now + amount,
    toNumber: (now) => now,
    show: (now, digits = 6) => String(Number(now.toFixed(digits))),
    write: (now) => String(tidy(now)),
  };
  return <FigureField {...props} value={value} numbers={numbers} onChange={onChange} />;
}

/** The same for a decimal: from what is typed to what is kept it is a text, and no digit of it is a double's. */
export function DecimalField({ digits, value, onChange, ...props }: DecimalFieldProps) {
  const { min, max, unit } = props;
  const write = (now: Exact): string => decimalText(now, digits);
  const numbers: Numbers<Exact> = {
    integer: false,
    digits,
    compute: (text, present = exactOf(0)) => computeExact(text, present, unit),
    fit: (next) => fitExact(next, { digits, min, max }),
    same: isSame,
    of: (amount) => exactOf(tidy(amount)),
    plus: (now, amount) => addExact(now, exactOf(tidy(amount))),
    toNumber: nearest,
    // Two digits after the point, more only where there are more.
    show: (now) => write(now).replace(/(\.\d\d\d*?)0+$/, '$1'),
    write,
  };
  const known = value === undefined ? undefined : exactOf(value);
  return (
    <FigureField
      {...props}
      value={known?.under === 0n ? undefined : known}
      numbers={numbers}
      onChange={(next, phase) => onChange(write(next), phase)}
    />
  );
}

interface FigureFieldProps<T> extends FieldProps {
  value: T | undefined;
  numbers: Numbers<T>;
  onChange: OnChange<T>;
}

function FigureField<T>(props: FigureFieldProps<T>) {
  const {
    label,
    value,
    numbers,
    lead,
    axis,
    unit,
    min,
    max,
    step = 1,
    strict = false,
    narrow = false,
    meter = false,
    disabled = false,
    placeholder,
    className,
    explain,
    onEnter,
    onChange,
    onRelative,
  } = props;
  const { integer, digits, fit, same } = numbers;
  const [draft, setDraft] = useState<string>();
  // The same at once: what was typed last may not have been rendered when the field goes.
  const held = useRef<string>(undefined);
  const [wrong, setWrong] = useState(false);
  const [said, setSaid] = useState<string>();
  const [focused, setFocused] = useState(false);
  const hintId = useId();
  const field = useRef<HTMLSpanElement>(null);
  const drag = useRef<{ x: number; from: T; last: T; moved: boolean; mixed: boolean } | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const cancelled = useRef(false);

  const problemOf = (typed: string, taken?: T): string =>
    explain({
      typed: typed.trim(),
      taken: taken === undefined ? undefined : numbers.show(taken),
      number: numbers.compute(typed, value) !== undefined,
      unit,
      min,
      max,
      integer,
      digits,
    });

  const isNew = (next: T): boolean => value === undefined || !same(next, value);

  const slide = (to: T, phase: 'moving' | 'done', isMixed: boolean): void => {
    if (isMixed && onRelative) onRelative(`+=${numbers.write(to)}`, phase);
    else onChange(to, phase);
  };

  /** Whether the field takes what is typed, as it stands or as the nearest. */
  const isWrong = (text: string): boolean => {
    if (text.trim() === '') return strict;
    const next = numbers.compute(text, value);
    return next === undefined || (strict && !same(fit(next), next));
  };

  const mark = (text: string | undefined, problem?: string): void => {
    held.current = text;
    setDraft(text);
    setWrong(problem !== undefined && text !== undefined);
    setSaid(problem);
    // A form that this is in is not sent: `pointAtWrong` finds it by this.
    if (strict) input.current?.setCustomValidity(problem ?? '');
  };

  const commit = (left: boolean): void => {
    const text = held.current;
    // What must not be sent otherwise than it was typed is not sent as it was before either.
    if (cancelled.current || text === undefined || (text.trim() === '' && !strict)) {
      cancelled.current = false;
      mark(undefined);
      return;
    }
    // It stays to be mended while somebody is here, and where it must not be sent; what is left elsewhere is given up, in words.
    if (isWrong(text)) return mark(left && !strict ? undefined : text, problemOf(text));
    mark(undefined);
    if (value === undefined && onRelative && /^\s*[-+*/]=/.test(text)) {
      onRelative(text, 'done');
      return;
    }
    const next = numbers.compute(text, value);
    if (next === undefined) return;
    if (!same(fit(next), next)) mark(undefined, problemOf(text, fit(next)));
    if (isNew(fit(next))) onChange(fit(next), 'done');
  };

  useEffect(() => {
    if (said === undefined || wrong) return undefined;
    const timer = setTimeout(() => setSaid(undefined), saidFor);
    return () => clearTimeout(timer);
  }, [said, wrong]);

  useLeaving(() => {
    const now = drag.current;
    drag.current = undefined;
    if (now?.moved) slide(now.last, 'done', now.mixed);
    if (held.current === undefined) return;
    commit(true);
    // What is about something else now shows none of it.
    mark(undefined);
  });

  const nudge = (direction: number, event: { shiftKey: boolean; altKey: boolean }): void => {
    const size = step * (event.shiftKey ? 10 : event.altKey && !integer ? 0.1 : 1);
    const next = fit(numbers.plus(value ?? numbers.of(0), direction * size));
    mark(undefined);
    if (value === undefined && onRelative) onRelative(`+=${tidy(direction * size)}`, 'done');
    else if (isNew(next)) onChange(next, 'done');
  };

  /** The whole field is dragged to scrub; a press without a drag puts the caret into it. */
  const scrub = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (input.current?.matches(':disabled') || event.button !== 0 || document.activeElement === input.current) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = {
        x: event.clientX,
        from: value ?? numbers.of(0),
        last: value ?? numbers.of(0),
        moved: false,
        mixed: value === undefined && onRelative !== undefined,
      };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const now = drag.current;
      if (!now || (!now.moved && Math.abs(event.clientX - now.x) < slack)) return;
      now.moved = true;
      const size = step * (event.shiftKey ? 10 : event.altKey ? 0.1 : 1);
      const to = numbers.plus(now.from, Math.round((event.clientX - now.x) / pixelsPerStep) * size);
      const next = now.mixed ? to : fit(to);
      if (same(next, now.last)) return;
      now.last = next;
      slide(next, 'moving', now.mixed);
    },
    onPointerUp: () => {
      const now = drag.current;
      drag.current = undefined;
      if (!now) return;
      if (!now.moved) input.current?.focus();
      else if (!same(now.last, now.from)) slide(now.last, 'done', now.mixed);
    },
    onPointerCancel: () => {
      const now = drag.current;
      drag.current = undefined;
      if (now?.moved) slide(now.from, 'done', now.mixed);
    },
  };

  const number = value === undefined ? undefined : numbers.toNumber(value);
  const part = number !== undefined && min !== undefined && max !== undefined && max > min ? (number - min) / (max - min) : undefined;
  const problem = said !== undefined && strict && (
    <span id={hintId} role="alert" className={styles['problem']}>
      {said}
    </span>
  );
  const box = (
    <span
      ref={field}
      className={classes(styles['field'], className)}
      data-disabled={disabled || undefined}
      data-wrong={wrong || undefined}
      {...scrub}
    >
      {lead !== undefined && (
        <span className={styles['lead']} data-axis={axis} aria-hidden>
          {lead}
        </span>
      )}
      <input
        ref={input}
        className={classes(styles['input'], narrow && styles['narrow'], lead === undefined && styles['bare'])}
        type="text"
        inputMode="decimal"
        role="spinbutton"
        aria-label={label}
        aria-invalid={wrong || undefined}
        aria-describedby={said === undefined ? undefined : hintId}
        title={narrow && value !== undefined ? numbers.show(value) : undefined}
        {...(number !== undefined && { 'aria-valuenow': number })}
        {...(min !== undefined && { 'aria-valuemin': min })}
        {...(max !== undefined && { 'aria-valuemax': max })}
        data-pending={draft === undefined ? undefined : true}
        disabled={disabled}
        placeholder={placeholder}
        value={draft ?? (value === undefined ? '' : numbers.show(value, narrow && !focused ? 3 : 6))}
        onFocus={(event) => {
          setFocused(true);
          event.currentTarget.select();
        }}
        onChange={(event) => {
          mark(event.target.value);
          setWrong(isWrong(event.target.value));
          if (strict && isWrong(event.target.value)) event.target.setCustomValidity(problemOf(event.target.value));
        }}
        onBlur={() => {
          setFocused(false);
          commit(true);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            commit(false);
            event.currentTarget.select();
            onEnter?.();
          } else if (event.key === 'Escape') {
            cancelled.current = draft !== undefined;
            setSaid(undefined);
            event.currentTarget.blur();
          } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault();
            nudge(event.key === 'ArrowUp' ? 1 : -1, event);
          }
        }}
      />
      {unit && !narrow && (
        <span className={styles['unit']} aria-hidden>
          {unit}
        </span>
      )}
      {part !== undefined && meter && (
        <span className={styles['meter']} style={{ width: `${Math.min(1, Math.max(0, part)) * 100}%` }} aria-hidden />
      )}
      {said !== undefined && !strict && (
        <Tooltip.Root open>
          <Tooltip.Portal>
            <Tooltip.Positioner anchor={field} side="bottom" sideOffset={6} className={hint['positioner']}>
              <Tooltip.Popup id={hintId} role="alert" className={hint['popup']}>
                {said}
              </Tooltip.Popup>
            </Tooltip.Positioner>
          </Tooltip.Portal>
        </Tooltip.Root>
      )}
    </span>
  );
  return problem ? (
    <>
      {box}
      {problem}
    </>
  ) : (
    box
  );
}
