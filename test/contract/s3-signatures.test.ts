import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDb } from '../../cloud/local/dynamodb/index.ts';
import { createKms } from '../../cloud/local/kms/index.ts';
import { createS3 } from '../../cloud/local/s3/index.ts';
import { unchunk } from '../../cloud/local/sigv4/chunks.ts';
import { signingKey } from '../../cloud/local/sigv4/signature.ts';
import { openTestCloud, REGION, refusal, type TestCloud } from './harness/local-cloud.ts';

let cloud: TestCloud;
const Bucket = 'signed';
const clients = {
  S3: (config: object = {}) => {
    const s3 = new S3Client({ ...cloud.client(), forcePathStyle: true, ...config });
    return { stack: s3.middlewareStack, send: () => s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'as it was signed' })) };
  },
  DynamoDB: (config: object = {}) => {
    const db = new DynamoDBClient({ ...cloud.client(), ...config });
    return { stack: db.middlewareStack, send: () => db.send(new ListTablesCommand({ Limit: 1 })) };
  },
};

beforeAll(async () => {
  cloud = await openTestCloud((context) => {
    const kms = createKms(context);
    return [...createDynamoDb(context).services, ...createS3(context, { kms }).services];
  });
  const s3 = new S3Client({ ...cloud.client(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'file', Body: 'content' }));
});
afterAll(() => cloud.close());

/** Changes the request after the SDK has signed it. */
function tamper<Client extends { readonly stack: unknown }>(
  client: Client,
  change: (request: { headers: Record<string, string>; body: unknown }) => void,
): Client {
  (client.stack as unknown as { addRelativeTo(middleware: unknown, options: object): void }).addRelativeTo(
    (next: (args: never) => never) => (args: { request: Parameters<typeof change>[0] }) => {
      change(args.request);
      return next(args as never);
    },
    { name: 'tamper', relation: 'after', toMiddleware: 'httpSigningMiddleware' },
  );
  return client;
}

