import { compareText } from '../kernel/json.ts';
import { type ComponentType, defineComponentFromData } from './component.ts';
import { builtinComponents } from './components/index.ts';
import type { ProjectFile } from './project.ts';

/** The component types a level of this project may use: the built-in ones, those of the engine build, then the project's own. */
export function componentTypes(components: ProjectFile['components'], own: readonly ComponentType[] = []): ComponentType[] {
  return [
    ...builtinComponents,
    ...own,
    ...Object.keys(components)
      .toSorted(compareText)
      .map((name) => defineComponentFromData(name, components[name]!)),
  ];
}
