import { beforeAll, describe, expect, it } from 'vitest';
import type { SessionRef } from '../../ports/index.ts';
import { acceptCommand, joinSession } from '../session/index.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { fetchPackage } from '../publish/index.ts';
import { exportAudit, queryAudit, readExport, verifySession } from './index.ts';
import { AuditRecord } from './record.ts';

const cloud = new ToyCloud();
let ref: SessionRef;
let lines: readonly string[];
let play: (quantity: number) => Promise<void>;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

beforeAll(async () => {
  await cloud.publish();
  const { start } = await cloud.startSession();
  ref = { tenant: start.tenant, session: start.session };
  const { sender } = await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
  await acceptCommand(cloud.acceptDeps(), start, { sender, type: 'Take', payload: { stage: 'shop' } });
  play = async (quantity) => {
    await acceptCommand(cloud.acceptDeps(), start, { sender, type: 'Order', payload: { quantity } });
    await cloud.runLoops();
    await cloud.runAudit();
  };
  for (const quantity of [4, 9, 2]) await play(quantity);
  lines = await exported(async () => 3);
});

async function exported(commits: () => Promise<number>): Promise<string[]> {
  const deps = {
    audit: cloud.audit,
    sleep: async () => {},
    commits,
    package: (named: Parameters<typeof fetchPackage>[1]) => fetchPackage(cloud.levels, named),
    key: async () => new Uint8Array([1]),
    base64,
  };
  const said: string[] = [];
  for await (const line of exportAudit(deps, ref)) said.push(line);
  return said;
}

/** What is found in a file of these lines. */
async function findings(of: readonly string[]): Promise<string[]> {
  const { header, audit, package: bytes, problems } = readExport(of.map((line) => `${line}\n`).join(''))!;
  const verdict = await verifySession(
    {
      ...cloud.verifyDeps(),
      audit,
      level: async (engine) => engine.openPackage(bytes.manifest, bytes.files),
      head: async () => ({ version: header.commits }),
    },
    ref,
  );
  return [...problems, ...verdict.findings.map(({ message }) => message)];
}
const lineOf = (kind: string, last = false): number => {
  const has = (line: string): boolean => (JSON.parse(line) as { kind: string }).kind === kind;
  return last ? lines.findLastIndex(has) : lines.findIndex(has);
};
const without = (index: number): string[] => lines.toSpliced(index, 1);

