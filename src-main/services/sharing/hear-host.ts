/** What the host says unasked, for as long as a guest's Studio runs: whenever the connection ends, it is looked for again. */
import { request } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { HostPresence } from '../../contract/index.ts';
import { connectHost, type HostAddress } from './ask-host.ts';
import { authorityOf } from '../../contract/join-link.ts';
import { News, newsBeat, paths } from './protocol.ts';

export interface HearOptions {
  at: HostAddress;
  credential: string;
  onPresence: (host: HostPresence) => void;
  onVersions: () => void;
  onLevels: () => void;
  /** Milliseconds until the host is looked for again: the first time, and at most. */
  pauses?: { first: number; longest: number };
}

const longestLine = 4096;

/** @returns how to stop listening. Who was removed is told so once, and nothing is heard any more. */
export function hearHost({
  at,
  credential,
  onPresence,
  onVersions,
  onLevels,
  pauses = { first: 500, longest: 5000 },
}: HearOptions): () => void {
  let over = false;
  let pause = pauses.first;
  let timer: NodeJS.Timeout | undefined;
  let socket: TLSSocket | undefined;
  let known: HostPresence | undefined;

  const become = (next: HostPresence): void => {
    // Who has said that they stop is not called away when they have gone.
    if (over || next === known || (next === 'away' && known === 'stopped')) return;
    known = next;
    if (next === 'removed') close();
    onPresence(next);
  };
  const hear = (line: string): void => {
    const news = News.safeParse(parsed(line));
    if (!news.success) return;
    const { topic } = news.data;
    if (topic === 'versions.changed') onVersions();
    else if (topic === 'levels.changed') onLevels();
    else become(topic);
  };
  const later = (): void => {
    if (over) return;
    become('away');
    timer = setTimeout(() => void listen(), pause);
    pause = Math.min(pause * 2, pauses.longest);
  };
  const listen = async (): Promise<void> => {
    try {
      const connected = await connectHost(at);
      socket = connected;
      if (over) return void connected.destroy();
      connected.setTimeout(newsBeat * 2.5, () => connected.destroy());
      connected.once('close', later);
      const headers = { host: authorityOf(at), connection: 'close', authorization: `Bearer ${credential}` };
      const call = request({ path: paths.news, headers, createConnection: () => connected }, (response) => {
        if (response.statusCode === 401) return become('removed');
        if (response.statusCode !== 200) return void connected.destroy();
        pause = pauses.first;
        become('here');
        let rest = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          const lines = (rest + part).split('\n');
          rest = lines.pop() ?? '';
          lines.forEach(hear);
          if (rest.length > longestLine) connected.destroy();
        });
        response.on('end', () => connected.destroy());
        return undefined;
      });
      call.on('error', () => connected.destroy());
      call.end();
    } catch {
      // Nobody there, or somebody else at that address: the host may be back all the same.
      later();
    }
  };
  function close(): void {
    over = true;
    clearTimeout(timer);
    socket?.destroy();
  }
  void listen();
  return close;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
