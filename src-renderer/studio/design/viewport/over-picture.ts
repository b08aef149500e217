import type { Box } from '../../../view/index.ts';

/** Where the tools that lie over a picture are in it. */
export function overPicture(canvas: HTMLElement): Box[] {
  const { left, top } = canvas.getBoundingClientRect();
  const bars = [...(canvas.parentElement?.querySelectorAll('[role="toolbar"]') ?? [])];
  // The compass has no extent of its own: its buttons do.
  return bars
    .flatMap((bar) => (bar.clientWidth > 0 ? [bar] : [...bar.querySelectorAll('button')]))
    .map((part) => part.getBoundingClientRect())
    .map((box) => ({ left: box.left - left, top: box.top - top, width: box.width, height: box.height }));
}
