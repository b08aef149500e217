import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  // Not through a shell, which would read the page's address.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a page in the person's own browser; where that fails they have its address. */
export function openPage(url: string, platform: NodeJS.Platform = process.platform): void {
  const [program, ...args] = openers[platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.once('error', () => {});
  child.unref();
}
