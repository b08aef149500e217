import { type RefObject, useLayoutEffect, useState } from 'react';

/**
 * How many of a bar's less important parts have to stand elsewhere, so that what is left fits. It is measured, since names and words are
 * of any length in any language: one part at a time goes until nothing runs out of the bar; another width of it starts afresh.
 * @param most how many parts can go
 */
export function useFold(bar: RefObject<HTMLElement | null>, most: number): number {
  const [folded, setFolded] = useState(0);
  // Once nothing more runs out the state stays as it is, and with it the bar.
  useLayoutEffect(() => {
    if (bar.current && folded < most && runsOut(bar.current)) setFolded(folded + 1);
  });
  useLayoutEffect(() => {
    const element = bar.current;
    if (!element) return undefined;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width) setFolded(0);
      else if (runsOut(element)) setFolded((now) => Math.min(now + 1, most));
      width = element.clientWidth;
    });
    for (const part of [element, ...element.children]) observer.observe(part);
    return () => observer.disconnect();
  }, [bar, most]);
  return folded;
}

const runsOut = ({ scrollWidth, clientWidth }: HTMLElement): boolean => scrollWidth > clientWidth;
