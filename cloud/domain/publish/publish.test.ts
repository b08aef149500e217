import { describe, expect, it } from 'vitest';
import type { EngineBuild, PublishRequest } from '../../ports/index.ts';
import type { LedgerError } from '../../../engine/kernel/error.ts';
import { canonical } from '../evidence.ts';
import { ToyCloud, toyIdentity, toySign } from '../testing/toy-cloud.ts';
import { honestRule, toyEngine, toyPackage, toyStrip } from '../testing/toy-engine.ts';
import { ChannelMoved, checkPublish, gatherProofs, promote, provePart, requireSignature, signRevision, verifyRollback } from './index.ts';

const verify = (cloud: ToyCloud, request: PublishRequest) => cloud.verify(request);
const channel = (cloud: ToyCloud) => cloud.levels.channel('demo', 'counter', 'live');

describe('publish', () => {
  it('moves the channel to a revision whose cloud hash is the golden hash, signed by the tenant', async () => {
    const cloud = new ToyCloud();
    const head = await cloud.publish();
    expect(head.revision).toMatchObject({ revision: 1, channel: 'live', publisher: toyIdentity('ada').id });
    expect(head.revision.cloudHash).toBe(head.revision.goldenHash);
    await expect(requireSignature(cloud.keys, head.revision)).resolves.toBeUndefined();
    expect((await channel(cloud))?.head).toEqual(head);
  });

  it('comes to the same when its scenarios are replayed side by side, whichever ends first', async () => {
    const cloud = new ToyCloud();
    const request = await cloud.upload(toyPackage());
    const checked = await checkPublish({ ...cloud.publisherDeps(), strip: toyStrip, ticksAtOnce: 6 }, request);
    expect(checked).toEqual({ parts: [['base'], ['wild']] });
    expect(await cloud.verify(request, { ticksAtOnce: 6 })).toEqual(await cloud.verify(request));
    expect(await cloud.verify(request, { ticksAtOnce: 7 })).toEqual(await cloud.verify(request));
  });

  it('is refused when a part comes to something else, or did not come back', async () => {
    const cloud = new ToyCloud();
    const request = await cloud.upload(toyPackage());
    const part = await provePart(cloud, request, ['base']);
    expect(() => gatherProofs(request, part)).toThrow(expect.objectContaining({ code: 'proof-missing', where: 'wild' }));
    cloud.builds.set(request.engine, toyEngine({ rule: (total, tick) => honestRule(total, tick) + (tick === 5 ? 1 : 0) }));
    await expect(cloud.verify(request, { ticksAtOnce: 6 })).rejects.toMatchObject({ code: 'proof-differs', where: 'base' });
  });

  it('is refused when the cloud runs one changed rule, naming the scenario', async () => {
    const cloud = new ToyCloud();
    const request = await cloud.upload(toyPackage());
    cloud.builds.set(request.engine, toyEngine({ rule: (total, tick) => honestRule(total, tick) + (tick === 5 ? 1 : 0) }));
    await expect(verify(cloud, request)).rejects.toMatchObject({ code: 'proof-differs', where: 'base' });
    expect(await channel(cloud)).toBeUndefined();
  });

  it('is refused when only the wild scenario differs, and names that one', async () => {
    const cloud = new ToyCloud();
    const honest = toyEngine();
    const lying: EngineBuild = {
      ...honest,
      prove: (level) => honest.prove(level).map((proof) => (proof.scenario === 'wild' ? { ...proof, hash: '0'.repeat(16) } : proof)),
    };
    const request = await cloud.upload(toyPackage(), {}, lying);
    await expect(verify(cloud, request)).rejects.toMatchObject({ code: 'proof-differs', where: 'wild' });
  });

  it('is refused when a scenario has no proof', async () => {
    const cloud = new ToyCloud();
    const honest = toyEngine();
    const request = await cloud.upload(toyPackage(), {}, { ...honest, prove: (level) => honest.prove(level).slice(0, 1) });
    await expect(verify(cloud, request)).rejects.toMatchObject({ code: 'proof-missing', where: 'wild' });
  });

  it('is refused when the golden hash is not the digest of the proofs', async () => {
    const cloud = new ToyCloud();
    await expect(verify(cloud, await cloud.upload(toyPackage(), { goldenHash: 'f'.repeat(64) }))).rejects.toMatchObject({
      code: 'golden-altered',
    });
  });

  it('is refused when the code is not what its source compiles to', async () => {
    const cloud = new ToyCloud();
    const request = await cloud.upload(toyPackage());
    await expect(cloud.verify(request, { strip: (source) => `${toyStrip(source)} ` })).rejects.toMatchObject({
      code: 'source-differs',
      where: 'scripts/market.js',
    });
  });

  it('is refused when a file was changed after the package was made, and names the file', async () => {
    const cloud = new ToyCloud();
    const level = toyPackage();
    const request = await cloud.upload(level);
    const { sha256 } = level.manifest.files.find(({ path }) => path === 'scripts/market.js')!;
    cloud.levels.objects.set(`demo/assets/${sha256}`, new TextEncoder().encode('let a = 2;'));
    await expect(verify(cloud, request)).rejects.toMatchObject({ code: 'package-altered', where: 'scripts/market.js' });
  });

  it('is refused when the manifest was changed', async () => {
    const cloud = new ToyCloud();
    const level = toyPackage();
    const request = await cloud.upload(level);
    cloud.levels.objects.set(
      `demo/counter/manifests/${level.hash}`,
      new TextEncoder().encode(canonical({ ...level.manifest, name: 'Other' })),
    );
    await expect(verify(cloud, request)).rejects.toMatchObject({ code: 'package-altered', where: level.hash });
  });

  it('is refused when the target does not run the engine build', async () => {
    const cloud = new ToyCloud();
    await expect(verify(cloud, await cloud.upload(toyPackage(), { engine: `engine@${'1'.repeat(64)}` }))).rejects.toMatchObject({
      code: 'engine-unknown',
    });
  });

  it.each([
    ['pia', 'player'],
    ['eve', 'no role'],
  ])('is forbidden for %s, who is %s, and names the roles that may', async (by) => {
    const cloud = new ToyCloud();
    const refusal = verify(cloud, await cloud.upload(toyPackage(), { by }));
    await expect(refusal).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('owner or designer or analyst') as string,
    });
  });

  it('is forbidden in a tenant where the publisher has no role, though it has one elsewhere', async () => {
    const cloud = new ToyCloud();
    await expect(verify(cloud, await cloud.upload(toyPackage(), { tenant: 'acme', by: 'ada' }))).rejects.toMatchObject({
      code: 'forbidden',
      where: 'acme',
    });
  });
});

