import { type RefObject, useEffect } from 'react';

/** What a press has opened is in sight and has the focus. */
export function useShown(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [box]);
}
