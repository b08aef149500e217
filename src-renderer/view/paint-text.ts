import type { PaintedText } from './labels.ts';

const pixels = 64;

/** A browser's text painter: the product's own face, with a soft edge so that it reads on any background. */
export function paintText(text: string, color: string): PaintedText {
  const font = `600 ${pixels * 0.72}px "Inter Variable", Inter, system-ui, sans-serif`;
  const measure = new OffscreenCanvas(1, 1).getContext('2d');
  if (!measure) return { width: 1, height: 1, rgba: new Uint8Array(4) };
  measure.font = font;
  const width = Math.max(1, Math.ceil(measure.measureText(text).width) + pixels / 2);
  const context = new OffscreenCanvas(width, pixels).getContext('2d');
  if (!context) return { width: 1, height: 1, rgba: new Uint8Array(4) };
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.shadowColor = 'rgba(10, 12, 20, 0.85)';
  context.shadowBlur = 8;
  context.fillStyle = color;
  context.fillText(text, width / 2, pixels / 2 + 2);
  const { data } = context.getImageData(0, 0, width, pixels);
  return { width, height: pixels, rgba: new Uint8Array(data.buffer) };
}
