import type { PaintedText, TextPainter } from './labels.ts';

const line = 64;
const size = line * 0.72;
const plate = { colour: 'rgba(16, 18, 28, 0.78)', side: 24, edge: 8, radius: 18 };

/** A browser's text painter: the product's own face, on a dark plate where it has to read on any background. */
export const paintText: TextPainter = (lines, color, onPlate, family) => {
  const nothing: PaintedText = { width: 1, height: 1, line: 1, rgba: new Uint8Array(4) };
  const font = `600 ${size}px ${family === undefined ? '' : `"${family}", `}"Inter Variable", Inter, system-ui, sans-serif`;
  const measure = new OffscreenCanvas(1, 1).getContext('2d');
  if (!measure) return nothing;
  measure.font = font;
  const width = Math.max(1, Math.ceil(Math.max(...lines.map((text) => measure.measureText(text).width))) + 2 * plate.side);
  const height = line * lines.length + 2 * plate.edge;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) return nothing;
  if (onPlate) {
    context.fillStyle = plate.colour;
    context.beginPath();
    context.roundRect(0, 0, width, height, plate.radius);
    context.fill();
  }
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = color;
  lines.forEach((text, index) => context.fillText(text, width / 2, plate.edge + line * (index + 0.5) + 2));
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, line, rgba: new Uint8Array(data.buffer) };
};
