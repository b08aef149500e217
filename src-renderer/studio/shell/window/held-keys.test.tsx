import { useRef } from 'react';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Dialog } from '../../../ui/index.ts';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { later } from '../later.ts';
import { StudioWindow } from './studio-window.tsx';

function Naming() {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Dialog title="New thing" closeLabel="Close" initialFocus={field} onClose={() => {}}>
      <input ref={field} aria-label="Name" />
    </Dialog>
  );
}

/** A window with the cursor in code behind it, and a dialog that comes when it is let. */
async function askForDialog(): Promise<{ editor: TestEditor; code: HTMLTextAreaElement; come: () => void }> {
  let come = (): void => {};
  const module = new Promise<{ Naming: typeof Naming }>((resolve) => (come = () => resolve({ Naming })));
  const editor = await createTestStudio().join('Ada');
  await render(
    <>
      <textarea aria-label="Code" />
      <StudioWindow editor={editor} panels={[]} slots={{}} dialogs={{ thing: later(() => module, 'Naming') }} />
    </>,
  );
  const code = page.getByRole('textbox', { name: 'Code' });
  await code.click();
  editor.dialog.set('thing');
  return { editor, code: code.element() as HTMLTextAreaElement, come };
}

describe('what is typed while a dialog is on its way', () => {
  it('goes into the dialog and not into what lies behind it', async () => {
    const { code, come } = await askForDialog();
    await userEvent.keyboard('lop{Backspace}op {Control>}z{/Control}1');
    come();
    const name = page.getByRole('textbox', { name: 'Name' });
    await expect.element(name).toHaveValue('loop 1');
    await userEvent.keyboard('2');
    await expect.element(name).toHaveValue('loop 12');
    expect(code.value).toBe('');
  });

  it('calls the dialog off with Escape, and is then for what has the cursor', async () => {
    const { editor, code } = await askForDialog();
    await userEvent.keyboard('x{Escape}');
    await expect.poll(() => editor.dialog.get()).toBeUndefined();
    await userEvent.keyboard('y');
    expect(code.value).toBe('y');
  });
});
