import { t } from '../i18n/index.ts';
import type { Editor } from './editor.ts';

type WithClipboard = Pick<Editor, 'ports' | 'notices'>;

const refused = ({ notices }: WithClipboard): void =>
  notices.say({ tone: 'bad', title: t('clipboard.refused'), text: t('clipboard.refused.hint') });

/**
 * Puts a text into the system's clipboard and says so, or says that the browser does not allow it. Never rejects.
 * @returns whether it is there
 */
export async function copyText(editor: WithClipboard, text: string, said?: string): Promise<boolean> {
  try {
    await editor.ports.clipboard.write(text);
    if (said !== undefined) editor.notices.say({ tone: 'good', title: said });
    return true;
  } catch {
    refused(editor);
    return false;
  }
}

/** The copying that is under way in a window. */
const underWay = new WeakMap<object, Promise<unknown>>();

/** What is pasted right after a copy waits for it: hands are faster than the system's clipboard. */
export function copying({ ports }: WithClipboard, copy: () => Promise<void>): Promise<void> {
  const work = copy();
  underWay.set(
    ports.clipboard,
    work.catch(() => {}),
  );
  return work;
}

/** What is in the system's clipboard; undefined, which has been said, where the browser does not tell. Never rejects. */
export async function readText(editor: WithClipboard): Promise<string | undefined> {
  await underWay.get(editor.ports.clipboard);
  try {
    return await editor.ports.clipboard.read();
  } catch {
    refused(editor);
    return undefined;
  }
}
