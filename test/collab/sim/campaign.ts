/** Many schedules, one report. */
import { performance } from 'node:perf_hooks';
import type { Faults } from './host.ts';
import { type Finding, type Wrong, wrongs } from './judge.ts';
import { play } from './play.ts';
import { makeSchedule, type Schedule } from './schedule.ts';
import { shrink } from './shrink.ts';

export interface Failure {
  seed: number;
  findings: Finding[];
  /** The fewest actions found that still fail in the same way. */
  smallest: Schedule;
}

export interface Report extends Record<Wrong, number> {
  transport: Schedule['transport'];
  seed: number;
  schedules: number;
  /** Edits that were made, by hand or by undo and redo. */
  ops: number;
  /** Edits that somebody was told are saved. */
  saved: number;
  /** The same documents, read without repair. */
  control: { schedules: number; bad: number; share: number };
  /** Entities that stand where Kleppmann's log of moves has them; `lamport`: the share when a Lamport clock alone orders the moves. */
  oracle: { entities: number; agree: number; share: number; lamport: number };
  /** How often a function of the cloud died at which moment. */
  deaths: Record<string, number>;
  seconds: number;
  failures: Failure[];
}

export interface CampaignOptions {
  schedules: number;
  transport?: Schedule['transport'];
  /** Of the first schedule; the others follow it. */
  seed?: number;
  faults?: Faults;
  /** Failures that are made small; the others are counted. */
  shrunk?: number;
  trace?: (line: string) => void;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Number((part / whole).toFixed(4)));
const kindsOf = (findings: readonly Finding[]): Set<Wrong> => new Set(findings.map(({ wrong }) => wrong));

async function makeSmall(schedule: Schedule, findings: Finding[], faults: Faults): Promise<Failure> {
  const kinds = kindsOf(findings);
  const smallest = await shrink(schedule, async (smaller) => (await play(smaller, faults)).findings.some(({ wrong }) => kinds.has(wrong)));
  return { seed: schedule.seed, findings, smallest };
}

/** The first of `most` schedules that fails, made small. */
export async function findFailure(
  most: number,
  faults: Faults = {},
  from = 1,
  transport?: Schedule['transport'],
): Promise<Failure | undefined> {
  for (let seed = from; seed < from + most; seed += 1) {
    const schedule = makeSchedule(seed, transport);
    const { findings } = await play(schedule, faults);
    if (findings.length > 0) return makeSmall(schedule, findings, faults);
  }
  return undefined;
}

export async function runCampaign({
  schedules,
  transport = 'websocket',
  seed = 1,
  faults = {},
  shrunk = 3,
  trace,
}: CampaignOptions): Promise<Report> {
  const start = performance.now();
  const counts = Object.fromEntries(wrongs.map((wrong) => [wrong, 0])) as Record<Wrong, number>;
  const failures: Failure[] = [];
  const deaths: Record<string, number> = {};
  let [ops, saved, bad, entities, agree, lamport] = [0, 0, 0, 0, 0, 0];
  for (let at = seed; at < seed + schedules; at += 1) {
    const schedule = makeSchedule(at, transport);
    const outcome = await play(schedule, faults, trace);
    ops += outcome.edits;
    saved += outcome.saved;
    for (const [moment, count] of Object.entries(outcome.deaths)) deaths[moment] = (deaths[moment] ?? 0) + count;
    if (!outcome.isSoundUnrepaired) bad += 1;
    entities += outcome.oracle.entities;
    agree += outcome.oracle.document;
    lamport += outcome.oracle.lamport;
    for (const kind of kindsOf(outcome.findings)) counts[kind] += 1;
    if (outcome.findings.length > 0 && failures.length < shrunk) failures.push(await makeSmall(schedule, outcome.findings, faults));
  }
  return {
    transport,
    seed,
    schedules,
    ops,
    saved,
    ...counts,
    control: { schedules, bad, share: share(bad, schedules) },
    oracle: { entities, agree, share: share(agree, entities), lamport: share(lamport, entities) },
    deaths,
    seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
    failures,
  };
}

/** Shares of fewer schedules than this say nothing. */
const fewest = 200;
const leastControl = 0.05;
const leastAgreement = 0.98;

/** Every bound that the report breaks, as a sentence. */
export function broken({ schedules, control, oracle, ...report }: Report): string[] {
  const counted = wrongs.filter((wrong) => report[wrong] > 0).map((wrong) => `${report[wrong]} of ${schedules} schedules: ${wrong}`);
  if (schedules < fewest) return counted;
  if (control.share < leastControl)
    counted.push(`Without repair only ${control.bad} of ${schedules} schedules are bad: they do not get in each other's way.`);
  if (oracle.share < leastAgreement)
    counted.push(`Only ${oracle.agree} of ${oracle.entities} entities stand where Kleppmann's log has them.`);
  return counted;
}
