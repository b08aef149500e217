import { parseLink } from '../../contract/join-link.ts';
import { type GuestHost, startGuest } from '../guest/start-guest.ts';
import type { Secrets } from '../../services/secrets/secrets.ts';
import type { Product } from './product.ts';
import type { WindowHandlers } from './serve-window.ts';
import type { Host } from './start-host.ts';

interface WindowCallsOptions {
  host: Host;
  person: string;
  /** The project that the first window should find. */
  folder?: string | undefined;
  dataDir: string;
  secrets: Secrets;
  product: Product;
  log: (error: unknown) => void;
}

/** What this computer's own Studio does for its desktop windows, and how to end what was joined from them. */
export function windowCalls({ host, person, folder, dataDir, secrets, product, log }: WindowCallsOptions): {
  handlers: WindowHandlers;
  close: () => void;
} {
  const joined = new Set<GuestHost>();
  let offered = folder;
  return {
    handlers: {
      'window.link': () => {
        const url = host.link(person, offered);
        offered = undefined;
        return { url, playground: host.discovery.playground, signIn: host.signIn };
      },
      'folder.look': ({ path }) => {
        const known = host.folders.look(path);
        return known ? { found: { project: known.handle, name: known.name } } : {};
      },
      'folder.add': ({ path }) => {
        const { handle, name } = host.folders.add(path);
        return { project: handle, name };
      },
      'project.path': ({ project }) => ({ path: host.folders.pathOf(project) }),
      'link.join': async ({ link }) => {
        const guest = await startGuest({ dataDir, secrets, link: parseLink(link), name: () => person, product, log });
        joined.add(guest);
        void guest.ended.then(() => joined.delete(guest));
        return { url: guest.url };
      },
    },
    close: () => joined.forEach((guest) => guest.close()),
  };
}
