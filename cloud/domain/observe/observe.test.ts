import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LedgerError } from '../../../engine/kernel/error.ts';
import type { LogLine, SessionStart, Span, Telemetry } from '../../ports/index.ts';
import { auditChange } from '../audit/index.ts';
import { costOf, noSpending, noUsage } from '../metering/index.ts';
import { acceptCommand, joinSession } from '../session/index.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import {
  alarms,
  emf,
  failureFields,
  Gauge,
  metricsEvery,
  overruns,
  pulseEvery,
  sessionMetrics,
  spansOf,
  speakable,
  traceId,
  traceOf,
} from './index.ts';

/** What a host wrote down, in memory. */
function notebook() {
  const spans: { session: string; seq: number; trace: string; spans: readonly Span[] }[] = [];
  const documents: object[] = [];
  const telemetry: Telemetry = {
    spans: ({ session }, command, passed) => void spans.push({ session, ...command, spans: passed }),
    metrics: (document) => void documents.push(document),
  };
  return { spans, documents, telemetry };
}

/** A turn of a game, played and audited; `traced`: somebody asked for the way of its commands. */
async function playedTurn({ traced }: { traced: boolean }) {
  const cloud = new ToyCloud();
  const { telemetry, ...written } = notebook();
  await cloud.publish();
  const { start } = await cloud.startSession();
  const accept = { ...cloud.acceptDeps(), random: { bytes: (n: number) => new Uint8Array(n).fill(250) }, telemetry };
  if (traced) await cloud.sessions.traceUntil(start, cloud.now + 60_000);
  const { sender } = await joinSession(accept, start, { player: 'p-1', secret: 'hush' });
  for (const [type, payload] of [
    ['Take', { stage: 'shop' }],
    ['Order', { quantity: 4 }],
  ] as const)
    await acceptCommand(accept, start, { sender, type, payload });
  await cloud.runLoops({ deps: { ...cloud.sliceDeps(), telemetry } });
  for (const change of cloud.sessions.stream)
    await auditChange(
      { audit: cloud.audit, log: cloud.sessions, keys: cloud.keys, clock: cloud.clock, spending: cloud.auditSpending, telemetry },
      change,
    );
  return { cloud, start, ...written };
}

describe('a command whose way is followed', () => {
  it('carries one trace from the router over the slice and the players to the audit', async () => {
    const { cloud, start, spans } = await playedTurn({ traced: true });
    const commands = await cloud.sessions.read(start, 0, 99);
    expect(commands.map(({ trace }) => trace)).toEqual(commands.map(() => expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)));
    for (const { seq, trace } of commands) {
      const own = spans.filter((one) => one.seq === seq);
      expect(own.map((one) => one.trace)).toEqual(own.map(() => trace));
      const lines = own.map((one): LogLine => ({
        level: 'info',
        at: '',
        function: 'f',
        message: 'span',
        trace: traceId(one.trace),
        spans: one.spans,
      }));
      const way = spansOf(lines, traceId(trace!));
      expect(way.map(({ name }) => name)).toEqual(['accepted', 'slice', 'committed', 'pushed', 'audited']);
      expect(way.map(({ from }) => from)).toEqual(way.map(({ from }) => from).toSorted((a, b) => a - b));
    }
  });

  it('leaves no mark in the world, in HEAD’s chain or in the audit', async () => {
    const [traced, plain] = await Promise.all([playedTurn({ traced: true }), playedTurn({ traced: false })]);
    expect((await plain.cloud.sessions.read(plain.start, 0, 99)).some(({ trace }) => trace !== undefined)).toBe(false);
    expect(plain.spans).toEqual([]);
    const evidence = async ({ cloud, start }: typeof plain) => {
      const { hash, chain, version } = (await cloud.sessions.head(start))!;
      const records: unknown[] = [];
      for await (const { record } of cloud.audit.records(start)) records.push(record);
      return { hash, chain, version, records };
    };
    expect(await evidence(traced)).toEqual(await evidence(plain));
    expect(JSON.stringify((await evidence(traced)).records)).not.toMatch(/00-[0-9a-f]{32}-/);
  });

  it('is one in a hundred where nobody asked, every one while somebody does, and none beyond the sample afterwards', () => {
    let drawn = 0;
    const random = { bytes: (n: number) => (n === 2 ? Uint8Array.of((drawn += 1) % 256, (drawn >> 8) % 256) : new Uint8Array(n)) };
    const sampled = (head: { tracedUntil?: number }): number =>
      Array.from({ length: 65_536 }, () => traceOf(head, { now: 1000, random })).filter((trace) => trace !== undefined).length;
    expect(sampled({}) / 65_536).toBeCloseTo(0.01, 3);
    expect(sampled({ tracedUntil: 999 }) / 65_536).toBeCloseTo(0.01, 2);
    expect(traceOf({ tracedUntil: 1001 }, { now: 1000, random })).toBeDefined();
  });

  it('that was tried twice is told by its first time', () => {
    const line = (from: number, to: number): LogLine => ({
      level: 'info',
      at: '',
      function: 'f',
      message: 'span',
      trace: 't',
      spans: [{ name: 'audited', from, to }],
    });
    expect(spansOf([line(20, 25), line(10, 15), { ...line(1, 2), trace: 'other' }], 't')).toEqual([{ name: 'audited', from: 10, to: 15 }]);
  });
});