describe('a request', () => {
  const cloudWithBen = () => {
    const cloud = new ToyCloud();
    cloud.people.set('demo/ben', ['owner']);
    return cloud;
  };

  it('of either of two people who may publish is believed when it is their own', async () => {
    const cloud = cloudWithBen();
    for (const by of ['ada', 'ben'])
      await expect(verify(cloud, await cloud.upload(toyPackage(), { by }))).resolves.toMatchObject({
        proofs: expect.any(Array) as unknown[],
      });
  });

  it('without a signature is refused', async () => {
    const cloud = new ToyCloud();
    const { signature: _signature, ...unsigned } = await cloud.upload(toyPackage());
    await expect(verify(cloud, unsigned)).rejects.toMatchObject({ code: 'request-unsigned', where: unsigned.id });
  });

  const changes: [string, (request: PublishRequest) => Partial<PublishRequest>][] = [
    ['another publisher, who may publish too', () => ({ publisher: toyIdentity('ben').id })],
    ['another package', () => ({ packageHash: toyPackage({ source: 'let a = 2;' }).hash })],
    ['another golden hash', () => ({ goldenHash: 'f'.repeat(64) })],
    ['another engine', () => ({ engine: `engine@${'1'.repeat(64)}` })],
    ['another channel', () => ({ channel: 'staging' })],
    ['another id, as if it were new', () => ({ id: 'p-99' })],
    ['a revision to go back to', () => ({ kind: 'rollback', to: 1 })],
  ];
  it.each(changes)('that was signed and then given %s is refused before anything else is looked at', async (_, change) => {
    const cloud = cloudWithBen();
    await cloud.upload(toyPackage({ source: 'let a = 2;' }));
    const signed = await cloud.upload(toyPackage());
    const changed = { ...signed, ...change(signed) };
    await expect(verify(cloud, changed)).rejects.toMatchObject({ code: 'request-forged', where: changed.id });
  });

  it('that one person signed in the name of another is refused', async () => {
    const cloud = cloudWithBen();
    const request = await cloud.upload(toyPackage(), { by: 'ben' });
    await expect(verify(cloud, toySign('ben', { ...request, publisher: toyIdentity('ada').id }))).rejects.toMatchObject({
      code: 'request-forged',
    });
  });

  it('that was exchanged between verifying and signing is not signed', async () => {
    const cloud = cloudWithBen();
    const request = await cloud.upload(toyPackage());
    const verified = await verify(cloud, request);
    await expect(signRevision(cloud, toySign('ben', { ...request, publisher: toyIdentity('ben').id }), verified)).rejects.toMatchObject({
      code: 'request-changed',
    });
    await expect(signRevision(cloud, request, verified)).resolves.toMatchObject({ publisher: toyIdentity('ada').id });
  });

  it('is refused without a name, which nobody could erase where refusals are written down', async () => {
    const cloud = new ToyCloud();
    const refusal = (await verify(cloud, await cloud.upload(toyPackage(), { by: 'pia' })).catch((error: unknown) => error)) as LedgerError;
    expect(refusal.message).toContain(toyIdentity('pia').id);
    expect([refusal.message, refusal.hint, refusal.where].join(' ')).not.toMatch(/pia/);
  });
});

