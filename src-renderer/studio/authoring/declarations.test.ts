import { expect, test } from 'vitest';
import { createTestStudio } from '../testing/test-editor.ts';
import { declare, label } from './declarations.ts';

test('an id follows the first label of which one can be made, and stays for labels in other scripts', async () => {
  const ada = await createTestStudio().join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  const project = ada.project.get()!;
  const before = Object.keys(project.file.get().parameters);
  const added = (): string[] => Object.keys(project.file.get().parameters).filter((id) => !before.includes(id));
  declare(project, 'parameters');
  for (const text of ['מחיר', '价格', '🍺']) {
    label(project, 'parameters', 'parameter', text);
    expect(added()).toEqual(['parameter']);
  }
  label(project, 'parameters', 'parameter', 'Base pay');
  expect(added()).toEqual(['base-pay']);
});
