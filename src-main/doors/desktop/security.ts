import type { Session, WebContents, WebFrameMain } from 'electron';

/** Pasting reads the clipboard: without it nothing could be pasted into a level or a table. */
const permitted = new Set(['clipboard-read', 'clipboard-sanitized-write', 'fullscreen']);
const outside = /(^|\.)(amazonaws\.com(\.cn)?|amazoncognito\.com|awsapps\.(com|cn)|app\.aws|ledgerquest\.dev)$/;

export const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

/** What the rules ask of the open windows. */
export interface Homes {
  /** The Studio origin that a window was opened on; undefined for contents that are no window of ours. */
  of(contents: WebContents): string | undefined;
  /** Whether any window of ours is at home there. */
  has(origin: string): boolean;
  readonly playground: string;
  /** Where the pages begin on which people sign in to this computer's tenants. */
  readonly signIn: string | undefined;
}

/** Permissions: three, and only for Studio's own origins. */
export function guardSession(session: Session, homes: Homes): void {
  const isOurs = (url: string): boolean => homes.has(originOf(url) ?? '');
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(contents !== null && isOurs(contents.getURL()) && permitted.has(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isOurs(origin) && permitted.has(permission));
}

/** A window stays on its Studio's origin; the Playground, the tenants' sign-in and known hosts open in the person's browser; everything else opens nowhere. */
export function guardContents(contents: WebContents, homes: Homes, openExternal: (url: string) => void): void {
  const stay = (event: { url: string; preventDefault(): void }): void => {
    const home = homes.of(contents);
    if (home === undefined || originOf(event.url) !== home) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url)) {
      const { origin, protocol, hostname } = new URL(url);
      const signsIn = homes.signIn !== undefined && url.startsWith(`${homes.signIn}/oauth2/authorize?`);
      if (origin === homes.playground || signsIn || (protocol === 'https:' && outside.test(hostname))) openExternal(url);
    }
    return { action: 'deny' };
  });
}

/** Who may call: the main frame of a window of ours, while it is at home. */
export function isAtHome(contents: WebContents, frame: WebFrameMain | null, homes: Homes): boolean {
  const home = homes.of(contents);
  return frame !== null && home !== undefined && frame === contents.mainFrame && originOf(frame.url) === home;
}