describe('promote', () => {
  it('has effect once however often it is repeated', async () => {
    const cloud = new ToyCloud();
    const request = await cloud.upload(toyPackage());
    const revision = await signRevision(cloud, request, await verify(cloud, request));
    const first = await promote(cloud, request, revision);
    expect(await promote(cloud, request, revision)).toEqual(first);
    expect(await signRevision(cloud, request, await verify(cloud, request))).toEqual(first.revision);
    expect((await channel(cloud))?.head.latest).toBe(1);
  });

  it('lets one of two publishers win and the other sign again on top', async () => {
    const cloud = new ToyCloud();
    const [ours, theirs] = [await cloud.upload(toyPackage()), await cloud.upload(toyPackage({ source: 'let a = 2;' }))];
    const [signedOurs, signedTheirs] = [
      await signRevision(cloud, ours, await verify(cloud, ours)),
      await signRevision(cloud, theirs, await verify(cloud, theirs)),
    ];
    expect([signedOurs.revision, signedTheirs.revision]).toEqual([1, 1]);
    await promote(cloud, theirs, signedTheirs);
    await expect(promote(cloud, ours, signedOurs)).rejects.toBeInstanceOf(ChannelMoved);
    const again = await signRevision(cloud, ours, await verify(cloud, ours));
    expect((await promote(cloud, ours, again)).revision.revision).toBe(2);
  });

  it('makes one revision of the same package asked for twice at once, and moves nothing twice', async () => {
    const cloud = new ToyCloud();
    const [ours, theirs] = [await cloud.upload(toyPackage()), await cloud.upload(toyPackage())];
    const signed = await signRevision(cloud, ours, await verify(cloud, ours));
    const live = await promote(cloud, theirs, await signRevision(cloud, theirs, await verify(cloud, theirs)));
    await expect(promote(cloud, ours, signed)).rejects.toBeInstanceOf(ChannelMoved);
    const again = await signRevision(cloud, ours, await verify(cloud, ours));
    expect(again).toEqual(live.revision);
    expect(await promote(cloud, ours, again)).toEqual(live);
    expect((await channel(cloud))?.head).toEqual(live);
    // Where the channel has moved on meanwhile it is not moved back: that is for a roll back.
    const later = await cloud.publish(toyPackage({ source: 'let a = 2;' }));
    await expect(promote(cloud, ours, again)).rejects.toBeInstanceOf(ChannelMoved);
    expect((await channel(cloud))?.head).toEqual(later);
  });

  it('loses the compare-and-set when another moves HEAD between its read and its write', async () => {
    const cloud = new ToyCloud();
    const ours = await cloud.upload(toyPackage());
    const signed = await signRevision(cloud, ours, await verify(cloud, ours));
    cloud.levels.beforeMove = async () => {
      cloud.levels.beforeMove = () => {};
      cloud.levels.documents.set('demo/counter/live/HEAD', { latest: 1, request: 'another', revision: {} });
    };
    await expect(promote(cloud, ours, signed)).rejects.toBeInstanceOf(ChannelMoved);
  });

  it('skips the number of a publish that died between its revision and HEAD', async () => {
    const cloud = new ToyCloud();
    const dead = await cloud.upload(toyPackage());
    await cloud.levels.putRevision(await signRevision(cloud, dead, await verify(cloud, dead)));
    expect((await cloud.publish(toyPackage({ source: 'let a = 2;' }))).revision.revision).toBe(2);
    expect((await cloud.levels.revision('demo', 'counter', 'live', 1))?.request).toBe(dead.id);
  });

  it('refuses a revision that was changed after signing', async () => {
    const cloud = new ToyCloud();
    const request = await cloud.upload(toyPackage());
    const revision = await signRevision(cloud, request, await verify(cloud, request));
    for (const change of [
      { packageHash: '0'.repeat(64) },
      { engine: 'engine@other' },
      { channel: 'staging' },
      { revision: 9 },
      { publisher: 'eve' },
      { goldenHash: '1'.repeat(64) },
      { tenant: 'acme' },
    ])
      await expect(promote(cloud, request, { ...revision, ...change }), JSON.stringify(change)).rejects.toMatchObject({
        code: 'revision-unsigned',
      });
  });
});

describe('rollback', () => {
  it('points the channel at an older revision, keeps numbers growing, and leaves its signature alone', async () => {
    const cloud = new ToyCloud();
    await cloud.publish();
    await cloud.publish(toyPackage({ source: 'let a = 2;' }));
    const request = toySign('ada', { ...(await cloud.upload(toyPackage())), id: 'r-1', kind: 'rollback', to: 1 });
    const head = await promote(cloud, request, await verifyRollback(cloud, request));
    expect([head.revision.revision, head.latest]).toEqual([1, 2]);
    expect((await cloud.publish(toyPackage({ source: 'let a = 3;' }))).revision.revision).toBe(3);
  });

  it('refuses a revision that never was', async () => {
    const cloud = new ToyCloud();
    await cloud.publish();
    const request = toySign('ada', { ...(await cloud.upload(toyPackage())), kind: 'rollback', to: 7 });
    await expect(verifyRollback(cloud, request)).rejects.toMatchObject({ code: 'revision-unknown' });
  });
});
