import type { Session, WebContents } from 'electron';

const permitted = new Set(['clipboard-sanitized-write', 'fullscreen']);
const outside = /(^|\.)(amazonaws\.com|awsapps\.com|ledgerquest\.dev)$/;

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

/** Permissions: two, and only for Studio's own origin. */
export function guardSession(session: Session, studioOrigin: string): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(contents !== null && originOf(contents.getURL()) === studioOrigin && permitted.has(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => originOf(origin) === studioOrigin && permitted.has(permission));
}

/** A window stays on Studio's origin; the Playground and known hosts open in the person's browser; everything else opens nowhere. */
export function guardContents(
  contents: WebContents,
  { studioOrigin, playgroundOrigin }: { studioOrigin: string; playgroundOrigin: string },
  openExternal: (url: string) => void,
): void {
  const stay = (event: { url: string; preventDefault(): void }): void => {
    if (originOf(event.url) !== studioOrigin) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url)) {
      const { origin, protocol, hostname } = new URL(url);
      if (origin === playgroundOrigin || (protocol === 'https:' && outside.test(hostname))) openExternal(url);
    }
    return { action: 'deny' };
  });
}
