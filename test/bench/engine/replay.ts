import { openEngine } from '../../../engine/run/index.ts';
import { levelOf } from '../../../engine/run/testing/index.ts';
import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import type { Row } from '../bench.ts';
import { measure, row } from '../bench.ts';

const entities = 1000;
const moving = 50;
const ticks = 3000;
const hz = 60;

/** A level of 1,000 entities of which one in twenty moves; no bodies, no scripts. */
const level = () =>
  levelOf({
    clock: { kind: 'realtime', hz },
    entities: Object.fromEntries(
      Array.from({ length: entities }, (_, i) => [
        `e${i}`,
        {
          Transform: { position: [i % 100, 0, Math.floor(i / 100)] },
          ...(i < moving && { Velocity: { linear: [0.1 + i / 1000, 0, 0.2] } }),
        },
      ]),
    ),
  });

/** Recordings of a whole world: played again with every tick's hash compared, and what a tick of one weighs. */
export const replayRows = async (): Promise<Row[]> => {
  const engine = await openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm } });
  const recorder = engine.record(level(), { ticks });
  for (let tick = 0; tick < ticks; tick += 1) recorder.step();
  const bytes = recorder.bytes();
  const player = engine.openRecording(bytes);
  const played = measure(() => {
    if (!player.step()) player.seek(0);
  });
  player.seek(0);
  const { diverged, hash } = player.play();
  if (diverged) throw new Error(`The replay differs: ${JSON.stringify(player.diverged)}`);
  const states = player.recording.states.reduce((sum, stretch) => sum + stretch.bytes.length, 0);
  const target = { peerName: 'target' } as const;
  return [
    row({
      name: 'replay of a level, 1,000 entities, every tick compared, at 60 Hz',
      ours: played / hz,
      peer: 500,
      unit: 'times real time',
      better: 'higher',
      work: { ours: `hash ${hash} after ${ticks} ticks`, peer: `as recorded: hash ${recorder.world.hash()} after ${ticks} ticks` },
      ...target,
    }),
    row({
      name: 'a recorded tick, 1,000 entities, 50 moving: its state',
      ours: states / ticks,
      peer: 1300,
      unit: 'bytes',
      better: 'lower',
      ...target,
    }),
    row({ name: 'a recorded tick, all in all', ours: bytes.length / ticks, peer: 2600, unit: 'bytes', better: 'lower', ...target }),
  ];
};
