/** Parameters that are no numbers, as scripts of every language see them, from the start and from the tick of a change on. */
import { beforeAll, expect, test } from 'vitest';
import type { Engine } from './engine.ts';
import { levelOf, openTestEngine } from './testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ development: false });
});

const level = levelOf({
  project: {
    parameters: {
      night: { kind: 'boolean', label: 'Night shift', default: false },
      open: { kind: 'boolean', label: 'Open', each: ['north', 'south'], default: [true, false] },
      queue: { kind: 'choice', label: 'Queue', options: ['fifo', 'last in, first out'], default: 'fifo' },
      mood: { kind: 'choice', label: 'Mood', options: ['calm', 'busy'], each: ['north', 'south'], default: 'calm' },
      motto: { kind: 'text', label: 'Motto', default: 'Größer, "weiter" 🙂' },
    },
    scenarios: { rush: { name: 'Rush', values: { night: true, mood: ['calm', 'busy'] }, ticks: 10, seed: 1 } },
  },
  scripts: {
    'a.ts': `function onTick() {
      const { night, open, queue, mood, motto } = params;
      if (night === true) log('night'); else if (night === false) log('day');
      log([open[0] && !open[1], queue === 'fifo', mood.join('+'), motto, [...motto].length].map(String).join(' | '));
    }`,
    'b.lua': `function on_tick()
      local open = params.open
      if params.night == true then log('night') elseif params.night == false then log('day') end
      log(table.concat({
        tostring(open[1] and not open[2]), tostring(params.queue == 'fifo'), table.concat(params.mood, '+'),
        params.motto, tostring(utf8.len(params.motto))
      }, ' | '))
    end`,
    'c.py': `def on_tick():
    open = params.open
    if params.night is True:
        log('night')
    elif params.night is False:
        log('day')
    log(' | '.join([
        'true' if open[0] and not open[1] else 'false', 'true' if params.queue == 'fifo' else 'false', '+'.join(params.mood),
        params.motto, str(len(params.motto))
    ]))`,
  },
});

const said = (logs: readonly { text: string }[]): string[] => logs.map(({ text }) => text);
const thrice = (first: string, second: string): string[] => [first, second, first, second, first, second];
const change = (name: string, value: string, seq: number) => ({ sender: 0, seq, type: 'SetParameter', payload: { name, value } });

test('booleans, choices and texts are the same in TypeScript, Lua and Python', () => {
  const { logs } = engine.runSlice({ package: level, start: { scenario: 'rush' }, ticks: 1 });
  expect(said(logs)).toEqual(thrice('night', 'true | true | calm+busy | Größer, "weiter" 🙂 | 18'));
});

test('they change in a run as --set has them, and what is none is refused', () => {
  const world = engine.createWorld(level);
  world.step([]);
  const { logs, events } = world.step([
    change('night', 'true', 1),
    change('open', 'false', 2),
    change('queue', 'last in, first out', 3),
    change('mood', 'busy, calm', 4),
    change('motto', ' a, b', 5),
    change('queue', 'fiffo', 6),
  ]);
  expect(said(logs)).toEqual(thrice('night', 'false | false | busy+calm |  a, b | 5'));
  expect(events.filter(({ type }) => type === 'ParameterSet').map(({ payload }) => payload)).toEqual([
    { name: 'night', value: true },
    { name: 'open', value: false },
    { name: 'queue', value: 'last in, first out' },
    { name: 'mood', value: ['busy', 'calm'] },
    { name: 'motto', value: ' a, b' },
  ]);
  expect(events.find(({ type }) => type === 'CommandRefused')?.payload).toMatchObject({ hint: 'Did you mean fifo?' });
  world.dispose();
});

test('they stand in checkpoints and recordings, which come to the same hashes', () => {
  const start = { scenario: 'rush', parameters: { open: [false, true], queue: 'last in, first out', motto: '' } };
  const whole = engine.runSlice({ package: level, start, ticks: 6 });
  const first = engine.runSlice({ package: level, start, ticks: 3 });
  const rest = engine.runSlice({ package: level, checkpoint: first.checkpoint, ticks: 3 });
  expect(rest.chain).toBe(whole.chain);
  const recorder = engine.record(level, start);
  for (let tick = 0; tick < 6; tick++) recorder.step([]);
  const player = engine.openRecording(recorder.bytes());
  expect(player.seek(6).parameters()).toMatchObject({ night: true, open: [false, true], queue: 'last in, first out', motto: '' });
});
