import { z } from 'zod';

/** Where the renderer finds everything it may talk to; the page's CSP names exactly these. */
export const HostDescription = z.object({
  kind: z.enum(['desktop', 'web']),
  version: z.string(),
  person: z.object({ id: z.string(), name: z.string(), colour: z.string() }),
  /** WebSocket URL of the collaboration rooms. */
  roomsUrl: z.string(),
  /** The engine build this host previews and publishes with: `engine@<sha256>` and the URL folder it is served from. */
  engine: z.object({ id: z.string(), url: z.string() }),
  playgroundUrl: z.string(),
  target: z.string(),
  /** Set where the project lies on somebody else's computer: this window came by a link, and edits and looks is all it does. */
  guestOf: z.string().optional(),
  /** What this person may do with the projects of this machine; absent where the host does not say. */
  role: z.enum(['owner', 'editor', 'viewer']).optional(),
});
export type HostDescription = z.infer<typeof HostDescription>;
