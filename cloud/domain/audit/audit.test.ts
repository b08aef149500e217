import { describe, expect, it } from 'vitest';
import { canonical, digest } from '../evidence.ts';
import { acceptCommand, joinSession } from '../session/index.ts';
import type { TenantDigest } from '../../ports/index.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { honestRule, toyEngine } from '../testing/toy-engine.ts';
import { refuse } from '../refusal.ts';
import { StartRecord, startRecord } from './record.ts';
import { keepHeads, verifySession, verifyTenant, witnessOf, type WitnessStore } from './index.ts';

/** A game of four turns by one player, audited. */
async function played({
  deliveries = 1,
  orders = [4, 9, 2, 7],
  dies,
}: { deliveries?: number; orders?: readonly number[]; dies?: 'before-link' | 'before-note' } = {}) {
  const cloud = new ToyCloud();
  await cloud.publish();
  const { start } = await cloud.startSession();
  const { sender } = await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
  await acceptCommand(cloud.acceptDeps(), start, { sender, type: 'Take', payload: { stage: 'shop' } });
  const play = async (quantity: number): Promise<void> => {
    await acceptCommand(cloud.acceptDeps(), start, { sender, type: 'Order', payload: { quantity } });
    await cloud.runLoops();
    await cloud.runAudit(deliveries);
  };
  cloud.audit.reach = (point) => {
    if (point !== dies) return;
    cloud.audit.reach = () => {};
    throw new Error('the machine stopped');
  };
  for (const quantity of orders) await play(quantity).catch((error: unknown) => (dies === undefined ? Promise.reject(error) : undefined));
  await cloud.runAudit(deliveries);
  const name = `demo/${start.session}`;
  const rewrite = (seq: number, change: (record: Record<string, unknown>) => object, rehash = false): void => {
    const records = cloud.audit.stored.get(name)!;
    const found = records.findIndex((record) => record.seq === seq);
    const record = canonical(change(JSON.parse(records[found]!.record) as Record<string, unknown>));
    records[found] = { ...records[found]!, record, ...(rehash && { hash: digest(record) }) };
  };
  return { cloud, start, name, play, rewrite };
}
const names = (findings: readonly { kind: string; name: string }[]) => findings.map(({ kind, name }) => `${kind} ${name}`);

function memoryWitness(): WitnessStore {
  const kept: TenantDigest[] = [];
  return { seen: () => kept, keep: (_, links) => void kept.push(...links) };
}

