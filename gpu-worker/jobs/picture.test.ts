import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodePng } from '../node/png.ts';
import { driverLadder } from '../node/driver-ladder.ts';
import { drawPicture } from './picture.ts';

/** Why a picture cannot be drawn here. */
const noDriver = 'no SwiftShader on this machine: install Chromium, or name its executable in LEDGERQUEST_CHROMIUM';

const level = {
  entities: {
    crate: {
      name: 'Crate',
      parent: null,
      components: { Transform: { position: [0, 0, 0] }, Shape: { kind: 'box', size: [2, 2, 2], color: '#ff0000' } },
    },
    eye: {
      name: 'Eye',
      parent: null,
      components: { Transform: { position: [0, 3, -8] }, Camera: { target: [0, 1, 0], fov: 35, main: true } },
    },
  },
  environment: { sky: { zenith: '#0000ff', horizon: '#0000ff' } },
};

/** Reads back what our own encoder writes. */
function decode(png: Uint8Array): { width: number; height: number; at: (x: number, y: number) => number[] } {
  const bytes = Buffer.from(png);
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const start = bytes.indexOf('IDAT') + 4;
  const rows = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
  const stride = width * 4 + 1;
  for (let y = 1; y < height; y += 1)
    for (let x = 1; x < stride; x += 1) rows[y * stride + x] = ((rows[y * stride + x] ?? 0) + (rows[(y - 1) * stride + x] ?? 0)) & 0xff;
  return { width, height, at: (x, y) => [...rows.subarray(y * stride + 1 + x * 4, y * stride + 5 + x * 4)] };
}

describe('a level picture', () => {
  const software = driverLadder().filter(({ name }) => name === 'chromium-swiftshader');
  test('is drawn by the view on Dawn, without a browser: a red crate under a blue sky, and names its adapter', async (context) => {
    if (software.length === 0) context.skip(noDriver);
    const drawn = await drawPicture(level, { width: 160, height: 90, rungs: software });
    expect(drawn).toMatchObject({
      ok: true,
      rung: 'chromium-swiftshader',
      report: { adapter: expect.stringContaining('SwiftShader'), software: true },
    });
    if (!drawn.ok) return;
    const picture = decode(drawn.png);
    const [r = 0, g = 0, b = 0] = picture.at(80, 45);
    expect(r).toBeGreaterThan(2 * Math.max(g, b));
    const sky = picture.at(4, 4);
    expect(sky[2]).toBeGreaterThan(2 * Math.max(sky[0] ?? 0, sky[1] ?? 0));
    const again = await drawPicture(level, { width: 160, height: 90, rungs: software });
    expect(again.ok && Buffer.from(again.png).equals(Buffer.from(drawn.png))).toBe(true);
  });

  test('without an adapter says so and what to install', async () => {
    const none = await drawPicture(level, {
      width: 16,
      height: 9,
      rungs: [{ name: 'given', env: { VK_ICD_FILENAMES: '/nowhere.json', LD_LIBRARY_PATH: '/nowhere' } }],
    });
    expect(none).toMatchObject({ ok: false, code: 'NoAdapter', message: expect.stringContaining('tried: given') });
  });

  test('a job that needs hardware refuses software', async (context) => {
    if (software.length === 0) context.skip(noDriver);
    expect(await drawPicture(level, { width: 16, height: 9, rungs: software, requireGpu: true })).toMatchObject({
      ok: false,
      code: 'NoAdapter',
    });
  });
});

test('a PNG holds exactly the pixels it was given', () => {
  const rgba = Uint8Array.from({ length: 3 * 2 * 4 }, (_, index) => (index * 37) % 256);
  const picture = decode(encodePng(rgba, 3, 2));
  expect([picture.width, picture.height]).toEqual([3, 2]);
  expect(picture.at(2, 1)).toEqual([...rgba.subarray(20, 24)]);
  expect(() => encodePng(rgba, 2, 2)).toThrow('are not 2 × 2');
});