const sample = { ticks: 5, hz: 20, behind: 0, commands: 2, listeners: 3, fuel: 7 };
const slicesOf = (gauge: Gauge, times: number, ms: number, from = 0): number => {
  for (let index = 0; index < times; index += 1) {
    for (let tick = 0; tick < sample.ticks; tick += 1)
      gauge.tick([
        { system: 'behaviour', ms: 0.5 },
        { system: 'scripts', ms: ms / 5 - 0.5 },
      ]);
    gauge.slice({ ...sample, began: from + index * 250, ended: from + index * 250 + ms });
  }
  return from + times * 250;
};

describe('a session’s pulse', () => {
  it('says the rate, the frame time and what was late, once a second', () => {
    const gauge = new Gauge(0);
    slicesOf(gauge, 8, 10);
    expect(gauge.pulse(2_000)).toMatchObject({ hz: 20, due: 20, p50: 2, p99: 2, slices: 8, late: 0, commands: 16, listeners: 3 });
    expect(gauge.pulse(2_000 + pulseEvery - 1)).toBeUndefined();
    slicesOf(gauge, 8, 260, 2_000);
    const pulse = gauge.pulse(4_000)!;
    expect(pulse).toMatchObject({ slices: 16, late: 8, p99: 52 });
    expect(overruns(pulse)).toBe(true);
    expect(overruns({ slices: 4, late: 4 })).toBe(false);
    expect(overruns({ slices: 100, late: alarms.overruns.percent })).toBe(false);
  });

  it('tells an hour of a game of turns by sixty turns like the last, and one by the clock by the time of its loop', () => {
    const perHour = (hz: number): string | undefined => {
      const gauge = new Gauge(0);
      gauge.spent({ ...noSpending, messages: 100, loopMs: 36_000 });
      gauge.slice({ began: 0, ended: 3_000, ticks: 10, hz, behind: 0, commands: 10, listeners: 1, fuel: 1 });
      return gauge.pulse(4_000)!.perHour;
    };
    const spent = costOf({ ...noUsage, messages: 100, loopMs: 36_000 }).usd;
    expect(Number(perHour(0))).toBeCloseTo(Number(spent) * 6, 8);
    expect(Number(perHour(20))).toBeCloseTo(Number(spent) * 100, 6);
  });

  it('stands in HEAD beside what the loop commits, by the host’s clock', async () => {
    const cloud = new ToyCloud();
    await cloud.publish(toyPackage({ clock: 'realtime' }));
    const { start } = await cloud.startSession();
    await cloud.runLoops({ limit: 20 });
    const { pulse } = (await cloud.sessions.head(start))!;
    expect(pulse).toMatchObject({ due: 20, p50: 1, late: 0 });
    expect(pulse!.hz).toBeCloseTo(20, 0);
    expect(Number(pulse!.perHour)).toBeGreaterThan(0);
  });
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html, its schema as zod. */
const Metric = z.object({ Name: z.string().min(1).max(1024), Unit: z.enum(['Milliseconds', 'Count', 'Bytes']).optional() });
const Emf = z
  .looseObject({
    _aws: z.object({
      Timestamp: z.int(),
      CloudWatchMetrics: z.array(
        z.object({
          Namespace: z.string().min(1).max(1024),
          Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
          Metrics: z.array(Metric).max(100),
        }),
      ),
    }),
  })
  .superRefine((document, context) => {
    for (const { Dimensions, Metrics } of document._aws.CloudWatchMetrics) {
      for (const name of Dimensions.flat()) if (typeof document[name] !== 'string') context.addIssue(`dimension ${name} has no text`);
      for (const { Name } of Metrics) {
        const value = document[Name];
        const values = Array.isArray(value) ? value : [value];
        if (values.length === 0 || values.length > 100 || !values.every(Number.isFinite)) context.addIssue(`${Name} has no number`);
      }
    }
  });

describe('metrics', () => {
  it('are a line in the embedded metric format at most once in ten seconds, and one when the loop stops', async () => {
    const cloud = new ToyCloud();
    const { documents, telemetry } = notebook();
    await cloud.publish(toyPackage({ clock: 'realtime' }));
    const { start } = await cloud.startSession();
    const began = cloud.now;
    await cloud.runLoops({ deps: { ...cloud.sliceDeps(), telemetry }, limit: 1_000 });
    const lines = documents.map((document) => Emf.parse(JSON.parse(JSON.stringify(document))));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.length).toBeLessThanOrEqual(Math.ceil((cloud.now - began) / metricsEvery) + 1);
    const { ticks, cmdSeq } = (await cloud.sessions.head(start))!;
    const whole = (name: string): number => lines.reduce((sum, line) => sum + Number(line[name]), 0);
    expect(whole('Ticks')).toBe(ticks);
    expect(whole('Commands')).toBe(cmdSeq);
    expect(whole('LateSlices')).toBe(0);
    expect(lines[0]).toMatchObject({ Tenant: 'demo', Level: 'counter', Session: start.session, Fuel: 10 * Number(lines[0]!['Ticks']) });
    expect(lines[0]!._aws.CloudWatchMetrics[0]!.Metrics.map(({ Name }) => Name)).toEqual(
      expect.arrayContaining(['FrameTime', 'AIThinkTime', 'ScriptTime', 'SliceTime', 'LateTicks', 'Players', 'PushBytes', 'Fuel']),
    );
  });

  it('keep their percentiles where a line may have a hundred values only', () => {
    const gauge = new Gauge(0);
    for (let index = 1; index <= 500; index += 1) gauge.tick([{ system: 'scripts', ms: index / 100 }]);
    gauge.slice({ ...sample, began: 0, ended: metricsEvery });
    const start = { tenant: 'demo', session: 's-1', level: 'yard' } as SessionStart;
    const { FrameTime } = Emf.parse(sessionMetrics(start, gauge.drain(metricsEvery)!, 12)) as { FrameTime?: number[] };
    expect([FrameTime!.length, FrameTime![49], FrameTime![98], FrameTime![99]]).toEqual([100, 2.5, 4.95, 5]);
    expect(gauge.drain(metricsEvery * 3)).toBeUndefined();
  });

  it('name a dimension only where it has a value', () => {
    expect(Emf.safeParse(emf(1, { tenant: 'demo' }, { Parked: 1 })).success).toBe(true);
    const broken = emf(1, { tenant: 'demo', level: 'yard', session: 's-1' }, { Parked: Number.NaN });
    expect(Emf.safeParse(broken).error?.issues.map(({ message }) => message)).toEqual(['Parked has no number']);
  });
});

describe('a line of the log', () => {
  it('says nothing that is somebody’s or opens something', () => {
    const planted = [
      'GET https://127.0.0.1/b/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0 failed',
      'no session for token: 0123456789abcdef0123456789abcdef',
      'ada.lovelace@example.org is not there',
      'bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl refused',
      'Unexpected token a in JSON at 0: "ada pays 40 EUR" is not valid JSON',
    ];
    for (const text of planted) expect(speakable(text)).not.toMatch(/AKIA|fe5f80f7|0123456789abcdef|lovelace|eyJ|ada pays/);
    expect(speakable('x'.repeat(5_000))).toHaveLength(300);
  });

  it('says of a refusal its code and not its sentences, which may name a person', () => {
    const refusal = new LedgerError({ code: 'forbidden', message: 'Ada Lovelace may not publish in demo.', where: 'demo' });
    expect(failureFields(refusal)).toEqual({ code: 'forbidden', message: 'refused' });
    const fields = failureFields(new TypeError('cannot read "x" of undefined'));
    expect(fields).toMatchObject({ code: 'TypeError' });
    expect(fields.where).toContain('observe.test.ts');
  });
});