describe('the audit', () => {
  it('keeps what a session was started with, of whatever kind', async () => {
    const { start } = await played({ orders: [] });
    const parameters = { night: true, open: [true, false], queue: 'fifo', pull: 0.5, demand: [4, 8] };
    const record = startRecord({ ...start, start: { ...start.start, parameters } });
    expect(StartRecord.parse(record).start.parameters).toEqual(parameters);
  });

  it('of an honest session holds, and replaying it gives every recorded hash', async () => {
    const { cloud, start } = await played();
    const verdict = await cloud.verifyAudit();
    expect(verdict.findings).toEqual([]);
    expect(verdict.sessions).toMatchObject([{ session: start.session, records: 5, ticks: 4, diverged: false }]);
  });

  it('says which tick consumed which command', async () => {
    const { cloud, name } = await played();
    const commands = cloud.audit.stored
      .get(name)!
      .flatMap(({ record }) => (JSON.parse(record) as { commands?: { seq: number; tick: number; type: string }[] }).commands ?? []);
    expect(commands.map(({ seq, tick, type }) => [seq, tick, type])).toEqual([
      [1, 1, '$join'],
      [2, 1, 'Take'],
      [3, 1, 'Order'],
      [4, 2, 'Order'],
      [5, 3, 'Order'],
      [6, 4, 'Order'],
    ]);
  });

  it('is the same, and counted once, when the stream delivers everything three times', async () => {
    const [once, thrice] = [await played(), await played({ deliveries: 3 })];
    expect(thrice.cloud.audit.stored).toEqual(once.cloud.audit.stored);
    // What happened is counted once; what it took to hear of it three times is spent.
    const counted = ({ cloud }: typeof once) =>
      cloud.audit.usage.map(({ slices, ticks, fuel, commands, bytes, loops }) => ({ slices, ticks, fuel, commands, bytes, loops }));
    expect(counted(thrice)).toEqual(counted(once));
    expect((await thrice.cloud.verifyAudit()).findings).toEqual([]);
  });

  it('of a session that goes on while it is checked is not accused of what comes later', async () => {
    const { cloud, start, play } = await played();
    const { head } = cloud.verifyDeps();
    let asked = 0;
    const verdict = await verifySession(
      {
        ...cloud.verifyDeps(),
        head: async (ref) => {
          const before = await head(ref);
          // Its next turn is played, recorded and sealed before the segments are read.
          if ((asked += 1) === 1) await play(3);
          return before;
        },
      },
      start,
    );
    expect(verdict.findings).toEqual([]);
  });

  it('waits for the head of a segment that is being sealed; one that was linked is missed', async () => {
    const { cloud, start, name } = await played();
    const segments = cloud.audit.sealed.get(name)!;
    const whole = segments.at(-1)!;
    const beingSealed = { ...whole, head: undefined as unknown as typeof whole.head };
    const { links } = cloud.audit;
    const verdict = ({ comes = false, linked = true }) => {
      segments.splice(-1, 1, beingSealed);
      if (!linked) links.pop();
      let slept = 0;
      return verifySession(
        {
          ...cloud.verifyDeps(),
          sleep: async () => {
            slept += 1;
            if (comes && slept === 5) segments.splice(-1, 1, whole);
          },
        },
        start,
      );
    };
    expect((await verdict({ comes: true })).findings).toEqual([]);
    expect(names((await verdict({})).findings)).toEqual(['segment segment up to 4']);
    expect((await verdict({ linked: false })).findings, 'its writer died before it had its head').toEqual([]);
    segments.splice(0, 1, { ...segments[0]!, head: undefined as unknown as typeof whole.head });
    expect((await verdict({ comes: true })).findings).toContainEqual(
      expect.objectContaining({ kind: 'segment', message: `Sealed segment ${segments[0]!.name} has no readable head.` }),
    );
  });

  it('waits for a writer that is far behind and gets on, and for one that is dead no longer than a little while', async () => {
    const { cloud, start, play } = await played();
    const { stream } = cloud.sessions;
    const run = cloud.runAudit.bind(cloud);
    cloud.runAudit = async () => {};
    await play(3);
    await play(4);
    let slept = 0;
    const verdict = (writes: boolean) =>
      verifySession(
        {
          ...cloud.verifyDeps(),
          sleep: async () => {
            slept += 1;
            if (!writes || slept % 15 > 0) return;
            const later = stream.splice(1);
            await run();
            stream.push(...later);
          },
        },
        start,
      );
    expect((await verdict(false)).findings.map(({ name }) => name)).toContain('AUDIT#000000000006');
    expect(slept).toBe(40);
    slept = 0;
    expect((await verdict(true)).findings).toEqual([]);
    expect(slept).toBeGreaterThan(40);
  });

  it.each(['before-link', 'before-note'] as const)('whose writer died %s is whole after the next delivery, linked once', async (moment) => {
    const calm = await played();
    const { cloud, start } = await played({ dies: moment });
    expect(cloud.audit.links.map(({ seq }) => seq)).toEqual(calm.cloud.audit.links.map(({ seq }) => seq));
    expect(cloud.audit.noted.get(`demo/${start.session}`)).toEqual(cloud.audit.sealed.get(`demo/${start.session}`)!.at(-1)!.head);
    expect((await cloud.verifyAudit()).findings).toEqual([]);
  });

  it('finishes a segment that was stored before its writer died for good, and seals the rest behind it', async () => {
    const { cloud, start, play, name } = await played();
    cloud.audit.reach = (point) => {
      if (point === 'before-link') throw new Error('the machine stopped');
    };
    await expect(play(3)).rejects.toThrow('the machine stopped');
    cloud.audit.reach = () => {};
    cloud.sessions.stream.length = 0;
    await play(5);
    expect(
      cloud.audit.sealed
        .get(name)!
        .map(({ head }) => [head.from, head.to])
        .at(-2),
    ).toEqual([5, 5]);
    expect(cloud.audit.links.map(({ seq }) => seq).slice(-2)).toEqual([5, 6]);
    expect((await cloud.verifySession(start)).findings).toEqual([]);
  });

  it('meters what the engine counted', async () => {
    const { cloud } = await played();
    const sum = (key: 'ticks' | 'fuel' | 'commands') => cloud.audit.usage.reduce((total, usage) => total + usage[key], 0);
    expect([sum('ticks'), sum('fuel'), sum('commands')]).toEqual([4, 40, 6]);
  });

  it('meters what it stores and signs itself: a segment, its head, the digest’s link, and the list before them', async () => {
    const { cloud } = await played();
    // A segment is sealed behind each turn, and counted with the turn after it.
    expect(cloud.audit.usage.slice(2).map(({ puts, signatures }) => [puts, signatures])).toEqual(Array(3).fill([4, 2]));
  });
});

