const size = { width: 480, height: 300 };
const quality = 0.8;

/** The middle of a canvas, as small as a card, as JPEG in base64; undefined where the browser makes none. */
export function smallPicture(canvas: HTMLCanvasElement): string | undefined {
  const { width, height } = size;
  const small = Object.assign(document.createElement('canvas'), size);
  const scale = Math.max(width / canvas.width, height / canvas.height);
  const [wide, high] = [canvas.width * scale, canvas.height * scale];
  small.getContext('2d')?.drawImage(canvas, (width - wide) / 2, (height - high) / 2, wide, high);
  const [kind, jpeg] = small.toDataURL('image/jpeg', quality).split(',');
  return kind?.includes('jpeg') ? jpeg : undefined;
}
