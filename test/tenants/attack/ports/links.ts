/** Presigned URLs: whoever has one needs no keys, so what it says must be what was signed. */
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../../cloud/adapters/aws/sha256.ts';
import { Refused, type Attack, type Strike } from '../attack.ts';

/** A link to an object, signed with the caller's keys. @param expiresIn seconds, from an hour ago when negative */
async function linkTo(s: Strike, key: string, { method = 'GET', expiresIn = 60 } = {}): Promise<URL> {
  const endpoint = new URL(s.stack.target.endpoint!);
  const signer = new SignatureV4({
    service: 's3',
    region: s.stack.target.region,
    credentials: s.by.credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const signed = await signer.presign(
    {
      method,
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      port: Number(endpoint.port),
      path: `/${s.stack.target.outputs.BucketName}/${key}`,
      query: {},
      headers: { host: endpoint.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    expiresIn < 0 ? { expiresIn: 60, signingDate: new Date(Date.now() - 3_600_000) } : { expiresIn },
  );
  const url = new URL(signed.path, endpoint);
  for (const [name, value] of Object.entries(signed.query ?? {})) url.searchParams.set(name, String(value));
  return url;
}

async function follow(url: URL, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (answer.ok) return text;
  throw Object.assign(new Refused(text), { status: answer.status });
}

const ownObject = ({ own, chance }: Strike): string => chance.pick(own.objects);
const theirs = ({ at, chance }: Strike): string => chance.pick(at.objects);

export const linkAttacks: readonly Attack[] = [
  { port: 'links', name: 'signs a link to an object', own: ['door'], strike: async (s) => follow(await linkTo(s, theirs(s))) },
  {
    port: 'links',
    name: 'signs a link by which an object is put',
    strike: async (s) => follow(await linkTo(s, theirs(s), { method: 'PUT' }), { method: 'PUT', body: 'struck' }),
  },
  {
    port: 'links',
    name: 'bends a link of their own to another object',
    by: ['door'],
    strike: async (s) => {
      const [from, to] = [ownObject(s), theirs(s)];
      const url = await linkTo(s, from);
      url.pathname = url.pathname.replace(from, to);
      return follow(url);
    },
  },
  {
    port: 'links',
    name: 'walks from a link of their own to another object',
    by: ['door'],
    strike: async (s) => {
      const url = await linkTo(s, `tenants/${s.own.name}/%2e%2e/${theirs(s).slice('tenants/'.length)}`);
      return follow(url);
    },
  },
  {
    port: 'links',
    name: 'uses a link that is over',
    by: ['door'],
    strike: async (s) => follow(await linkTo(s, theirs(s), { expiresIn: -1 })),
  },
  {
    port: 'links',
    name: 'uses a link without its signature, or with another',
    by: ['door'],
    strike: async (s) => {
      const url = await linkTo(s, theirs(s));
      if (s.chance.below(2) === 0) url.searchParams.delete('X-Amz-Signature');
      else url.searchParams.set('X-Amz-Signature', Buffer.from(s.chance.bytes(32)).toString('hex'));
      return follow(url);
    },
  },
];
