/** Shows another page beside a window. */
import type { DesktopWindow } from '../../../src-main/contract/desktop.ts';

type Page = Pick<Window, 'open'>;

/**
 * Opens it blank at once, within the press that asks for it, and leads it on when its address is there: a page that is opened later is one that
 * nobody asked for, to a browser that blocks such.
 * @returns false where the browser blocks it all the same. @throws what `url` throws; then nothing stays open
 */
export async function openPage(page: Page, url: Promise<string>): Promise<boolean> {
  // The desktop app hands an address to the system's browser, and opens no blank page.
  if ((page as { ledgerquestDesktop?: DesktopWindow }).ledgerquestDesktop) {
    page.open(await url, '_blank', 'noopener,noreferrer');
    return true;
  }
  const opened = page.open('', '_blank');
  if (opened) opened.opener = null;
  try {
    const address = await url;
    opened?.location.replace(address);
  } catch (error) {
    opened?.close();
    throw error;
  }
  return opened !== null;
}
