/** Where a reader found what, for problems that lead to a line. */
import type { Json } from '../../kernel/json.ts';
import { describeIssue, flattenIssues } from '../issues.ts';
import type { Problem } from '../problem.ts';
import { nodeTypes, type BehaviourNode, type NodeType } from './node.ts';
import { nodeArgs, takes } from './args.ts';
import type { z } from '../zod.ts';
import { yamlNumber } from './yaml-leaves.ts';

/** Levels of lists and maps in an argument of a node: as many as a script may give back. What trees and scripts tell has to fit a checkpoint. */
export const MAX_ARGUMENT_DEPTH = 32;

const isDeeper = (value: Json, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((item: Json) => isDeeper(item, levels - 1)));

/** The first number in a value that is none, with the way to it. */
function noNumber(value: Json, path: readonly string[] = []): { path: string; value: number } | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path: path.join('.'), value };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = noNumber(item as Json, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

export interface Spot {
  line?: number | undefined;
  column?: number | undefined;
}

/** Collects what is wrong with one file. */
export class Findings {
  readonly file: string;
  readonly problems: Problem[] = [];
  /** Where the nodes of the tree stand, by id. */
  readonly spots = new Map<string, Spot>();

  constructor(file: string) {
    this.file = file;
  }

  add(
    code: string,
    message: string,
    {
      spot = {},
      hint,
      severity = 'error',
    }: { spot?: Spot | undefined; hint?: string | undefined; severity?: Problem['severity'] | undefined } = {},
  ): void {
    this.problems.push({ severity, code, message, ...(hint !== undefined && { hint }), file: this.file, ...spot });
  }

  /** A problem of a node, by its id. */
  at(node: BehaviourNode, code: string, message: string, hint?: string, severity?: Problem['severity']): void {
    this.add(code, `${node.name ?? node.type}: ${message}`, { spot: this.spots.get(node.id), hint, severity });
  }

  /** Something of a node that does no harm and hardly does what its author meant. */
  warn(node: BehaviourNode, code: string, message: string, hint?: string): void {
    this.at(node, code, message, hint, 'warning');
  }
}

/** A node of known type with its arguments checked; undefined, with the problems noted, where they are not what it takes. */
export function makeNode(
  findings: Findings,
  spot: Spot,
  {
    id,
    type,
    name,
    args,
    children,
  }: { id: string; type: NodeType; name?: string | undefined; args: Json; children: readonly BehaviourNode[] },
): BehaviourNode | undefined {
  const whose = name === undefined || name === '' ? type : `${type} "${name}"`;
  if (isDeeper(args, MAX_ARGUMENT_DEPTH + 1)) {
    findings.add('behaviour-argument', `${whose}: its arguments are nested more than ${MAX_ARGUMENT_DEPTH} levels deep.`, {
      spot,
      hint: 'Keep large or deep data in a table of data/, which scripts read with table(name).',
    });
    return undefined;
  }
  const odd = noNumber(args);
  if (odd !== undefined) {
    findings.add('behaviour-argument', `${whose}: ${odd.path} is ${yamlNumber(odd.value)}, and a tree has finite numbers only.`, { spot });
    return undefined;
  }
  const checked = (nodeArgs[type] as z.ZodType<Record<string, Json>>).safeParse(args);
  if (!checked.success) {
    for (const issue of flattenIssues(checked.error.issues))
      findings.add('behaviour-argument', `${whose}: ${describeIssue(issue, args, 'it')}`, { spot, hint: takes(type) });
    return undefined;
  }
  const arity = nodeTypes[type];
  const wrong =
    arity === 'none' && children.length > 0
      ? 'it takes no children'
      : arity === 'one' && children.length !== 1
        ? `it takes one child, and has ${children.length}`
        : undefined;
  if (wrong !== undefined) {
    findings.add('behaviour-children', `${whose}: ${wrong}.`, { spot });
    return undefined;
  }
  findings.spots.set(id, spot);
  return { id, type, ...(name !== undefined && name !== '' && { name }), args: checked.data, children };
}
