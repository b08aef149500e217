import { type RefObject, useEffect, useRef } from 'react';

/** What a press has opened is in sight and has the focus. What is there anyway, as the view is come back to, stays where it is. */
export function useShown(box: RefObject<HTMLElement | null>, isPressed = true): void {
  const wanted = useRef(isPressed);
  useEffect(() => {
    if (!wanted.current) return;
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [box]);
}
