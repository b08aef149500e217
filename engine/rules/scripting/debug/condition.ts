/** A breakpoint's condition: an expression that reads, as data for the recorder (see conditions.ts). */
import { parseExpressionAt, type Expression, type AnyNode } from 'acorn';

export type ConditionNode = readonly [kind: string, ...parts: unknown[]];

/** Says why a condition cannot be one; worded for the author. */
export class BadCondition extends Error {}

const OWN = ['Math', 'Number', 'String', 'Object', 'Array', 'decimal', 'time', 'params', 'undefined', 'NaN', 'Infinity'];
const BINARY = ['===', '!==', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'];
const LOGICAL = { '&&': 'and', '||': 'or', '??': 'else' } as const;
const MOST = 500;

/** @param place where a variable is found: `near` or `script` with its index; undefined where there is none of that name */
export function readCondition(text: string, place: (name: string) => readonly ['near' | 'script', number] | undefined): ConditionNode {
  if (text.length > MOST) throw new BadCondition(`A condition has at most ${MOST} characters.`);
  let expression: Expression;
  try {
    expression = parseExpressionAt(text, 0, { ecmaVersion: 'latest' });
  } catch (error) {
    throw new BadCondition(`It does not read as an expression: ${(error as Error).message.replace(/ \(\d+:\d+\)$/, '')}.`);
  }
  if (text.slice(expression.end).trim() !== '')
    throw new BadCondition(`It does not read as one expression: ${text.slice(expression.end).trim()}`);
  const read = (node: AnyNode): ConditionNode => {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all other kinds are treated alike
    switch (node.type) {
      case 'ParenthesizedExpression':
        return read(node.expression);
      case 'ChainExpression':
        return ['chain', read(node.expression)];
      case 'Literal':
        if (node.regex || node.bigint !== undefined) break;
        return ['value', node.value];
      case 'TemplateLiteral':
        if (node.expressions.length > 0) break;
        return ['value', node.quasis[0]?.value.cooked ?? ''];
      case 'Identifier': {
        const found = place(node.name) ?? (OWN.includes(node.name) ? (['own', node.name] as const) : undefined);
        if (!found) throw new BadCondition(`There is no variable ${node.name} here.`);
        return found;
      }
      case 'ThisExpression': {
        const found = place('this');
        if (!found) throw new BadCondition('There is no this here.');
        return found;
      }
      case 'ArrayExpression':
        return ['list', node.elements.map((element) => (element && element.type !== 'SpreadElement' ? read(element) : refuse(text)))];
      case 'UnaryExpression':
        if (node.operator === '!') return ['not', read(node.argument)];
        if (node.operator === '-') return ['minus', read(node.argument)];
        if (node.operator === 'typeof') return ['typeof', read(node.argument)];
        break;
      case 'LogicalExpression':
        return [LOGICAL[node.operator], read(node.left), read(node.right)];
      case 'ConditionalExpression':
        return ['if', read(node.test), read(node.consequent), read(node.alternate)];
      case 'BinaryExpression':
        if (!BINARY.includes(node.operator)) break;
        return ['binary', node.operator, read(node.left), read(node.right)];
      case 'MemberExpression':
        if (node.object.type === 'Super' || node.property.type === 'PrivateIdentifier') break;
        return [
          'get',
          read(node.object),
          node.computed ? read(node.property) : ['value', (node.property as Extract<AnyNode, { type: 'Identifier' }>).name],
          node.optional === true,
        ];
      case 'CallExpression':
        if (node.callee.type === 'Super') break;
        return [
          'call',
          read(node.callee),
          node.arguments.map((argument) => (argument.type === 'SpreadElement' ? refuse(text) : read(argument))),
        ];
      case 'AssignmentExpression':
      case 'UpdateExpression':
        throw new BadCondition('A condition only reads; to compare, write == or ===.');
      default:
    }
    return refuse(text.slice(node.start, node.end));
  };
  return read(expression);
}

const refuse = (text: string): never => {
  throw new BadCondition(
    `A condition cannot hold ${text.length > 40 ? `${text.slice(0, 40)}…` : text}: it reads, compares and calls nothing of the script.`,
  );
};
