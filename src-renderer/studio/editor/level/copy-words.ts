import type { Editor } from '../editor.ts';
import type { copyEntities } from './clipboard.ts';

/** What the project says that copies are made by. */
export const copyWords = ({ project }: Editor): Parameters<typeof copyEntities>[2] => ({
  types: project.get()?.types.get() ?? [],
  prefabs: project.get()?.prefabs.get() ?? {},
});
