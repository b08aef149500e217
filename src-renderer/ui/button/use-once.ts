import { type MouseEvent, useRef, useState } from 'react';

/** The second click of a double click: what the first one did may have put something else under the pointer. */
export const isSecondClick = ({ detail }: Pick<UIEvent, 'detail'>): boolean => detail > 1;

export type Deed = () => unknown;

/** What must not be done twice: it is not begun again while it is under way, and a double click does it once. */
export function useOnce(deed: Deed | undefined): { busy: boolean; press: (event: MouseEvent) => void } {
  // Two clicks may come before anything is drawn again.
  const underWay = useRef(false);
  const [busy, setBusy] = useState(false);
  const press = async (): Promise<void> => {
    underWay.current = true;
    setBusy(true);
    try {
      await deed?.();
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  return { busy, press: (event) => void (underWay.current || isSecondClick(event) || press()) };
}
