import type { Graphics } from '../../editor/index.ts';

let asked: Promise<GPUAdapter | null> | undefined;

/** What WebGPU would draw with, nothing where there is no WebGPU. Asked once: the question holds up the page, so it comes before a level does. */
export const graphicsCard = (): Promise<GPUAdapter | null> =>
  (asked ??= (navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' }) ?? Promise.resolve(null)).catch(() => null));

/** What a scene is drawn with. An adapter that only imitates a card is slower than WebGL, and taken only by whoever insists. */
export async function graphicsFor(wish: Graphics): Promise<'webgpu' | 'webgl'> {
  if (wish === 'webgl') return 'webgl';
  const card = await graphicsCard();
  return card && (wish === 'webgpu' || !card.info.isFallbackAdapter) ? 'webgpu' : 'webgl';
}
