import type { WebSocket } from 'ws';
import { z } from 'zod';
import { type Announcement, announcements, type Topic } from '../../contract/index.ts';
import type { LedgerError } from '../../contract/error.ts';
import type { LaunchDesk } from './launch.ts';

const Hello = z.object({ hello: z.union([z.object({ launch: z.string().max(200) }), z.object({ session: z.string().max(200) })]) });
const Call = z.object({ id: z.number().int(), channel: z.string().max(100), request: z.unknown() });

export interface Caller {
  person: string;
  announce<T extends Topic>(topic: T, announcement: Announcement<T>): void;
}

/** Known by its name: an engine build that was loaded from disk brings a class of its own. */
const isRefusal = (error: unknown): error is LedgerError => error instanceof Error && error.name === 'LedgerError';

const asReply = (error: unknown): unknown =>
  isRefusal(error)
    ? error.toJSON()
    : {
        code: 'internal',
        message: 'Something went wrong on our side; the log has the details.',
        hint: 'Try again; if it stays, copy the diagnostics.',
      };

/**
 * One window's socket: first a hello that proves who it is, then calls. Every message is parsed; what does not parse closes the socket.
 * @param invoke dispatches one call for a caller
 */
export function serveRpc(
  socket: WebSocket,
  desk: LaunchDesk,
  invoke: (caller: Caller, channel: unknown, request: unknown) => Promise<unknown>,
  onSigned: (caller: Caller) => () => void,
  log: (error: unknown) => void,
): void {
  let caller: Caller | undefined;
  let leave = (): void => {};
  const send = (message: unknown): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };

  const greet = (message: unknown): void => {
    const parsed = Hello.safeParse(message);
    const signed =
      parsed.success && ('launch' in parsed.data.hello ? desk.redeem(parsed.data.hello.launch) : desk.resume(parsed.data.hello.session));
    if (!signed) {
      // A window that was in comes by no link: it is the host that has forgotten it.
      const wasIn = parsed.success && 'session' in parsed.data.hello;
      const why = wasIn
        ? 'This window is signed out: its host was started again.'
        : 'This link was used already or is from an earlier start.';
      send({ refused: { code: 'signed-out', message: why, hint: 'Run: npx lq open' } });
      socket.close(4401, 'signed-out');
      return;
    }
    caller = {
      person: signed.person,
      announce: (topic, announcement) => send({ topic, announcement: announcements[topic].parse(announcement) }),
    };
    leave = onSigned(caller);
    send({ welcome: { session: signed.secret, person: signed.person } });
  };

  socket.on('message', (data, isBinary) => {
    let message: unknown;
    try {
      if (isBinary) throw new SyntaxError('binary');
      message = JSON.parse((data as Buffer).toString('utf8'));
    } catch {
      socket.close(4400, 'not-json');
      return;
    }
    if (!caller) {
      greet(message);
      return;
    }
    const call = Call.safeParse(message);
    if (!call.success) {
      socket.close(4400, 'bad-call');
      return;
    }
    const { id, channel, request } = call.data;
    invoke(caller, channel, request).then(
      (value) => send({ id, ok: true, value }),
      (error: unknown) => {
        if (!isRefusal(error)) log(error);
        send({ id, ok: false, error: asReply(error) });
      },
    );
  });
  socket.on('close', () => leave());
  socket.on('error', () => socket.terminate());
}
