/**
 * The process that owns one session: `hot-host <tenant> <session> <epoch seen> <owner>`. It ends by itself when nobody is there.
 * `hot-host --erase <tenant>` runs none: it leaves nothing of a tenant on the volume of tick logs.
 */
import { hostDeps, tickLogs } from '../adapters/aws/hot-environment.ts';
import { serveSockets } from '../adapters/hot/index.ts';
import { openHost } from '../domain/hot/index.ts';
import { isRefusal } from '../domain/refusal.ts';

/** What fails at once would fail again at once: whoever starts the next process is not kept busy, ms. */
const pauseAfterFailure = 3_000;

const [tenant = '', session = '', seen = '', owner = ''] = process.argv.slice(2);
if (tenant === '--erase') {
  await tickLogs(process.env).erase(session);
  process.exit(0);
}
const ref = { tenant, session };
const { deps, address } = hostDeps(process.env, tenant);
const say = (about: string, more: object = {}): void => console.log(JSON.stringify({ about, ...ref, ...more }));

async function main(): Promise<void> {
  const host = await openHost(deps, { ...ref, seen: Number(seen), owner });
  if (host === undefined) return say('another host has the session');
  const server = await serveSockets({
    host,
    address,
    now: () => deps.clock.now(),
    sleep: deps.sleep,
    log: (error) => console.error(error),
  });
  process.once('SIGTERM', () => host.leave());
  await host.announce(server.url);
  say('running', { url: server.url });
  try {
    say('ended', { why: await host.run() });
  } finally {
    await server.close();
    await host.close();
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(isRefusal(error) ? `${error.code}: ${error.message}` : error);
  await deps.sleep(pauseAfterFailure);
  process.exit(1);
}
