import { flushSync } from 'react-dom';

/** React has rendered what changed and the browser has laid it out. */
export function settle(): void {
  flushSync(() => {});
  document.body.getBoundingClientRect();
}

/** Milliseconds until `work` stands in the page, laid out; its picture is drawn by the next frame. */
export function timed(work: () => void): number {
  const begun = performance.now();
  work();
  settle();
  return performance.now() - begun;
}

export const nextFrame = (): Promise<number> => new Promise((resolve) => void requestAnimationFrame(resolve));

/** A picture that was asked for has been drawn, and nothing of it is still being worked on beside the page. */
export const drawn = async (): Promise<void> => {
  await nextFrame();
  await nextFrame();
  const canvas = document.querySelector<HTMLCanvasElement>('canvas[role=img]');
  const gl = canvas?.getContext('webgl2');
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
};

const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });

/** As `timed`, for what React does not do at once but in a task of its own. */
export async function timedTask(work: () => void): Promise<number> {
  const begun = performance.now();
  work();
  await Promise.resolve();
  await nextTask();
  await nextTask();
  settle();
  return performance.now() - begun;
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextFrame();
}
