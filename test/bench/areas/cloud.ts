/** What the cloud's half costs: from publish to play, a slice, an hour of a session by the price list, and the functions themselves. */
import { ensureTemplate } from '../../../build/synth.ts';
import { compileSample, openProductCloud, type ProductCloud } from '../../contract/harness/product-cloud.ts';
import { against, type Area, type Row, sampleShare } from '../bench.ts';
import { durableRow } from '../cloud/durable.ts';
import { functionSizes } from '../cloud/functions.ts';
import { playNeighbours } from '../cloud/neighbour.ts';
import { end, playSessions } from '../cloud/sessions.ts';

const isShort = sampleShare < 1;
const hz = 20;
const players = 5;
/** Boxes beside the cube whose world is a checkpoint of 5 MB. */
const fiveMegabytes = 47_000;

const encoder = new TextEncoder();

/** The cube, and beside it so many boxes that stand still. */
function publishCube(cloud: ProductCloud, boxes: number) {
  const id = boxes === 0 ? 'hello-cube' : `hello-cube-${boxes}`;
  const level = compileSample(cloud.engine, 'hello-cube', (files) => {
    const path = 'levels/hello-cube.json';
    const document = JSON.parse(new TextDecoder().decode(files.get(path)));
    document.id = id;
    for (let box = 0; box < boxes; box += 1)
      document.entities[`box-${box}`] = {
        name: `Box ${box}`,
        parent: null,
        order: `b${String(box).padStart(6, '0')}`,
        components: { Transform: { position: [box % 100, 0, Math.floor(box / 100)] }, Shape: { kind: 'box' } },
      };
    files.set(path, encoder.encode(JSON.stringify(document)));
  });
  const order = { tenant: 'demo', channel: 'live', level, engine: cloud.build.id, proofs: cloud.engine.prove(level), publisher: 'ada' };
  return { level: level.manifest.level, publish: () => cloud.demo.publish(order) };
}

/** From the press of Publish to the first slice of a session that somebody starts at once. */
async function untilFirstSlice(cloud: ProductCloud, boxes: number): Promise<{ live: number; first: number; level: string }> {
  const { level, publish } = publishCube(cloud, boxes);
  const began = performance.now();
  await publish();
  const live = performance.now() - began;
  const { id } = await cloud.demo.startSession({ tenant: 'demo', level, person: 'ada' });
  while ((await cloud.demo.session('demo', id)).ticks === 0);
  const first = performance.now() - began;
  await end(cloud, id);
  return { live, first, level };
}

async function run(): Promise<Row[]> {
  const cloud = await openProductCloud();
  const rows: Row[] = [];
  try {
    const cold = await untilFirstSlice(cloud, 0);
    rows.push(against('publish until live, cloud just started', cold.live, 5000, 'ms'));
    rows.push(against('publish until the first committed slice, cloud just started', cold.first, 6000, 'ms'));
    const large = await untilFirstSlice(cloud, isShort ? 50 : 5000);
    rows.push(against('publish until the first committed slice, 5,000 more entities', large.first, 6000, 'ms'));
    const largest = publishCube(cloud, isShort ? 60 : fiveMegabytes);
    await largest.publish();
    const priceSessions = async (what: string, level: string, count: number, latency: 'interactive' | 'relaxed', most: number) => {
      const order = { level, count, players, seconds: isShort ? 2 : 20, hz, latency };
      const { usage, perHour, cpuPerSlice, kept } = await playSessions(cloud, order);
      const work = `${usage.slices} slices, ${usage.ticks} ticks (${(100 * kept).toFixed(0)} % of the clock's), ${usage.commands} commands, ${usage.messages} messages, ${usage.readUnits} RRU, ${usage.writeUnits} WRU`;
      rows.push(against(`an hour, ${latency}, ${hz} Hz, ${players} players: ${what}`, perHour, most, '$', work));
      rows.push(against(`a slice, from its run to its audit, ${latency}: ${what}`, cpuPerSlice, 25, 'ms cpu', work));
    };
    // Functions that have just been loaded are still being compiled: what a slice takes from then on is what is asked.
    if (!isShort)
      for (const latency of ['interactive', 'relaxed'] as const)
        await playSessions(cloud, { level: cold.level, count: 1, players, seconds: 20, hz, latency });
    await priceSessions('1 session', cold.level, 1, 'interactive', 0.3);
    await priceSessions('1 session of 5,000 more entities', large.level, 1, 'interactive', 0.3);
    await priceSessions('1 session of a state of 5 MB', largest.level, 1, 'interactive', 0.3);
    await priceSessions('1 session', cold.level, 1, 'relaxed', 0.1);
    await priceSessions('1 session of a state of 5 MB', largest.level, 1, 'relaxed', 0.1);
    await priceSessions('10 sessions at once', cold.level, isShort ? 2 : 10, 'interactive', 0.3);
    const { rates, otherRates, alone, beside, after } = await playNeighbours(cloud, isShort ? 1 : 15);
    const told = `the slow level's rates ${rates.join(', ')} Hz; the other's ${otherRates.join(', ') || 'unchanged'}; its p99 ${alone.toFixed(0)} ms before, ${beside.toFixed(0)} beside, ${after.toFixed(0)} after`;
    rows.push(against('a slow level of another tenant beside it: p99 of a command until it is told', beside, 1.1 * alone, 'ms', told));
    // Far more than two cores have: last, so that nothing is measured while its backlog is worked off.
    await priceSessions('100 sessions at once', cold.level, isShort ? 3 : 100, 'interactive', 0.3);
  } finally {
    await cloud.close();
  }
  const { level } = compileSample(cloud.engine, 'supply-chain');
  rows.push(
    await durableRow(level, isShort ? { count: 4_000, peerCount: 200, rounds: 1 } : { count: 300_000, peerCount: 2_000, rounds: 5 }),
  );
  const { template } = await ensureTemplate();
  const timed = new Set(['session-slice', 'player-socket', 'audit-writer', 'publish-verify']);
  for (const { name, bytes, loadMs } of functionSizes(template, (each) => timed.has(each), isShort ? 1 : 5)) {
    rows.push(against(`function ${name}: code`, bytes / 1024, 4096, 'KiB'));
    if (timed.has(name)) rows.push(against(`function ${name}: load in a fresh process`, loadMs, 500, 'ms'));
  }
  return rows;
}

export const area: Area = { name: 'cloud', run };
