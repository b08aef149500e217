import { expect, test } from 'vitest';
import { createTestStudio, type TestEditor, type TestStudio } from '../../testing/test-editor.ts';
import { entriesOf } from './entries.ts';
import { search } from './search.ts';

const join = async (studio: TestStudio, name: string): Promise<TestEditor> => {
  const editor = await studio.join(name);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};

test('the palette follows who else is here, by name, and leads home by that word', async () => {
  const studio = createTestStudio();
  const [ada] = [await join(studio, 'Ada'), await join(studio, 'Ben')];
  await ada.until(() => ada.people.get().length === 1);
  const found = (query: string) => search(entriesOf(ada, [], ada.level.get()), query, 10, []);
  const follow = found('follow').find(({ label }) => label === 'Follow Ben');
  follow?.run(ada);
  expect(ada.following.get()).toBe(ada.people.get()[0]?.session);
  expect(found('home')[0]?.label).toBe('All projects');
});
