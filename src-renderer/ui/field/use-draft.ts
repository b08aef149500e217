import { type KeyboardEvent, useRef, useState } from 'react';
import { useLeaving } from './subject.ts';

interface Draft {
  /** What the field shows. */
  value: string;
  /** Set while it differs from what counts: its keys for undo are the field's own then. */
  pending: true | undefined;
  type(text: string): void;
  leave(): void;
  /** Escape takes back what was typed, and nothing else: a dialog around the field stays. */
  onKeyDown(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void;
}

/** A text that counts when the person is done: when the field is left, or is about something else. */
export function useDraft(value: string, onCommit: (value: string) => void): Draft {
  const [draft, setDraft] = useState<string>();
  // The same at once: what was typed last may not have been rendered when the field goes.
  const typed = useRef<string>(undefined);
  const cancelled = useRef(false);
  const hold = (text: string | undefined): void => {
    typed.current = text;
    setDraft(text);
  };
  const leave = (): void => {
    const text = cancelled.current ? undefined : typed.current;
    cancelled.current = false;
    hold(undefined);
    if (text !== undefined && text !== value) onCommit(text);
  };
  useLeaving(leave);
  return {
    value: draft ?? value,
    pending: (draft !== undefined && draft !== value) || undefined,
    // What was typed and taken back again is nothing that a later value could be written over with.
    type: (text) => hold(text === value ? undefined : text),
    leave,
    onKeyDown(event) {
      if (event.key !== 'Escape') return;
      if (draft !== undefined && draft !== value) event.stopPropagation();
      cancelled.current = true;
      event.currentTarget.blur();
    },
  };
}
