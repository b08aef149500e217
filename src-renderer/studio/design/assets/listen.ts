import type { Editor } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';

/** Has a sound be heard once, as its file has it. What the browser cannot play is said. */
export async function listen({ assets, notices }: Editor, path: string): Promise<void> {
  const context = new AudioContext();
  try {
    const bytes = await assets.read(path);
    const from = context.createBufferSource();
    from.buffer = await context.decodeAudioData(bytes.slice().buffer);
    from.connect(context.destination);
    from.addEventListener('ended', () => void context.close());
    from.start();
  } catch {
    void context.close();
    notices.say({ tone: 'bad', title: t('assets.listen.not', { path }), text: t('assets.listen.hint') });
  }
}
