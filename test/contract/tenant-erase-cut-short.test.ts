/**
 * Erasing a tenant that ends in the middle, with the command or with the whole cloud: it is brought to its end, and nobody else is kept from
 * anything meanwhile. Run it alone: `vitest run --project node test/contract/tenant-erase-cut-short.test.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { documents } from './cli-documents.ts';
import { openHome, type Home, type Up } from './harness/up.ts';
import { openWindow } from './harness/window.ts';

// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000 });

let home: Home;
let cloud: Up;
const name = (...tenants: string[]): void =>
  writeFileSync(
    join(home.data, 'people.json'),
    JSON.stringify({ format: 1, tenants: Object.fromEntries(tenants.map((tenant) => [tenant, { ada: ['owner', 'operator'] }])) }),
  );
const erase = ['tenant', 'erase', 'globex', '--confirm', 'globex'];
const asAda = ['--as', 'ada'];

/** What a tenant has left, as whoever runs the cloud sees it, and how it stands. */
const leftOf = async (tenant: string): Promise<{ things: string[]; state: string | undefined }> => {
  const s3 = new S3Client({ ...cloud.aws(), forcePathStyle: true });
  const dynamodb = new DynamoDBClient(cloud.aws());
  try {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: cloud.discovery.table, ConsistentRead: true }));
    const { Versions = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: cloud.discovery.bucket, Prefix: `tenants/${tenant}/` }),
    );
    return {
      things: [
        ...Items.map(({ pk, sk }) => `${pk!.S} ${sk!.S}`).filter((key) => key.startsWith(`TENANT#${tenant}#`)),
        ...Versions.map(({ Key }) => Key!).filter((key) => !/\/(audit|audit-digests)\//.test(key)),
      ],
      state: Items.find(({ pk, sk }) => pk!.S === 'TENANTS' && sk!.S === tenant)?.['state']?.S,
    };
  } finally {
    s3.destroy();
    dynamodb.destroy();
  }
};

beforeAll(async () => {
  home = openHome();
  name('demo', 'globex', 'initech');
  cloud = await home.up();
  for (const tenant of ['globex', 'initech']) await home.json(['publish', 'samples/hello-cube', '--tenant', tenant, ...asAda]);
}, 240_000);
afterAll(async () => {
  await cloud?.stop();
  home?.remove();
});

describe('erasing a tenant that was cut short', () => {
  it('keeps nobody from looking at the others', async () => {
    expect((await home.cut('ScheduleKeyDeletion', ...erase, ...asAda)).code).toBe(null);
    expect(await leftOf('globex')).toMatchObject({ state: 'erasing', things: expect.arrayContaining([expect.anything()]) as string[] });
    expect(await home.json(['ops', 'alarms', ...asAda])).toMatchObject({ ringing: [] });
    expect(await home.json(['top', '--once', ...asAda])).toMatchObject({ sessions: [] });
    const { tenants } = await home.json<{ tenants: { tenant: string }[] }>(['ops', 'overview', ...asAda]);
    expect(tenants.map(({ tenant }) => tenant)).toEqual(['demo', 'initech']);
    const window = await openWindow((await home.json<{ url: string }>(['open', ...asAda])).url);
    const status = await window.invoke('cloud.status', {});
    window.close();
    expect(
      status.tenants.map(({ id }) => id),
      'in Studio',
    ).toEqual(['demo', 'initech']);
    expect(readFileSync(join(home.data, 'people.json'), 'utf8')).not.toContain('globex');
  });

  it('is said to be erased by lq tenant show, since when and with what is left', async () => {
    const before = Date.now();
    const { erasing } = documents.tenantErasing.parse(await home.json(['tenant', 'show', 'globex', '--as', 'nobody']));
    expect(Date.parse(erasing!.since!)).toBeLessThan(before);
    const { things } = await leftOf('globex');
    expect([erasing!.items, erasing!.objects]).toEqual([
      things.filter((thing) => thing.startsWith('TENANT#')).length,
      things.filter((thing) => !thing.startsWith('TENANT#')).length,
    ]);
    expect(erasing).not.toHaveProperty('keysDestroyedAt');
    const { code, out } = await home.lq('tenant', 'show', 'globex');
    expect([code, out.join('\n')]).toEqual([
      0,
      expect.stringMatching(
        /^globex is being erased since .+\.\n {2}left: \d+ items and \d+ versions of objects, .+\n {2}its keys are in use\n.+: lq tenant erase globex --confirm globex$/,
      ),
    ]);
    expect((await home.lq('tenant', 'show', 'initech', ...asAda)).out[0]).toMatch(/^initech: its data stays in/);
    expect(await home.lq('tenant', 'show', 'never-was', ...asAda)).toMatchObject({ code: 2 });
  });

  it('goes on when it is called again, whoever its people were, and says what was left', async () => {
    const { code, out } = await home.lq(...erase);
    expect([code, out[0]]).toEqual([0, expect.stringMatching(/^globex is erased: \d+ items and \d+ objects that were left are deleted/)]);
    expect(await leftOf('globex')).toEqual({ state: 'erased', things: [] });
    expect(documents.tenantErasing.parse(await home.json(['tenant', 'show', 'globex']))).toMatchObject({ erased: { items: 0 } });
    expect(documents.tenantErase.parse(await home.json(erase))).toMatchObject({ items: 0, objects: 0 });
  });

  it('goes on at the next start, which says so in one line, though people.json names the tenant', async () => {
    await home.cut('DeleteItem', 'tenant', 'erase', 'initech', '--confirm', 'initech', ...asAda);
    expect((await leftOf('initech')).state).toBe('erasing');
    await cloud.kill();
    name('demo', 'globex', 'initech');
    cloud = await home.up();
    expect(cloud.discovery.tenants.map(({ id }) => id)).toEqual(['demo']);
    await vi.waitFor(async () => expect(await leftOf('initech')).toEqual({ state: 'erased', things: [] }), {
      timeout: 60_000,
      interval: 200,
    });
    expect(cloud.err()).toContain(
      'Erasing initech was interrupted. It goes on now; this waits for its end: lq tenant erase initech --confirm initech\n',
    );
    expect(readFileSync(join(home.data, 'people.json'), 'utf8')).not.toContain('initech');
  });

  it('leaves a name that is refused in one line, with what to do', () => {
    const said = cloud
      .err()
      .split('\n')
      .filter((line) => line.includes('globex'));
    expect(said).toEqual([
      expect.stringMatching(/^Tenant globex was erased, and what .* lies under its name\. Give the new tenant another name\.$/),
    ]);
    expect(cloud.err()).not.toContain(' at ');
  });
});

describe('a target of which every tenant is erased', () => {
  it('lets nobody do what takes the role in every tenant', async () => {
    const [ops, dlq] = [
      ['ops', 'alarms'],
      ['dlq', 'list', '--unsorted'],
    ] as const;
    for (const asked of [ops, dlq]) expect((await home.lq(...asked, ...asAda)).code, 'as who has it').toBe(0);
    expect((await home.lq('tenant', 'erase', 'demo', '--confirm', 'demo', ...asAda)).code).toBe(0);
    for (const asked of [ops, dlq])
      for (const person of ['ada', 'mallory']) {
        const { code, out, err } = await home.lq(...asked, '--as', person);
        expect([code, out, err], `${asked.join(' ')} as ${person}`).toEqual([2, [], expect.stringContaining('has no tenants')]);
      }
  });
});
