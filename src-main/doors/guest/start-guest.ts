/** Studio for a guest: a window's door on this computer, and behind it a project that lies on another one. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import { dispatch } from '../../contract/dispatch.ts';
import { LedgerError } from '../../contract/error.ts';
import { loadEngine } from '../../services/engine/index.ts';
import { contentSecurityPolicy } from '../../services/pages/content-security-policy.ts';
import {
  askHost,
  authorityOf,
  connectHost,
  guestAssets,
  guestHandlers,
  hearHost,
  type JoinLink,
  type Joined,
  openJoined,
  paths,
  Redeemed,
  sharedHandle,
  SharedProject,
} from '../../services/sharing/index.ts';
import type { Secrets } from '../../services/secrets/secrets.ts';
import type { Product } from '../host/product.ts';
import { createLaunchDesk } from '../web/launch.ts';
import type { Caller } from '../web/rpc-socket.ts';
import { openStudioDoor } from '../web/serve.ts';
import { createRelay } from './relay.ts';

export interface GuestOptions {
  dataDir: string;
  /** Where the right to come back is kept. */
  secrets: Secrets;
  /** Undefined: back to the project that was joined last. */
  link: JoinLink | undefined;
  /** What the guest is called there; asked only where a link is redeemed. */
  name: () => string | Promise<string>;
  product: Product;
  log: (error: unknown) => void;
}

export interface GuestHost {
  /** A link that opens Studio once. */
  url: string;
  project: SharedProject;
  redeemed: Redeemed;
  /** Resolves with a sentence once the host knows this guest no more; its windows are signed out by then. */
  ended: Promise<string>;
  close(): void;
}

/**
 * Redeems the link, or comes back with what an earlier one was redeemed for.
 * @throws LedgerError `host-away`, `wrong-fingerprint`, what the host refuses, `not-joined` without a link and anything to come back to
 */
export async function startGuest({ dataDir, secrets, link, name, product, log }: GuestOptions): Promise<GuestHost> {
  const store = openJoined(dataDir, secrets);
  const { joined, project } = await enter(store, link, name);
  const { at, redeemed } = joined;
  const { credential } = redeemed;
  const engine = await loadEngine(product.engine.dir);
  const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');
  const desk = createLaunchDesk(randomHex);
  let studioPort = 0;
  let end = (_reason: string): void => {};
  const ended = new Promise<string>((resolve) => (end = resolve));

  const ask = async <T>(path: string, answer: z.ZodType<T>, body?: unknown): Promise<T> => {
    try {
      return await askHost(at, path, answer, { credential, body });
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'not-invited') expelled();
      throw error;
    }
  };
  const roomsUrl = (): string => `ws://127.0.0.1:${studioPort}/rooms`;
  const handlers = guestHandlers({
    host: redeemed.host,
    roomsUrl,
    ask,
    describe: () => ({
      kind: 'web',
      version: product.version,
      person: redeemed.person,
      roomsUrl: roomsUrl(),
      engine: { id: engine.id, url: `/engine/${engine.id.slice('engine@'.length)}` },
      playgroundUrl: '',
      target: 'none',
      guestOf: redeemed.host,
    }),
  });
  const windows = new Set<Caller>();
  const relay = createRelay({ connect: () => connectHost(at), authority: authorityOf(at), credential });
  const studio = await openStudioDoor({
    rendererDir: product.rendererDir,
    enginesDirs: [join(product.root, 'out', 'engine')],
    port: joined.studioPort ?? 0,
    policy: (port) => contentSecurityPolicy({ connect: [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`] }),
    desk,
    invoke: (_caller, channel, request) => dispatch(handlers, undefined, channel, request),
    onSigned: (window) => {
      windows.add(window);
      return () => windows.delete(window);
    },
    rooms: (upgrade) => relay.carry(upgrade),
    assets: () => guestAssets(at, credential),
    log,
  });
  studioPort = studio.port;
  await store.keep({ ...joined, studioPort });
  const expelled = (): void => {
    desk.forget();
    windows.forEach((window) => window.announce('guest.changed', { host: 'removed' }));
    // What was just said is on its way.
    setTimeout(() => studio.cutWindows(), 200);
    end(`${redeemed.host} shares ${project.name} with you no more.`);
  };
  const stopHearing = hearHost({
    at,
    credential,
    onPresence: (host) => {
      if (host === 'removed') expelled();
      else windows.forEach((window) => window.announce('guest.changed', { host }));
    },
    onLevels: () => windows.forEach((window) => window.announce('levels.changed', { project: sharedHandle })),
    onVersions: () => windows.forEach((window) => window.announce('versions.changed', { project: sharedHandle })),
  });
  const close = (): void => {
    stopHearing();
    studio.close();
    relay.close();
  };
  return { url: `${studio.origin}/#launch=${desk.mint(redeemed.person.id)}`, project, redeemed, ended, close };
}

/** Looks at the project, so that whoever cannot enter is told before a window opens. */
async function enter(
  store: ReturnType<typeof openJoined>,
  link: JoinLink | undefined,
  name: GuestOptions['name'],
): Promise<{ joined: Joined; project: SharedProject }> {
  let lost: LedgerError | undefined;
  const before = await (link ? store.find(link) : store.last()).catch((error: unknown) => {
    // A new link needs nothing of what was kept.
    if (!link || !(error instanceof LedgerError) || error.code === 'bad-data-file') throw error;
    lost = error;
    return undefined;
  });
  if (!link && !before)
    throw new LedgerError({
      code: 'not-joined',
      message: 'No project was joined from here yet.',
      hint: 'Join one: lq join <link> --name <name>',
    });
  const look = (joined: Joined): Promise<SharedProject> =>
    askHost(joined.at, paths.project, SharedProject, { credential: joined.redeemed.credential });
  if (before) {
    // The host may have another address by now, and is the same as long as its certificate is.
    const joined = link ? { ...before, at: { ...before.at, host: link.host, port: link.port } } : before;
    try {
      return { joined, project: await look(joined) };
    } catch (error) {
      if (!link || !(error instanceof LedgerError) || error.code !== 'not-invited') throw error;
    }
  }
  const { token, ...at } = link!;
  const asked = { project: at.project, token, name: await name(), ...(before && { before: before.redeemed.credential }) };
  const redeemed = await askHost(at, paths.redeem, Redeemed, { body: asked }).catch((error: unknown) => {
    throw error instanceof LedgerError && error.code === 'invitation-used' && lost !== undefined ? lost : error;
  });
  const joined: Joined = { format: 1, at, redeemed, ...(before?.studioPort !== undefined && { studioPort: before.studioPort }) };
  await store.keep(joined);
  return { joined, project: await look(joined) };
}