describe('an engine that throws while a session is replayed', () => {
  it.each<[string, () => never]>([
    ['a refusal', () => refuse({ code: 'body-lost', message: 'the body of crate has left every number behind' })],
    ['a fault of its own', () => (undefined as unknown as { tick: () => never }).tick()],
    [
      'what is no error at all',
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- an old engine build may throw anything
        throw 'out of order';
      },
    ],
  ])('is a finding of that session, not the end of the audit: %s', async (_, fail) => {
    const { cloud, start } = await played();
    await cloud.startSession();
    await cloud.runAudit();
    const deps = cloud.verifyDeps();
    const broken = toyEngine({ rule: (total, tick) => (tick === 3 ? fail() : honestRule(total, tick)) });
    const verdict = await verifyTenant(
      { ...deps, engines: { ...deps.engines, load: async () => broken } },
      'demo',
      await cloud.sessions.list('demo'),
    );
    expect(verdict.sessions).toHaveLength(2);
    expect(verdict.findings).toMatchObject([
      { kind: 'session', session: start.session, message: expect.stringContaining('cannot be replayed: ') },
    ]);
    expect(verdict.sessions.find(({ session }) => session === start.session)).toMatchObject({ diverged: true, ticks: 0 });
  });
});

describe('tampering is named:', () => {
  it('one changed command', async () => {
    const { cloud, rewrite } = await played();
    rewrite(2, (record) => ({
      ...record,
      commands: (record['commands'] as object[]).map((command) => ({ ...command, payload: { quantity: 5 } })),
    }));
    const { findings } = await cloud.verifyAudit();
    expect(names(findings)).toContain('record AUDIT#000000000002');
  });

  it('one changed hash', async () => {
    const { cloud, name } = await played();
    const records = cloud.audit.stored.get(name)!;
    records[3] = { ...records[3]!, hash: '0'.repeat(64) };
    expect(names((await cloud.verifyAudit()).findings)[0]).toBe('record AUDIT#000000000003');
  });

  it('the last record deleted', async () => {
    const { cloud, name } = await played();
    cloud.audit.stored.get(name)!.pop();
    expect(names((await cloud.verifyAudit()).findings)).toContain('record AUDIT#000000000004');
  });

  it('the last record deleted and HEAD set back to hide it: the tenant’s digest vouches for it', async () => {
    const { cloud, name } = await played();
    cloud.audit.stored.get(name)!.pop();
    cloud.audit.sealed.get(name)!.pop();
    cloud.sessions.heads.set(name, { ...cloud.sessions.heads.get(name)!, version: 3 });
    const found = names((await cloud.verifyAudit()).findings);
    expect(found).toContain('session AUDIT#000000000004');
    expect(found).toContain('segment segment up to 4');
  });

  it('the last record deleted and HEAD set back: the segment that is locked still holds it', async () => {
    const { cloud, name, start } = await played();
    cloud.audit.stored.get(name)!.pop();
    cloud.audit.links.length = 0;
    cloud.sessions.heads.set(name, { ...cloud.sessions.heads.get(name)!, version: 3 });
    expect(names((await cloud.verifyAudit()).findings)).toEqual(['record AUDIT#000000000004']);
    expect(names((await cloud.verifySession(start)).findings)).toEqual(['record AUDIT#000000000004']);
  });

  it('a record, its segment and HEAD taken back: a session checked alone is held against the tenant’s digest too', async () => {
    const { cloud, name, start } = await played();
    cloud.audit.stored.get(name)!.pop();
    cloud.audit.sealed.get(name)!.pop();
    cloud.sessions.heads.set(name, { ...cloud.sessions.heads.get(name)!, version: 3 });
    expect(names((await cloud.verifySession(start)).findings)).toContain('session AUDIT#000000000004');
  });

  it('a whole session deleted', async () => {
    const { cloud, name, start } = await played();
    cloud.audit.stored.delete(name);
    cloud.audit.sealed.delete(name);
    cloud.sessions.heads.delete(name);
    cloud.sessions.starts.delete(name);
    const { findings } = await cloud.verifyAudit();
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.map(({ session }) => session))).toEqual(new Set([start.session]));
  });

  it('a record in the middle deleted', async () => {
    const { cloud, name } = await played();
    cloud.audit.stored.get(name)!.splice(2, 1);
    expect((await cloud.verifyAudit()).findings.length).toBeGreaterThan(0);
  });

  it('one byte of a sealed segment', async () => {
    const { cloud, name } = await played();
    const segment = cloud.audit.sealed.get(name)![1]!;
    segment.bytes[40]! ^= 1;
    expect(names((await cloud.verifyAudit()).findings)).toEqual([`segment ${segment.name}`]);
  });

  it('a segment whose head another key signed', async () => {
    const { cloud, name } = await played();
    const segment = cloud.audit.sealed.get(name)![0]!;
    cloud.audit.sealed.get(name)![0] = { ...segment, head: { ...segment.head, signature: { ...segment.head.signature, value: 'x' } } };
    expect(names((await cloud.verifyAudit()).findings)).toEqual([`segment ${segment.name}`]);
  });

  it('a digest link deleted', async () => {
    const { cloud } = await played();
    cloud.audit.links.splice(1, 1);
    expect((await cloud.verifyAudit()).findings[0]).toMatchObject({ kind: 'digest', name: 'DIGEST#2' });
  });

  it('a record rewritten and every hash after it made to fit: the replay parts there, and the seal does not match', async () => {
    const { cloud, name, rewrite } = await played();
    rewrite(2, (record) => ({ ...record, hashes: ['00000000deadbeef'] }), true);
    for (const seq of [3, 4]) {
      const prev = cloud.audit.stored.get(name)![seq - 1]!.hash;
      rewrite(seq, (record) => ({ ...record, prev }), true);
    }
    const { findings, sessions } = await cloud.verifyAudit();
    expect(sessions[0]).toMatchObject({ diverged: true, at: 'tick 2' });
    expect(names(findings)).toContain('record AUDIT#000000000002');
    expect(names(findings)).toContain('session AUDIT#000000000004');
  });

  it('everything forged with the keys in hand: only who saw the head before can tell', async () => {
    const { cloud, start, name } = await played();
    const store = memoryWitness();
    await keepHeads(cloud, store, 'demo');
    const witness = witnessOf(store.seen('demo'));
    expect((await cloud.verifyAudit({ witness })).findings).toEqual([]);

    // The forger plays another game of the same name with the same keys: every hash fits, every signature holds, the replay agrees.
    const forged = await played({ orders: [4, 9, 2, 8, 3] });
    expect(forged.name).toBe(name);
    cloud.audit.stored.set(name, forged.cloud.audit.stored.get(name)!);
    cloud.audit.sealed.set(name, forged.cloud.audit.sealed.get(name)!);
    cloud.audit.links.splice(0, Number.POSITIVE_INFINITY, ...forged.cloud.audit.links);
    cloud.sessions.heads.set(name, forged.cloud.sessions.heads.get(name)!);

    const unseen = await cloud.verifyAudit();
    expect(unseen.findings).toEqual([]);
    expect(unseen.sessions).toMatchObject([{ records: 6, ticks: 5, diverged: false }]);
    expect((await cloud.verifyAudit({ witness })).findings).toContainEqual({
      kind: 'session',
      session: start.session,
      name: 'AUDIT#000000000004',
      message: 'AUDIT#000000000004 is not the head that a client saw.',
    });
    await keepHeads(cloud, store, 'demo');
    expect(witnessOf(store.seen('demo')), 'what was forged is not taken for something seen').toEqual(witness);
  });

  it('a session of which nothing is left, not even in the digest: who saw it misses it', async () => {
    const { cloud, start, name } = await played();
    const store = memoryWitness();
    await keepHeads(cloud, store, 'demo');
    for (const kept of [cloud.audit.stored, cloud.audit.sealed, cloud.sessions.heads, cloud.sessions.starts]) kept.delete(name);
    cloud.audit.links.length = 0;
    expect((await cloud.verifyAudit()).findings).toEqual([]);
    const { findings } = await cloud.verifyAudit({ witness: witnessOf(store.seen('demo')) });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'session', session: start.session, name: 'AUDIT#000000000004' }));
  });

  it('a link that the tenant’s key did not sign is nothing that was seen', async () => {
    const { cloud } = await played();
    const store = memoryWitness();
    const [first, second] = cloud.audit.links;
    cloud.audit.links[1] = { ...second!, signature: { ...second!.signature, value: 'x' } };
    await keepHeads(cloud, store, 'demo');
    expect(store.seen('demo')).toEqual([first]);
  });

  it('an engine build that no longer does what it did', async () => {
    const { cloud } = await played();
    const [id] = await cloud.engines.list();
    cloud.builds.set(id!, toyEngine({ rule: (total, tick) => honestRule(total, tick) + (tick === 3 ? 1 : 0) }));
    expect((await cloud.verifyAudit()).sessions[0]).toMatchObject({ diverged: true, at: 'tick 3' });
  });
});
