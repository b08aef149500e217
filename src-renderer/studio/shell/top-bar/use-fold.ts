import { type RefObject, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * How many of a bar's less important parts have to stand elsewhere, so that what is left fits. It is measured, since names and words are
 * of any length in any language: one part at a time goes until nothing runs out of the bar; another width of it starts afresh.
 * @param most how many parts can go
 */
export function useFold(bar: RefObject<HTMLElement | null>, most: number): number {
  const [folded, setFolded] = useState(0);
  useEffect(() => {
    const element = bar.current;
    if (!element) return undefined;
    let [width, gone] = [0, 0];
    // Nobody is shown how it is tried: all of it happens before the next picture.
    const fold = (count: number): void => {
      gone = count;
      flushSync(() => setFolded(count));
    };
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width && gone > 0) fold(0);
      width = element.clientWidth;
      while (element.scrollWidth > width && gone < most) fold(gone + 1);
    });
    for (const part of [element, ...element.children]) observer.observe(part);
    return () => observer.disconnect();
  }, [bar, most]);
  return folded;
}
