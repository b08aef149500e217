import { setImmediate } from 'node:timers/promises';

/** Lets what was promised come true: nothing here waits for anything but promises. */
export const settled = (): Promise<void> => setImmediate();
