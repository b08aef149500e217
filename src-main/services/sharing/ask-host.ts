/** A guest's way to the host: TLS to the one certificate that the link named, and nothing is said before it was seen. */
import { request } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import type { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { fingerprintOf } from './certificate.ts';
import { authorityOf, type JoinLink } from '../../contract/join-link.ts';
import { Refused } from './protocol.ts';

export type HostAddress = Pick<JoinLink, 'host' | 'port' | 'fingerprint'>;

const patience = 10_000;
/** A host may have a whole project to compare or to restore. */
const answerPatience = 60_000;
/** A version's texts are as long as the documents they are of. */
const largestAnswer = 64 << 20;

const away = (at: HostAddress, why: string): LedgerError =>
  new LedgerError({
    code: 'host-away',
    message: `${authorityOf(at)} does not answer (${why}).`,
    hint: 'It may be closed, or nothing is shared there now. What you edit meanwhile is kept and sent when it is back.',
    where: authorityOf(at),
  });

/** @throws LedgerError `host-away`, `wrong-fingerprint` */
export function connectHost(at: HostAddress): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // No authority vouches for this certificate: its fingerprint does, and it is compared below before a byte is sent.
    const socket = connect({ host: at.host, port: at.port, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
    socket.setTimeout(patience, () => socket.destroy(new Error('it took too long')));
    const failed = (error: NodeJS.ErrnoException): void => reject(away(at, error.code ?? error.message));
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      const found = fingerprintOf(socket.getPeerX509Certificate()?.raw ?? new Uint8Array());
      socket.off('error', failed);
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.on('error', () => socket.destroy());
      if (found === at.fingerprint) return resolve(socket);
      socket.destroy();
      return reject(
        new LedgerError({
          code: 'wrong-fingerprint',
          message: `${authorityOf(at)} is not the computer that the link is for: its certificate is ${found}, the link says ${at.fingerprint}.`,
          hint: 'Nothing was sent to it. Ask for a new link, by another way than before.',
          where: authorityOf(at),
        }),
      );
    });
  });
}

/**
 * One question to the host.
 * @throws LedgerError what the host refused; `host-away`, `wrong-fingerprint`, `bad-answer`
 */
export async function askHost<T>(
  at: HostAddress,
  path: string,
  answer: z.ZodType<T>,
  { credential, body }: { credential?: string; body?: unknown } = {},
): Promise<T> {
  const socket = await connectHost(at);
  const text = await new Promise<string>((resolve, reject) => {
    const call = request(
      {
        method: body === undefined ? 'GET' : 'POST',
        path,
        headers: {
          host: authorityOf(at),
          connection: 'close',
          'content-type': 'application/json',
          ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
        },
        createConnection: () => socket,
        timeout: answerPatience,
      },
      (response) => {
        let said = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          said += part;
          if (said.length > largestAnswer) call.destroy(new Error('it says too much'));
        });
        response.on('end', () => resolve(said));
        response.on('error', (error) => reject(away(at, error.message)));
      },
    );
    call.on('timeout', () => call.destroy(new Error('it took too long')));
    call.on('error', (error: NodeJS.ErrnoException) => reject(away(at, error.code ?? error.message)));
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const said = parsed(text);
  const refused = Refused.safeParse(said);
  if (refused.success) throw new LedgerError(refused.data.error);
  const answered = answer.safeParse(said);
  if (answered.success) return answered.data;
  throw new LedgerError({
    code: 'bad-answer',
    message: `${authorityOf(at)} answered something else than LedgerQuest does.`,
    hint: 'Both computers need versions of LedgerQuest that understand each other.',
    where: authorityOf(at),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
