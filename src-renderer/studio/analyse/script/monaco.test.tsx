import { expect, test } from 'vitest';
import { monaco, typesOf } from './monaco.ts';

test('a script that is closed while its types are looked at has no errors', async () => {
  const editor = monaco.editor.create(document.body.appendChild(document.createElement('div')));
  const open = (): monaco.editor.ITextModel => {
    const model = monaco.editor.createModel('const n: number = "x";', 'typescript', monaco.Uri.parse('file:///scripts/closed.ts'));
    editor.setModel(model);
    return model;
  };
  const model = open();
  await expect.poll(() => typesOf(model), { timeout: 30_000 }).toMatchObject([{ code: 2322 }]);
  const asked = typesOf(model);
  model.dispose();
  expect(await asked).toEqual([]);

  const again = open();
  expect(await typesOf(again)).toHaveLength(1);
  again.dispose();
  editor.dispose();
});