describe('an exported audit', () => {
  it('verifies by itself: records, segments, digest, replay of the package in it', async () => {
    expect(await findings(lines)).toEqual([]);
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(new Set(['export', 'package', 'file', 'record', 'segment', 'link', 'end']));
    expect(kinds.filter((kind) => kind === 'record')).toHaveLength(4);
  });

  it('of which one order was changed is found out, and where', async () => {
    const changed = lines.map((line) => line.replace('\\"quantity\\":9', '\\"quantity\\":8'));
    const found = await findings(changed);
    expect(found[0]).toContain('The file was changed after it was written');
    expect(found.join('\n')).toMatch(/AUDIT#000000000002 of session .+ was changed/);
    expect(found.join('\n')).toMatch(/parts from AUDIT#000000000002/);
  });

  it('of which the last record was taken out, whatever else was made to fit, is found out', async () => {
    const found = await findings(without(lineOf('record', true)).toSpliced(-1, 1));
    expect(found).toContain('The file was cut short: its last line is missing.');
    expect(found.join('\n')).toContain('AUDIT#000000000003 is missing: HEAD stands at commit 3.');
  });

  it('of which a segment’s head, a link or a file of the package is missing is found out', async () => {
    expect((await findings(without(lineOf('segment')))).join('\n')).toMatch(/sealed segment up to .+ is missing|does not follow/);
    expect((await findings(without(lineOf('file')))).join('\n')).toContain('cannot be replayed');
    expect((await findings(without(lineOf('link'))))[0]).toContain('The file was changed');
  });

  it('whose bytes are written otherwise than they are said is found out', async () => {
    const next = (sign: string): string => String.fromCharCode(sign.charCodeAt(0) + 1);
    const at = lines.findIndex((line) => /"(?:bytes|manifest)":"[^"]*[AQgw]=+"/.test(line));
    const changed = lines.map((line, index) =>
      index === at ? line.replace(/([AQgw])(=+")/, (_, sign: string, end: string) => next(sign) + end) : line,
    );
    expect(await findings(changed)).toContain(`Line ${at + 1} of the file cannot be read.`);
    const header = JSON.parse(lines[0]!) as { key: string };
    expect(header.key).toBe('AQ==');
    expect(readExport(`${JSON.stringify({ ...header, key: 'AR==' })}\n`), 'a key has one text').toBeUndefined();
  });

  it('that is something else is none', () => {
    expect(readExport('{"kind":"record"}\n')).toBeUndefined();
    expect(readExport('')).toBeUndefined();
  });
});

describe('asking who did what', () => {
  const ask = (query: Parameters<typeof queryAudit>[1]) => {
    const records = cloud.audit.stored.get(`${ref.tenant}/${ref.session}`)!.map(({ record }) => AuditRecord.parse(JSON.parse(record)));
    return queryAudit(records, query).map(({ tick, who, type }) => [tick, who, type]);
  };

  it('names the start, who joined, and every command with its tick and player', () => {
    expect(ask({})).toEqual([
      [0, expect.stringMatching(/^u-/), '$start'],
      [1, 'p-1', '$join'],
      [1, 'p-1', 'Take'],
      [1, 'p-1', 'Order'],
      [2, 'p-1', 'Order'],
      [3, 'p-1', 'Order'],
    ]);
  });

  it('tells of a pause, a resume and an end when they took effect, at a tick that ran', () => {
    const stored = cloud.audit.stored.get(`${ref.tenant}/${ref.session}`)!.map(({ record }) => AuditRecord.parse(JSON.parse(record)));
    const last = stored.at(-1)!;
    if (last.kind !== 'slice') throw new Error('A session that ran has commits.');
    const done = (type: string, at: number, tick: number) => ({
      seq: 9,
      tick,
      sender: 0,
      clientSeq: 9,
      type,
      payload: { person: 'u-1', at },
    });
    const late = {
      ...last,
      at: 9000,
      commands: [done('$pause', 5000, last.toTick), done('$end', 6000, last.toTick + 1), done('$end', 9999, 1)],
    };
    expect(queryAudit([stored[0]!, late], { who: 'system' }).map(({ type, at, tick }) => [type, at, tick])).toEqual([
      ['$pause', 5000, last.toTick],
      ['$end', 6000, last.toTick],
      ['$end', 9000, 1],
    ]);
  });

  it('narrows by tick, time, seat or player, and type', () => {
    expect(ask({ from: { tick: 2 }, to: { tick: 2 } })).toEqual([[2, 'p-1', 'Order']]);
    expect(ask({ who: '1', type: 'Take' })).toEqual([[1, 'p-1', 'Take']]);
    expect(ask({ who: 'p-1' })).toHaveLength(5);
    expect(ask({ who: 'system' })).toEqual([]);
    expect(ask({ to: { at: 1 } })).toEqual([]);
    expect(ask({ from: { at: 1 } })).toHaveLength(6);
  });
});

// Last, for it plays the session on.
describe('an audit exported while its session goes on', () => {
  it('verifies, whatever is played and sealed meanwhile', async () => {
    const moving = await exported(async () => {
      await play(5);
      const { version } = (await cloud.verifyDeps().head(ref))!;
      await play(7);
      return version;
    });
    expect(JSON.parse(moving[0]!)).toMatchObject({ commits: 4 });
    expect(await findings(moving)).toEqual([]);
  });

  it('says that HEAD was set back, and leaves out nothing of what was recorded', async () => {
    const back = await exported(async () => 2);
    const records = back.filter((line) => line.includes('"kind":"record"'));
    expect(records).toHaveLength(cloud.audit.stored.get(`${ref.tenant}/${ref.session}`)!.length);
    expect((await findings(back)).join('\n')).toMatch(/AUDIT#000000000003 is sealed in .+, but HEAD stands at commit 2: it was set back/);
  });
});
