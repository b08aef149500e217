import type { Editor } from '../editor/index.ts';
import { t } from '../i18n/index.ts';

/** Puts a text into the system's clipboard and says so, or says that the browser does not allow it. Never rejects. */
export async function copyText({ ports, notices }: Pick<Editor, 'ports' | 'notices'>, text: string, said?: string): Promise<void> {
  try {
    await ports.clipboard.write(text);
    if (said !== undefined) notices.say({ tone: 'good', title: said });
  } catch {
    notices.say({ tone: 'bad', title: t('clipboard.refused'), text: t('clipboard.refused.hint') });
  }
}
