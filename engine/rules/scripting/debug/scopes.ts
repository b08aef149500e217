/** Which variables a place in a script sees, and from where on each can be read. */
import type { AnyNode, Pattern, Statement } from 'acorn';

export interface Variable {
  readonly name: string;
  /** Functions and classes hide what has their name outside, and are not shown themselves. */
  readonly shown: boolean;
  /** Offset from which its own function may read it; 0 for what is there from the beginning. */
  readonly from: number;
  /** The function that it lives in; 0 is the script. */
  readonly owner: number;
  /** Of the script's top level: there from everywhere. */
  readonly isScript: boolean;
  /** Place in the table of variables; -1 until it is first seen. */
  index: number;
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly owner: number;
  readonly variables: Map<string, Variable>;
  /** A switch may jump over a declaration that stands before. */
  readonly jumps: boolean;
}

export const openScope = (parent: Scope | undefined, owner: number, jumps = false): Scope => ({
  parent,
  owner,
  variables: new Map(),
  jumps,
});

export function declare(scope: Scope, name: string, { from = 0, shown = true }: { from?: number; shown?: boolean } = {}): void {
  if (!scope.variables.has(name))
    scope.variables.set(name, { name, shown, from, owner: scope.owner, isScript: scope.parent === undefined, index: -1 });
}

/** The names that a pattern binds. */
export function namesOf(pattern: Pattern): string[] {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all other kinds are treated alike
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => namesOf(property.type === 'RestElement' ? property.argument : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesOf(element) : []));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    default:
      return [];
  }
}

const isFunction = (node: AnyNode | null | undefined): boolean =>
  node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression' || node?.type === 'ClassExpression';

/** What a list of statements declares in its own block. */
export function declareBlock(scope: Scope, statements: readonly AnyNode[]): void {
  for (const statement of statements) {
    if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement.id)
      declare(scope, statement.id.name, { shown: false });
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') declareAll(scope, statement);
    if (statement.type === 'LabeledStatement') declareBlock(scope, [statement.body]);
  }
}

/** `let`, `const` and their like, readable once they have been declared. */
export function declareAll(scope: Scope, { kind, declarations }: Extract<AnyNode, { type: 'VariableDeclaration' }>): void {
  for (const { id, init, end } of declarations)
    for (const name of namesOf(id)) declare(scope, name, { from: end, shown: !(kind === 'const' && isFunction(init)) });
}

/** The `var`s of a function's body, wherever they stand in it. */
export function declareVars(scope: Scope, node: AnyNode | null | undefined): void {
  if (!node) return;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all other kinds are treated alike
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind === 'var') for (const { id } of node.declarations) for (const name of namesOf(id)) declare(scope, name);
      return;
    case 'BlockStatement':
    case 'Program':
      for (const statement of node.body) declareVars(scope, statement);
      return;
    case 'IfStatement':
      declareVars(scope, node.consequent);
      return declareVars(scope, node.alternate);
    case 'ForStatement':
      declareVars(scope, node.init);
      return declareVars(scope, node.body);
    case 'ForInStatement':
    case 'ForOfStatement':
      declareVars(scope, node.left);
      return declareVars(scope, node.body);
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
      return declareVars(scope, node.body);
    case 'SwitchStatement':
      for (const { consequent } of node.cases) for (const statement of consequent) declareVars(scope, statement);
      return;
    case 'TryStatement':
      declareVars(scope, node.block);
      declareVars(scope, node.handler?.body);
      return declareVars(scope, node.finalizer);
    default:
  }
}

/** What can be read at an offset, the nearest first; what is hidden by a nearer one of its name is left out. */
export function visibleAt(scope: Scope, offset: number): Variable[] {
  const seen = new Set<string>();
  const visible: Variable[] = [];
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    for (const variable of at.variables.values()) {
      if (seen.has(variable.name)) continue;
      seen.add(variable.name);
      const isLater = variable.owner === scope.owner && !at.jumps && variable.from > offset;
      if (variable.shown && !isLater) visible.push(variable);
    }
  }
  return visible;
}

export const isDirective = (statement: Statement): boolean => statement.type === 'ExpressionStatement' && statement.directive !== undefined;
