/**
 * A client that was written from the protocol's page alone plays on the product's cloud. Run it alone:
 * `vitest run --project node test/contract/terminal-client.test.ts`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { playInTerminal, type Player } from '../../clients/terminal/index.ts';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

let cloud: ProductCloud;
let origin: string;
/** What stands where the Playground's door is: the one document that the client reads there. */
const door = createServer((request, response) => {
  if (request.url?.startsWith('/config.json?')) response.end(JSON.stringify({ websocket: cloud.target.outputs.WebSocketUrl }));
  else response.writeHead(404).end();
});

beforeAll(async () => {
  cloud = await openProductCloud();
  const level = compileSample(cloud.engine, 'supply-chain');
  await cloud.demo.publish({
    tenant: 'demo',
    channel: 'live',
    level,
    engine: cloud.build.id,
    proofs: cloud.engine.prove(level),
    publisher: 'ada',
  });
  await new Promise<void>((resolve) => void door.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
}, 240_000);
afterAll(async () => {
  door.close();
  await cloud.close();
});

const start = () => cloud.demo.startSession({ tenant: 'demo', level: 'beer-game', person: 'ada', scenario: 'benchmark' });
const linkTo = ({ id, token }: { id: string; token: string }): string => `${origin}/play#tenant=demo&session=${id}&token=${token}`;

/** Somebody at a terminal: types the next line once something that fits was printed. */
async function sit(
  link: string,
  talk: readonly (readonly [answerTo: RegExp, line: string, meanwhile?: () => Promise<unknown>])[],
): Promise<{ code: number; out: string[] }> {
  const out: string[] = [];
  let wake = (): void => {};
  const lines = (async function* type() {
    let read = 0;
    for (const [answerTo, line, meanwhile] of talk) {
      while (!out.slice(read).some((printed) => answerTo.test(printed))) await new Promise<void>((resolve) => (wake = resolve));
      read = out.length;
      await meanwhile?.();
      yield line;
    }
  })();
  const print = (line: string): void => {
    out.push(line);
    wake();
  };
  return { code: await playInTerminal(link, { lines, print, width: 80 }), out };
}

/** What is piped in, by somebody new unless they are known. */
async function pipedAs(who: { known?: Player; keep?: (player: Player) => void }, link: string, ...typed: string[]) {
  const out: string[] = [];
  const lines = (async function* given() {
    yield* typed;
  })();
  return { code: await playInTerminal(link, { ...who, lines, print: (line) => void out.push(line), width: 80, piped: true }), out };
}
const piped = (link: string, ...typed: string[]) => pipedAs({}, link, ...typed);

describe('a player at a terminal', () => {
  it('takes a place, plays three weeks, is told what goes wrong, and the session holds what was played', async () => {
    const started = await start();
    const { code, out } = await sit(linkTo(started), [
      [/help, quit/, 'take retailer'],
      [/your turn as Retailer/, 'order lots'],
      [/quantity is a whole number/, 'order 6'],
      [/week 1 .*your turn/, 'order 7'],
      [/week 2 .*your turn/, 'order -5'],
      [/quantity/, 'order 8'],
      [/week 3 .*your turn/, 'seats'],
      [/Retailer: you/, 'quit'],
    ]);
    expect(code, out.join('\n')).toBe(0);
    const { ticks, kpis } = await cloud.demo.session('demo', started.id);
    expect(ticks).toBe(3);
    expect(out.findLast((line) => line.includes('Total cost'))).toContain(`Total cost ${String(kpis['total_cost'])}`);
    expect(await cloud.demo.verifySession('demo', started.id)).toMatchObject({ diverged: false, findings: [] });
    const { commands } = await cloud.demo.recording('demo', started.id);
    expect(JSON.stringify(commands).match(/"quantity":-?\d+/g)).toEqual(['"quantity":6', '"quantity":7', '"quantity":8']);
  }, 120_000);

  it('plays on through a pause, and leaves with the last figures when the session is ended', async () => {
    const started = await start();
    const by = { tenant: 'demo', session: started.id, person: 'ada' };
    const { code, out } = await sit(linkTo(started), [
      [/help, quit/, 'take retailer'],
      [/your turn as Retailer/, 'look', () => cloud.demo.changePhase({ ...by, change: 'pause' })],
      [/is paused: nothing happens/, 'order 6'],
      [/paused$/, 'look', () => cloud.demo.changePhase({ ...by, change: 'resume' })],
      [/week 1 .*your turn/, 'look', () => cloud.demo.changePhase({ ...by, change: 'end' })],
      [/never/, 'quit'],
    ]);
    expect(code, out.join('\n')).toBe(0);
    expect(out).toContain('The session goes on.');
    expect(out.at(-1), out.join('\n')).toBe('The session was ended by whoever runs it.');
    const { ticks, kpis } = await cloud.demo.session('demo', started.id);
    expect(ticks).toBe(1);
    expect(out.findLast((line) => line.includes('Total cost'))).toContain(`Total cost ${String(kpis['total_cost'])}`);
    const after = await sit(linkTo(started), [[/never/, 'quit']]);
    expect([after.code, after.out.at(-1)]).toEqual([0, 'week 1 · the game is over']);
  }, 60_000);

  it('is told by the exit code that piped lines were refused or not understood, and what the others came to', async () => {
    const started = await start();
    const link = linkTo(started);
    const played = await piped(link, 'take retailer', 'order 4');
    expect([played.code, played.out.at(-1)], played.out.join('\n')).toEqual([0, expect.stringContaining('week 1 ')]);
    const { kpis } = await cloud.demo.session('demo', started.id);
    expect(played.out.findLast((line) => line.includes('Total cost'))).toContain(`Total cost ${String(kpis['total_cost'])}`);
    for (const [line, sentence] of [
      ['order 99999999999', 'quantity is a whole number from 0 to 9999, not “99999999999”.'],
      ['bogus', 'There is no command “bogus”.'],
      ['order x', 'not “x”'],
      ['take moon', 'There is no stage moon; there are Factory, Distributor, Wholesaler, Retailer.'],
      ['take', 'Say which stage: TakeStage and one of Factory, '],
      ['take retailer', 'Retailer is taken by player 1. Free: Factory, Distributor, Wholesaler.'],
      ['order 4', 'You hold no seat: take one first, for example: TakeStage Factory'],
      ['release', 'You hold no seat: take one first'],
    ] as const) {
      const { code, out } = await piped(link, line);
      expect([code, out.join('\n')], line).toEqual([1, expect.stringContaining(sentence)]);
    }
    await cloud.demo.changePhase({ tenant: 'demo', session: started.id, person: 'ada', change: 'end' });
    const late = await piped(link, 'order 4');
    expect(late.code, late.out.join('\n')).toBe(1);
    expect((await piped(link, 'seats')).code).toBe(0);
  }, 60_000);

  it('reads which stages there are and who sits there before anybody has played, and needs no seat for that', async () => {
    const started = await start();
    const { code, out } = await piped(linkTo(started), 'seats', 'help', 'look');
    expect(code, out.join('\n')).toBe(0);
    expect(out.filter((line) => /^ {2}TakeStage {2}stage \(one of Factory, Distributor, Wholesaler, Retailer\)$/.test(line))).toHaveLength(
      2,
    );
    expect(out.filter((line) => line.endsWith(': free'))).toHaveLength(4);
    expect((await cloud.demo.session('demo', started.id)).players).toBe(0);
  }, 60_000);

  it('who is known comes back to their seat and plays on; nobody new takes part', async () => {
    const started = await start();
    const kept: Player[] = [];
    const keep = (player: Player): void => void kept.push(player);
    expect(await pipedAs({ keep }, linkTo(started), 'take retailer', 'order 4')).toMatchObject({ code: 0 });
    expect(kept).toHaveLength(1);
    const { code, out } = await pipedAs({ known: kept[0]!, keep }, linkTo(started), 'order 5');
    expect([code, out.at(-1)], out.join('\n')).toEqual([0, expect.stringContaining('week 2 ')]);
    expect(out).toContain('You are back at your seat: Retailer.');
    expect(kept).toEqual([kept[0], kept[0]]);
    expect((await cloud.demo.session('demo', started.id)).players).toBe(1);
    await cloud.demo.changePhase({ tenant: 'demo', session: started.id, person: 'ada', change: 'end' });
    expect((await pipedAs({ known: kept[0]!, keep }, linkTo(started), 'seats')).code).toBe(0);
  }, 60_000);

  it('is told what is wrong with a link', async () => {
    const started = await start();
    expect(await sit('http://127.0.0.1/play', [])).toMatchObject({ code: 2, out: [expect.stringContaining('not complete')] });
    expect(await sit(linkTo({ ...started, token: 'x' }), [])).toMatchObject({
      code: 2,
      out: [expect.stringContaining('No session takes this link')],
    });
    expect(await sit(linkTo(started).replace(/:\d+/, ':9'), [])).toMatchObject({
      code: 2,
      out: [expect.stringContaining('Nobody answers')],
    });
  }, 60_000);

  it('of another version of the protocol is not let in', async () => {
    const { id, token } = await start();
    const query = new URLSearchParams({ protocol: '1', tenant: 'demo', session: id, token });
    const socket = new WebSocket(`${cloud.target.outputs.WebSocketUrl}?${query.toString()}`);
    expect(await new Promise((resolve) => socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode)))).toBe(426);
  });
});
