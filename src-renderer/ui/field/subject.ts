import { createContext, useContext, useLayoutEffect, useRef } from 'react';

/** What the fields inside are about, as a text of which another one is something else: the keys of the selected entities. */
export const FieldSubject = createContext('');

/**
 * What is begun in a field belongs to what it was begun for. `leave` is called as it was rendered last for that: when the field is about
 * something else without having been left, and when it goes. It is then as if the person had left the field before.
 */
export function useLeaving(leave: () => void): void {
  const subject = useContext(FieldSubject);
  const latest = useRef(leave);
  // React undoes all effects that are to be made anew before it makes any: `latest` is still the one of the subject that is left.
  useLayoutEffect(() => () => latest.current(), [subject]);
  useLayoutEffect(() => {
    latest.current = leave;
  });
}
