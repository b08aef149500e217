import { type KeyboardEvent, useRef, useState } from 'react';

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

/** A text that counts when the person is done: when the field is left. */
export function useDraft(value: string, onCommit: (value: string) => void): Draft {
  const [draft, setDraft] = useState<string>();
  const cancelled = useRef(false);
  return {
    value: draft ?? value,
    pending: (draft !== undefined && draft !== value) || undefined,
    // What was typed and taken back again is nothing that a later value could be written over with.
    type: (text) => setDraft(text === value ? undefined : text),
    leave() {
      if (!cancelled.current && draft !== undefined && draft !== value) onCommit(draft);
      cancelled.current = false;
      setDraft(undefined);
    },
    onKeyDown(event) {
      if (event.key !== 'Escape') return;
      if (draft !== undefined && draft !== value) event.stopPropagation();
      cancelled.current = true;
      event.currentTarget.blur();
    },
  };
}
