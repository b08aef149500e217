import { SignatureV4 } from '@smithy/signature-v4';
import { clientConfig } from './clients.ts';
import { Sha256 } from './sha256.ts';

/** A signed POST to the root of a service whose client would be too large for the little that is asked of it. @throws Error without given keys */
export async function signedFetch(
  target: Parameters<typeof clientConfig>[0],
  { called, service, region, url, headers, body }: SignedCall,
): Promise<Response> {
  const { credentials } = clientConfig(target);
  if (credentials === undefined) throw new Error(`${called} is called with keys that are given, never with the environment’s`);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const request = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path: '/',
    query: {},
    headers: { host: url.host, ...headers },
    body,
  });
  return fetch(url, { method: 'POST', headers: request.headers, body });
}

interface SignedCall {
  /** The service's name, for people to read. */
  readonly called: string;
  readonly service: string;
  /** For which it is signed. */
  readonly region: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
