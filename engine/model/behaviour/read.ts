/** The trees of a project: every file in behaviours/, read and checked. */
import { compareText } from '../../kernel/json.ts';
import { readText, type ProjectFiles } from '../document.ts';
import type { Clock } from '../level.ts';
import type { Problem } from '../problem.ts';
import { readBehaviour3 } from './behaviour3.ts';
import { checkTree, type TreeContext } from './check.ts';
import type { BehaviourTree } from './node.ts';
import { Findings } from './place.ts';
import { readYaml } from './yaml.ts';

/** `behaviours/<name>.yaml` is ours, `.json` is Behaviour3's. */
const treePath = /^behaviours\/([A-Za-z0-9][A-Za-z0-9_-]*)\.(yaml|yml|json)$/;

export const isTreePath = (path: string): boolean => treePath.test(path);

/** Names of the trees that a project has files of, readable or not. */
export const treeNames = (files: ProjectFiles): string[] => [...files.keys()].flatMap((path) => treePath.exec(path)?.[1] ?? []);

/** What a tree's seconds are counted in: in turns, a second is a turn. */
export const ticksPerSecond = (clock: Clock): number => (clock.kind === 'realtime' ? clock.hz : 1);

/** By name, in the order of names; files that cannot be read are left out and noted. */
export function readTrees(
  files: ProjectFiles,
  { types, commands, clock, entities }: Omit<TreeContext, 'trees'> & { clock: Clock },
  problems: Problem[],
): Record<string, BehaviourTree> {
  const read = new Map<string, { tree: BehaviourTree; findings: Findings }>();
  for (const path of [...files.keys()].toSorted(compareText)) {
    const [, name, ending] = treePath.exec(path) ?? [];
    if (name === undefined && /^behaviours\/.*\.(yaml|yml|json)$/.test(path))
      problems.push({
        severity: 'warning',
        code: 'behaviour-ignored',
        message: `${path} is not read: its name is none that a tree can have.`,
        hint: 'Trees lie in behaviours/ itself, and their names are letters, digits, - and _, beginning with a letter or digit.',
        file: path,
      });
    if (name === undefined) continue;
    const findings = new Findings(path);
    if (read.has(name)) {
      findings.add('behaviour-twice', `There are two trees named ${name}.`, { hint: 'Rename one of the files.' });
    } else {
      const text = readText(files, path, problems);
      if (text === undefined) continue;
      const tree =
        ending === 'json' ? readBehaviour3(text, findings, ticksPerSecond(clock)) : readYaml(text, findings, ticksPerSecond(clock));
      if (tree) read.set(name, { tree, findings });
    }
    problems.push(...findings.problems);
  }
  const trees = new Map([...read].map(([name, { tree }]) => [name, tree]));
  for (const [name, { tree, findings }] of read) {
    const before = findings.problems.length;
    checkTree(name, tree, { types, commands, trees, entities }, findings);
    problems.push(...findings.problems.slice(before));
  }
  return Object.fromEntries([...trees].toSorted(([a], [b]) => compareText(a, b)));
}
