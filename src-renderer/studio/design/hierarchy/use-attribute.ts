import { type RefObject, useLayoutEffect } from 'react';

/**
 * Keeps an attribute of an element as `read` has it, whenever `subscribe` tells of a change, without rendering anything: what every press
 * changes in a tree of thousands costs one attribute. An element has the attribute from here or from React, never from both.
 */
export function useAttribute(
  element: RefObject<HTMLElement | null>,
  name: string,
  subscribe: (listener: () => void) => () => void,
  read: () => string | undefined,
): void {
  useLayoutEffect(() => {
    const write = (): void => {
      const value = read();
      if (value === undefined) element.current?.removeAttribute(name);
      else if (element.current?.getAttribute(name) !== value) element.current?.setAttribute(name, value);
    };
    write();
    return subscribe(write);
  });
}
