import { expect, it } from 'vitest';
import { createTestStudio } from '../testing/test-editor.ts';
import { copyText } from './clipboard-text.ts';

it('a clipboard that the browser keeps to itself is said, not thrown', async () => {
  const ada = await createTestStudio().join('Ada');
  await copyText(ada, 'lq open', 'Copied');
  expect([ada.clipboardText.at(-1), ada.notices.list.get()[0]?.title]).toEqual(['lq open', 'Copied']);
  ada.ports.clipboard.write = () => Promise.reject(new DOMException('no focus', 'NotAllowedError'));
  await copyText(ada, 'lq open', 'Copied');
  expect(ada.notices.list.get().at(-1)).toMatchObject({ tone: 'bad', title: 'The browser did not let Studio use the clipboard' });
});