describe.each([
  [
    'S3',
    {
      secret: 'SignatureDoesNotMatch',
      key: 'InvalidAccessKeyId',
      date: 'RequestTimeTooSkewed',
      body: 'XAmzContentSHA256Mismatch',
      header: 'SignatureDoesNotMatch',
      extra: 'AccessDenied',
      none: 'AccessDenied',
    },
  ],
  [
    'DynamoDB',
    {
      secret: 'InvalidSignatureException',
      key: 'UnrecognizedClientException',
      date: 'InvalidSignatureException',
      body: 'InvalidSignatureException',
      header: 'InvalidSignatureException',
      extra: 'InvalidSignatureException',
      none: 'MissingAuthenticationTokenException',
    },
  ],
] as const)('%s', (name, codes) => {
  const make = clients[name];

  test('takes what the SDK signs', async () => {
    await expect(make().send()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test('refuses a wrong secret', async () => {
    const error = await refusal(make({ credentials: { ...cloud.operator, secretAccessKey: `${cloud.operator.secretAccessKey}x` } }).send());
    expect(error).toMatchObject({ name: codes.secret, $metadata: { httpStatusCode: 403 } });
  });

  test('refuses an unknown key', async () => {
    expect(await refusal(make({ credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } }).send())).toMatchObject({
      name: codes.key,
    });
  });

  test('refuses an old date and a date to come', async () => {
    for (const systemClockOffset of [-6 * 60_000, 6 * 60_000]) {
      expect(await refusal(make({ systemClockOffset }).send())).toMatchObject({ name: codes.date, $metadata: { httpStatusCode: 403 } });
    }
    await make({ systemClockOffset: -4 * 60_000 }).send();
  });

  test('refuses a body that was changed after signing', async () => {
    const client = tamper(make(), (request) => {
      request.body = name === 'S3' ? 'as it was Signed' : '{"Limit":2}';
    });
    expect(await refusal(client.send())).toMatchObject({ name: codes.body });
  });

  test('refuses a signed header that was changed, and a meaningful one that was added', async () => {
    const changed = tamper(make(), ({ headers }) => {
      headers['x-amz-date'] = headers['x-amz-date']!.replace(/(\d)Z$/, (_, second) => `${(Number(second) + 1) % 10}Z`);
    });
    expect(await refusal(changed.send())).toMatchObject({ name: codes.header });
    const added = tamper(make(), ({ headers }) => (headers['x-amz-meta-added'] = 'later'));
    expect(await refusal(added.send())).toMatchObject({ name: codes.extra });
  });

  test('refuses a request without signature', async () => {
    const client = tamper(make(), ({ headers }) => delete headers['authorization']);
    expect(await refusal(client.send())).toMatchObject({ name: codes.none, $metadata: { httpStatusCode: 403 } });
  });

  test('refuses a signature made for another service', async () => {
    const client = tamper(
      make(),
      ({ headers }) => (headers['authorization'] = headers['authorization']!.replace(/\/(s3|dynamodb)\//, '/sts/')),
    );
    expect(await refusal(client.send())).toMatchObject({ name: codes.secret });
  });
});

describe('presigned URLs', () => {
  class Sha256 {
    #hash;
    constructor(secret?: string | Uint8Array) {
      this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
    }
    update(data: string | Uint8Array): void {
      this.#hash.update(data);
    }
    async digest(): Promise<Uint8Array> {
      return this.#hash.digest();
    }
  }

  /** Makes a URL as the SDK's presigner does. */
  async function presign(
    method: string,
    key: string,
    options: { expiresIn?: number; at?: Date; secret?: string; service?: string } = {},
  ): Promise<string> {
    const { hostname, port } = new URL(cloud.endpoint);
    const signer = new SignatureV4({
      service: options.service ?? 's3',
      region: REGION,
      uriEscapePath: false,
      sha256: Sha256 as never,
      credentials: { ...cloud.operator, ...(options.secret !== undefined && { secretAccessKey: options.secret }) },
    });
    const signed = await signer.presign(
      {
        method,
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: `/${Bucket}/${key}`,
        headers: { host: `${hostname}:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        query: {},
      },
      { expiresIn: options.expiresIn ?? 60, ...(options.at && { signingDate: options.at }) },
    );
    const query = Object.entries(signed.query ?? {})
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
      .join('&');
    return `${cloud.endpoint}${signed.path}?${query}`;
  }
  const code = async (response: Response): Promise<string> => `${response.status} ${/<Code>(.*)<\/Code>/.exec(await response.text())?.[1]}`;

  test('gives and takes objects without keys', async () => {
    expect(await (await fetch(await presign('GET', 'file'))).text()).toBe('content');
    expect((await fetch(await presign('PUT', 'uploaded'), { method: 'PUT', body: 'from a page' })).status).toBe(200);
    expect(await (await fetch(await presign('GET', 'uploaded'))).text()).toBe('from a page');
  });

  test('is for one method, one key, one time and one secret', async () => {
    expect(await code(await fetch(await presign('GET', 'file'), { method: 'PUT', body: 'x' }))).toBe('403 SignatureDoesNotMatch');
    expect(await code(await fetch((await presign('GET', 'file')).replace('/file?', '/other?')))).toBe('403 SignatureDoesNotMatch');
    expect(await code(await fetch((await presign('GET', 'file')).replace('X-Amz-Expires=60', 'X-Amz-Expires=600')))).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(await code(await fetch(await presign('GET', 'file', { at: new Date(Date.now() - 61_000) })))).toBe('403 AccessDenied');
    expect(await code(await fetch(await presign('GET', 'file', { at: new Date(Date.now() + 360_000) })))).toBe('403 AccessDenied');
    expect(await code(await fetch(await presign('GET', 'file', { secret: 'wrong' })))).toBe('403 SignatureDoesNotMatch');
    expect((await fetch(await presign('GET', 'file', { at: new Date(Date.now() - 600_000), expiresIn: 3600 }))).status).toBe(200);
  });

  test('a page of another origin gets nothing by it', async () => {
    const url = await presign('GET', 'file');
    expect((await fetch(url, { headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
  });
});

describe('bodies in chunks', () => {
  /** Sends a hand-made aws-chunked request; the SDK makes only the unsigned kind. */
  function send(
    frame: (seed: string, sign: (...lines: string[]) => string) => string,
    options: { kind: string; length: number; headers?: Record<string, string> },
  ): Promise<string> {
    const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const date = timestamp.slice(0, 8);
    const scope = `${date}/${REGION}/s3/aws4_request`;
    const key = signingKey(cloud.operator.secretAccessKey, { date, region: REGION, service: 's3' });
    const sign = (...lines: string[]): string => createHmac('sha256', key).update(lines.join('\n')).digest('hex');
    const url = new URL(`${cloud.endpoint}/${Bucket}/chunked`);
    const headers: Record<string, string> = {
      'content-encoding': 'aws-chunked',
      host: url.host,
      'x-amz-content-sha256': options.kind,
      'x-amz-date': timestamp,
      'x-amz-decoded-content-length': String(options.length),
      ...options.headers,
    };
    const names = Object.keys(headers).sort();
    const canonical = ['PUT', url.pathname, '', ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), options.kind].join(
      '\n',
    );
    const seed = sign('AWS4-HMAC-SHA256', timestamp, scope, createHash('sha256').update(canonical).digest('hex'));
    const empty = createHash('sha256').digest('hex');
    const body = frame(seed, (kind, ...rest) =>
      sign(`AWS4-HMAC-SHA256-${kind}`, timestamp, scope, ...(kind === 'PAYLOAD' ? [rest[0]!, empty, rest[1]!] : rest)),
    );
    return new Promise((resolve, reject) => {
      const call = httpRequest(
        url,
        {
          method: 'PUT',
          headers: {
            ...headers,
            authorization: `AWS4-HMAC-SHA256 Credential=${cloud.operator.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${seed}`,
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          let text = '';
          response
            .on('data', (part) => (text += part))
            .on('end', () => resolve(`${response.statusCode} ${/<Code>(.*)<\/Code>/.exec(text)?.[1] ?? ''}`.trim()));
        },
      );
      call.on('error', reject).end(body);
    });
  }
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const chunks =
    (parts: string[], change = (text: string) => text, trailer = '') =>
    (seed: string, sign: (...lines: string[]) => string): string => {
      let previous = seed;
      let body = '';
      for (const part of [...parts, '']) {
        previous = sign('PAYLOAD', previous, hash(part));
        body += `${part.length.toString(16)};chunk-signature=${previous}\r\n${change(part)}${part === '' ? '' : '\r\n'}`;
      }
      if (trailer === '') return `${body}\r\n`;
      return `${body}${trailer}\r\nx-amz-trailer-signature:${sign('TRAILER', previous, hash(`${trailer}\n`))}\r\n\r\n`;
    };
  const signed = { kind: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', length: 11 };
  const crc = 'x-amz-checksum-crc32:DUoRhQ==';
  const get = async () =>
    (
      await new S3Client({ ...cloud.client(), forcePathStyle: true }).send(new GetObjectCommand({ Bucket, Key: 'chunked' }))
    ).Body!.transformToString();

  test("AWS's published example of a signed stream is accepted, and refused when one byte differs", () => {
    const key = signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', { date: '20130524', region: 'us-east-1', service: 's3' });
    const signing = {
      key,
      timestamp: '20130524T000000Z',
      scope: '20130524/us-east-1/s3/aws4_request',
      seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    };
    const frame = (first: string): Buffer =>
      Buffer.from(
        `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${first.repeat(65_536)}\r\n` +
          `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n` +
          '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
      );
    expect(unchunk(frame('a'), signing)).toMatchObject({ ok: true, body: Buffer.alloc(66_560, 'a') });
    expect(unchunk(frame('b'), signing)).toMatchObject({ ok: false, refusal: 'signature' });
  });

  test('a signed stream is stored without its framing', async () => {
    expect(await send(chunks(['hello ', 'world']), signed)).toBe('200');
    expect(await get()).toBe('hello world');
  });

  test('a changed, a missing and a cut chunk are refused', async () => {
    expect(
      await send(
        chunks(['hello ', 'world'], (part) => part.replace('world', 'World')),
        signed,
      ),
    ).toBe('403 SignatureDoesNotMatch');
    expect(await send((seed, sign) => chunks(['hello ', 'world'])(seed, sign).replace(/^6;[^]*?hello \r\n/, ''), signed)).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(await send((seed, sign) => chunks(['hello ', 'world'])(seed, sign).slice(0, -120), signed)).toBe('400 IncompleteBody');
    expect(await send(chunks(['hello ', 'world']), { ...signed, length: 12 })).toBe('400 IncompleteBody');
  });

  test('a signed trailer is checked, and its checksum too', async () => {
    const trailed = {
      kind: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      length: 11,
      headers: { 'x-amz-trailer': 'x-amz-checksum-crc32' },
    };
    expect(await send(chunks(['hello ', 'world'], undefined, crc), trailed)).toBe('200');
    expect(
      await send(
        (seed, sign) => chunks(['hello ', 'world'], undefined, crc)(seed, sign).replace(crc, 'x-amz-checksum-crc32:AAAAAA=='),
        trailed,
      ),
    ).toBe('403 SignatureDoesNotMatch');
    expect(await send(chunks(['hello ', 'world'], undefined, 'x-amz-checksum-crc32:AAAAAA=='), trailed)).toBe('400 BadDigest');
    expect(await send(chunks(['hello ', 'world']), trailed)).toBe('400 IncompleteBody');
  });

  test('unsigned chunks need a checksum that holds', async () => {
    const unsigned = { kind: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', length: 11, headers: { 'x-amz-trailer': 'x-amz-checksum-crc32' } };
    const frame = (trailer: string) => () => `6\r\nhello \r\n5\r\nworld\r\n0\r\n${trailer}\r\n\r\n`;
    expect(await send(frame(crc), unsigned)).toBe('200');
    expect(await send(frame('x-amz-checksum-crc32:AAAAAA=='), unsigned)).toBe('400 BadDigest');
    expect(await send(frame(''), { kind: unsigned.kind, length: 11 })).toBe('400 IncompleteBody');
  });

  test('a body that is not signed at all is refused', async () => {
    expect(await send(() => 'hello world', { kind: 'UNSIGNED-PAYLOAD', length: 11 })).toBe('400 AuthorizationHeaderMalformed');
  });
});
