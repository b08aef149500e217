import { expect, test } from 'vitest';
import { importFiles } from '../../editor/actions/index.ts';
import { renderWith } from '../../testing/render.tsx';
import { AssetsPanel } from './assets-panel.tsx';

/** A picture of one colour, as a file. */
async function picture(colour: string, type: string, [width, height]: readonly [number, number]): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}
/** A PNG takes what stands behind its end: as large as one that does not pack well. */
const padded = (bytes: Uint8Array, size: number): Uint8Array => {
  const out = new Uint8Array(size);
  out.set(bytes);
  return out;
};

async function colourShown(): Promise<string> {
  const image = document.querySelector('img');
  if (image === null) return 'none';
  await image.decode();
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.drawImage(image, 0, 0, 1, 1);
  const [red = 0, green = 0] = context.getImageData(0, 0, 1, 1).data;
  return red > green ? 'red' : 'green';
}

async function show(size: number, stored: 'there' | 'none' | 'away') {
  const asked: string[] = [];
  const webp = await picture('#00ff00', 'image/webp', [64, 64]);
  const { editor } = await renderWith(<AssetsPanel />, {
    answers: {
      'cloud.assetThumbnail': ({ sha256 }) => {
        asked.push(sha256);
        if (stored === 'away') throw new Error('The cloud is not running.');
        return stored === 'there' ? { webp: btoa(String.fromCharCode(...webp)) } : {};
      },
    },
  });
  const bytes = padded(await picture('#ff0000', 'image/png', [300, 200]), size);
  await editor.do(importFiles, { files: [{ name: 'wall.png', size: bytes.length, bytes: () => Promise.resolve(bytes) }] });
  return asked;
}

test('an image that was published is shown by the small picture that the cloud has of it', async () => {
  const asked = await show(100_000, 'there');
  await expect.poll(colourShown, { timeout: 10_000 }).toBe('green');
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ['the cloud has none', 100_000, 'none', 1],
  ['the cloud is away', 100_000, 'away', 1],
  ['it is small: nothing is asked', 30_000, 'there', 0],
] as const)('an image is shrunk here where %s', async (_why, size, stored, times) => {
  const asked = await show(size, stored);
  await expect.poll(colourShown, { timeout: 10_000 }).toBe('red');
  expect(asked).toHaveLength(times);
});
