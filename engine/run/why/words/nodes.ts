/** Nodes of behaviour trees in the words of the files that they are written in. */
import type { Json } from '../../../kernel/json.ts';
import type { WhyLink } from '../link.ts';
import { count, payloadOf, said } from './values.ts';

type BehaviourLink = Extract<WhyLink, { kind: 'behaviour' }>;
type Node = BehaviourLink['path'][number];
type Check = BehaviourLink['checks'][number];

const composites: Readonly<Record<string, string>> = {
  Sequence: 'sequence',
  Priority: 'selector',
  MemSequence: 'mem-sequence',
  MemPriority: 'mem-selector',
  ReactiveSequence: 'reactive-sequence',
  ReactiveSelector: 'reactive-selector',
  Parallel: 'parallel',
  Utility: 'utility',
  Inverter: 'not',
  Limiter: 'limit',
  MaxTime: 'max-time',
  Repeater: 'repeat',
  RepeatUntilFailure: 'until-failure',
  RepeatUntilSuccess: 'until-success',
  Cooldown: 'cooldown',
  Score: 'score',
};

const field = ({ of, field: path }: Readonly<Record<string, Json>>): string =>
  of === undefined ? said(path!) : `${said(of)} > ${said(path!)}`;

function plain({ type, args }: Node): string {
  switch (type) {
    case 'Condition':
      return `if ${field(args)} ${said(args['is']!)} ${said(args['value']!)}`;
    case 'Has':
      return `has ${said(args['component']!)}`;
    case 'Chance':
      return `chance ${said(args['p']!)}`;
    case 'Wait':
      return `wait ${count(args['ticks'] as number, 'tick')}`;
    case 'Set':
      return `set ${field(args)}: ${said(args['value']!)}`;
    case 'Add':
      return `add ${field(args)}: ${said(args['value']!)}`;
    case 'Emit':
      return `emit ${said(args['event']!)}${payloadOf(args['payload'] ?? null)}`;
    case 'Command':
      return `command ${said(args['command']!)}${payloadOf(args['payload'] ?? null)}`;
    case 'Call':
      return `call ${said(args['call']!)}${payloadOf(args['args'] ?? null)}`;
    case 'SubTree':
      return `tree ${said(args['tree']!)}`;
    default:
      return composites[type] ?? type;
  }
}

/** The node as written, behind the name that its author gave it. */
const nodeText = (node: Node): string => (node.name === undefined ? plain(node) : `"${node.name}" (${plain(node)})`);

/** From the root down: `selector › "rest" (mem-sequence) › set Ant.mood: late, node 0.0.1`. */
export const pathText = (path: readonly Node[]): string => `${path.map(nodeText).join(' › ')}, node ${path.at(-1)!.id}`;

export const checkText = (check: Check): string => {
  const { type, came, found, name } = check;
  const what = name === undefined ? '' : `"${name}": `;
  if (type === 'Wait') return `${what}${plain(check)} was over`;
  if (type === 'Condition') {
    const comparison = plain(check).replace(/^if /, '');
    return `${what}${comparison} ${came === 'success' ? 'held' : 'did not hold'} (${found === undefined ? 'there was nobody to ask' : `it was ${said(found)}`})`;
  }
  return `${what}${plain(check)} came to ${came}`;
};
