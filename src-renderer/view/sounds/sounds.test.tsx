import { expect, test } from 'vitest';
import { Vector3 } from '../babylon.ts';
import { LevelState, type Values } from '../level.ts';
import { Sounds } from './sounds.ts';

const rate = 8000;

/** Half a second of a loud wave, as a WAV file. */
function wav(): Uint8Array {
  const count = rate / 2;
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const text = (at: number, said: string): void => new TextEncoder().encode(said).forEach((byte, index) => view.setUint8(at + index, byte));
  text(0, 'RIFF');
  view.setUint32(4, 36 + 2 * count, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * count, true);
  for (let at = 0; at < count; at += 1) view.setInt16(44 + 2 * at, at % 20 < 10 ? 16_000 : -16_000, true);
  return new Uint8Array(view.buffer);
}

/** The loudest moment of what is heard in a quarter of a second, 0 to 1. */
async function loudness(sound: Values, { at = 1, silent = false, events = [] as readonly string[] } = {}): Promise<number> {
  const context = new OfflineAudioContext(1, rate / 4, rate);
  const sounds = new Sounds({ version: () => 'one', read: () => Promise.resolve(wav()) }, () => context);
  const level = new LevelState();
  level.put('horn', { name: 'Horn', parent: null, components: { Sound: { asset: 'assets/horn.wav', ...sound } } });
  const node = { getAbsolutePosition: () => new Vector3(0, 0, -at) };
  const nodeOf = (key: string) => (key === 'horn' ? (node as never) : undefined);
  sounds.silent = silent;
  sounds.sync(level, nodeOf);
  // The file is read and decoded behind the scenes.
  await new Promise((resolve) => setTimeout(resolve, 60));
  sounds.hear(events.map((type) => ({ type })));
  sounds.listen(Vector3.Zero(), new Vector3(0, 0, -1), Vector3.Up());
  const heard = (await context.startRendering()).getChannelData(0);
  sounds.dispose();
  return heard.reduce((most, now) => Math.max(most, Math.abs(now)), 0);
}

test('a sound is heard from where it is, quieter from afar, and not at all when it is off or nothing is to be heard', async () => {
  const near = await loudness({ near: 2, far: 40 });
  const afar = await loudness({ near: 2, far: 40 }, { at: 20 });
  expect(near).toBeGreaterThan(0.2);
  expect(afar).toBeGreaterThan(0);
  expect(afar).toBeLessThan(near / 4);
  expect(await loudness({ fading: 'linear', near: 2, far: 10 }, { at: 20 })).toBe(0);
  expect(await loudness({ fading: 'none' }, { at: 500 })).toBeGreaterThan(0.2);
  expect(await loudness({ playing: false })).toBe(0);
  expect(await loudness({}, { silent: true })).toBe(0);
});

test('an event has it sound once, another does not', async () => {
  expect(await loudness({ playing: false, event: 'ship.horn' }, { events: ['ship.horn'] })).toBeGreaterThan(0.2);
  expect(await loudness({ playing: false, event: 'ship.horn' }, { events: ['ship.bell'] })).toBe(0);
});
