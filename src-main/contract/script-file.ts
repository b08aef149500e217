import { ScriptPath } from '../../engine/model/level.ts';

/** Why a script cannot be called so. */
export type ScriptNameProblem = 'empty' | 'characters' | 'begins' | 'reserved' | 'long';

/** Windows opens devices under these names, whatever stands behind the dot: a project travels between systems. */
const devices = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;
const longestName = 80;

/** What is wrong with a script's name, without folder and ending; undefined when nothing is. */
export function scriptNameProblem(name: string): ScriptNameProblem | undefined {
  if (name === '') return 'empty';
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return 'characters';
  if (!/^[A-Za-z0-9]/.test(name) || name.endsWith('.')) return 'begins';
  if (devices.test(name.split('.', 1)[0]!)) return 'reserved';
  return name.length > longestName ? 'long' : undefined;
}

export const ScriptFile = ScriptPath.refine(
  (path) =>
    path
      .replace(/^scripts\//, '')
      .replace(/\.[a-z]+$/, '')
      .split('/')
      .every((part) => scriptNameProblem(part) === undefined),
  'a script is called by letters, digits, - _ and ., and not as a device of Windows',
);
