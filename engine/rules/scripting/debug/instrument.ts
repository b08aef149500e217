/**
 * A copy of a script that can tell what it does. Before every statement, at every test of a loop and before the value of every arrow function
 * stands a probe, `lq && lq(7, [() => a, () => b]);`. With `lq` 0, as long as nobody watches, it costs a look at a variable. Nothing gets a
 * new line, so lines are those of the author; `frame` leads from the copy's columns back.
 */
import { parse, type AnyNode, type Function as FunctionNode, type Statement } from 'acorn';
import { LedgerError } from '../../../kernel/error.ts';
import { Insertions, type Place } from './insertions.ts';
import { declare, declareAll, declareBlock, declareVars, isDirective, namesOf, openScope, visibleAt, type Scope } from './scopes.ts';

/** Somewhere that a script can be stopped at. Lines from 1, columns from 1 in characters. */
export interface Site {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Index into `functions`. */
  readonly owner: number;
  /** Indexes into `variables`: first those that its probe reads, then those of the script. */
  readonly variables: readonly number[];
  /** How many of them its probe reads. */
  readonly read: number;
  /** A `debugger` statement: always a breakpoint. */
  readonly halts: boolean;
}

export interface ScriptFunction {
  readonly name: string;
  /** Offsets. */
  readonly start: number;
  readonly end: number;
}

export interface SeenVariable {
  readonly name: string;
  /** The function that it lives in; 0 is the script. */
  readonly owner: number;
  readonly isScript: boolean;
}

export interface Instrumented {
  readonly source: string;
  readonly code: string;
  /** The variable that probes look at; a name that the script does not use. */
  readonly probe: string;
  readonly sites: readonly Site[];
  /** The first is the script itself. */
  readonly functions: readonly ScriptFunction[];
  readonly variables: readonly SeenVariable[];
  /** The function that a place of the copy lies in, and the place in characters of the source. */
  frame(place: Place): { owner: number } & Place;
}

/** Throws LedgerError `debug-script` for what cannot be read. */
export function instrument(source: string): Instrumented {
  try {
    return new Instrumenter(source).result();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new LedgerError({
        code: 'debug-script',
        message: `The script cannot be watched: ${error instanceof SyntaxError ? error.message : 'its text is nested too deeply.'}`,
        hint: 'Simplify the place that it names; the script itself runs as before.',
      });
    throw error;
  }
}

type Of<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const isFunctionNode = (node: AnyNode): node is Of<'FunctionExpression' | 'ArrowFunctionExpression' | 'FunctionDeclaration'> =>
  node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration';

const keyName = (key: AnyNode): string =>
  key.type === 'Identifier'
    ? key.name
    : key.type === 'PrivateIdentifier'
      ? `#${key.name}`
      : key.type === 'Literal'
        ? String(key.value)
        : '';

/** `on('PlaceOrder', ...)`, `stages.forEach(...)`: what a function handed to a call is called by. */
function callbackName({ callee, arguments: [first] }: Of<'CallExpression'>): string {
  if (callee.type === 'Identifier' && callee.name === 'on' && first?.type === 'Literal') return `on ${String(first.value)}`;
  const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? keyName(callee.property) : '';
  return name === '' ? 'function' : `${name} callback`;
}

class Instrumenter {
  readonly #source: string;
  readonly #probe: string;
  readonly #inserted: Insertions;
  readonly #sites: Site[] = [];
  readonly #functions: ScriptFunction[];
  readonly #variables: SeenVariable[] = [];
  /** Of the source, offsets. */
  readonly #lines: number[] = [0];

  constructor(source: string) {
    this.#source = source;
    this.#inserted = new Insertions(source);
    this.#functions = [{ name: '', start: 0, end: source.length }];
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#lines.push(at + 1);
    let probe = 'lq';
    while (source.includes(probe)) probe += '_';
    this.#probe = probe;
  }

  result(): Instrumented {
    const program = parse(this.#source, { ecmaVersion: 'latest', sourceType: 'script' });
    const script = openScope(undefined, 0);
    declare(script, 'state');
    declareVars(script, program);
    declareBlock(script, program.body);
    this.#statements(program.body as Statement[], script);
    const inserted = this.#inserted;
    const functions = this.#functions;
    return {
      source: this.#source,
      code: inserted.copy(),
      probe: this.#probe,
      sites: this.#sites,
      functions,
      variables: this.#variables,
      frame(place) {
        const at = inserted.original(place);
        const offset = inserted.offset(at);
        // Functions are listed as they begin, so that the last one around a place is the innermost.
        return { owner: functions.findLastIndex(({ start, end }) => start <= offset && offset < end), ...inserted.character(at) };
      },
    };
  }

  // Statements

  #statements(statements: readonly Statement[], scope: Scope): void {
    for (const statement of statements) {
      if (!isDirective(statement)) this.#stopBefore(statement, scope);
      this.#walk(statement, scope);
    }
  }

  #stopBefore(statement: Statement, scope: Scope): void {
    if (!isStop(statement)) return;
    this.#inserted.add(statement.start, `${this.#call(this.#site(statement, headEnd(statement), scope, statement.start))};`, 'probe');
  }

  /** A body that may be a single statement gets braces. */
  #body(body: Statement, scope: Scope, first = ''): void {
    if (body.type === 'BlockStatement') {
      if (first !== '') this.#inserted.add(body.start + 1, first, 'open');
      this.#walk(body, scope);
      return;
    }
    if (body.type === 'EmptyStatement' && first === '') return;
    this.#inserted.add(body.start, `{${first}`, 'open');
    this.#statements([body], scope);
    this.#inserted.add(body.end, '}', 'close');
  }

  /** Stops at an expression whenever its value is asked for. */
  #stopAt(expression: AnyNode | null | undefined, scope: Scope): void {
    if (!expression) return;
    this.#inserted.add(expression.start, `(${this.#call(this.#site(expression, expression.end, scope, expression.start))},`, 'open');
    this.#walk(expression, scope);
    this.#inserted.add(expression.end, ')', 'close');
  }

  // The tree

  #walk(node: AnyNode | null | undefined, scope: Scope, name?: string): void {
    if (!node) return;
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all other kinds are treated alike
    switch (node.type) {
      case 'BlockStatement': {
        const inner = openScope(scope, scope.owner);
        declareBlock(inner, node.body);
        return this.#statements(node.body, inner);
      }
      case 'IfStatement':
        this.#walk(node.test, scope);
        this.#body(node.consequent, scope);
        if (node.alternate) this.#body(node.alternate, scope);
        return;
      case 'WhileStatement':
        this.#stopAt(node.test, scope);
        return this.#body(node.body, scope);
      case 'DoWhileStatement':
        this.#body(node.body, scope);
        return this.#stopAt(node.test, scope);
      case 'ForStatement':
        return this.#walkFor(node, scope);
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#walkForEach(node, scope);
      case 'SwitchStatement':
        return this.#walkSwitch(node, scope);
      case 'CatchClause': {
        const inner = openScope(scope, scope.owner);
        if (node.param) {
          for (const bound of namesOf(node.param)) declare(inner, bound);
          this.#walk(node.param, inner);
        }
        return this.#walk(node.body, inner);
      }
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#walkFunction(node, scope, name);
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const inner = openScope(scope, scope.owner);
        if (node.id) declare(inner, node.id.name, { shown: false });
        this.#walk(node.superClass, scope);
        return this.#walk(node.body, inner, node.id?.name ?? name ?? 'class');
      }
      case 'ClassBody':
        for (const member of node.body) this.#walk(member, scope, name);
        return;
      case 'MethodDefinition':
        if (node.computed) this.#walk(node.key, scope);
        return this.#walkFunction(node.value, scope, `${name}.${keyName(node.key)}`, true);
      case 'PropertyDefinition':
        if (node.computed) this.#walk(node.key, scope);
        return this.#walk(node.value, scope, `${name}.${keyName(node.key)}`);
      case 'StaticBlock': {
        const inner = this.#enter(node, scope, `${name} static`);
        declare(inner, 'this', { shown: false });
        for (const statement of node.body) declareVars(inner, statement);
        declareBlock(inner, node.body);
        return this.#statements(node.body, inner);
      }
      case 'Property':
        if (node.computed) this.#walk(node.key, scope);
        if (isFunctionNode(node.value))
          return this.#walkFunction(node.value, scope, keyName(node.key), node.method || node.kind !== 'init');
        return this.#walk(node.value, scope, keyName(node.key));
      case 'VariableDeclarator':
        this.#walk(node.id, scope);
        return this.#walk(node.init, scope, node.id.type === 'Identifier' ? node.id.name : undefined);
      case 'AssignmentExpression':
        this.#walk(node.left, scope);
        return this.#walk(node.right, scope, node.left.type === 'Identifier' ? node.left.name : undefined);
      case 'CallExpression':
        this.#walk(node.callee, scope);
        for (const argument of node.arguments) this.#walk(argument, scope, isFunctionNode(argument) ? callbackName(node) : undefined);
        return;
      default:
        for (const child of Object.values(node) as unknown[])
          for (const one of Array.isArray(child) ? (child as unknown[]) : [child]) if (isNode(one)) this.#walk(one, scope);
    }
  }

  #walkFor(node: Of<'ForStatement'>, scope: Scope): void {
    const inner = openScope(scope, scope.owner);
    if (node.init?.type === 'VariableDeclaration' && node.init.kind !== 'var') declareAll(inner, node.init);
    this.#walk(node.init, inner);
    this.#stopAt(node.test, inner);
    this.#walk(node.update, inner);
    this.#body(node.body, inner);
  }

  #walkForEach(node: Of<'ForInStatement' | 'ForOfStatement'>, scope: Scope): void {
    const inner = openScope(scope, scope.owner);
    if (node.left.type === 'VariableDeclaration' && node.left.kind !== 'var') declareAll(inner, node.left);
    this.#walk(node.left, inner);
    this.#walk(node.right, scope);
    // Stops at the head once for every turn, when the turn's value is there.
    const turn = this.#site(node.left, node.right.end, inner, node.body.start);
    this.#body(node.body, inner, `${this.#call(turn)};`);
  }

  #walkSwitch(node: Of<'SwitchStatement'>, scope: Scope): void {
    this.#walk(node.discriminant, scope);
    const inner = openScope(scope, scope.owner, true);
    for (const { consequent } of node.cases) declareBlock(inner, consequent);
    for (const { test, consequent } of node.cases) {
      this.#walk(test, inner);
      this.#statements(consequent, inner);
    }
  }

  #walkFunction(node: FunctionNode & AnyNode, scope: Scope, name?: string, isMethod = false): void {
    const own = 'id' in node && node.id && 'name' in node.id ? node.id.name : undefined;
    const outside = own !== undefined && node.type === 'FunctionExpression' ? openScope(scope, scope.owner) : scope;
    if (outside !== scope && own !== undefined) declare(outside, own, { shown: false });
    const inner = this.#enter(node, outside, own ?? name ?? 'function');
    if (node.type !== 'ArrowFunctionExpression') declare(inner, 'this', { shown: isMethod });
    for (const param of node.params) {
      for (const bound of namesOf(param)) declare(inner, bound);
      this.#walk(param, inner);
    }
    const { body } = node;
    if (body.type !== 'BlockStatement') return this.#stopAt(body, inner);
    declareVars(inner, body);
    declareBlock(inner, body.body);
    this.#statements(body.body, inner);
    const last = body.end - 1;
    this.#inserted.add(last, `;${this.#call(this.#site({ start: last }, body.end, inner, last))};`, 'probe');
  }

  #enter({ start, end }: AnyNode, scope: Scope, name: string): Scope {
    this.#functions.push({ name, start, end });
    return openScope(scope, this.#functions.length - 1);
  }

  // Probes

  /** @param offset where its variables are read */
  #site(node: { start: number; type?: string }, end: number, scope: Scope, offset: number): number {
    const visible = visibleAt(scope, offset);
    const near = visible.filter(({ isScript }) => !isScript);
    const all = [...near, ...visible.filter(({ isScript }) => isScript)];
    for (const variable of all) {
      if (variable.index >= 0) continue;
      variable.index = this.#variables.length;
      this.#variables.push({ name: variable.name, owner: variable.owner, isScript: variable.isScript });
    }
    const from = this.#place(node.start);
    const to = this.#place(end);
    this.#sites.push({
      ...from,
      endLine: to.line,
      endColumn: to.column,
      owner: scope.owner,
      variables: all.map(({ index }) => index),
      read: near.length,
      halts: node.type === 'DebuggerStatement',
    });
    return this.#sites.length - 1;
  }

  #call(index: number): string {
    const { variables, read } = this.#sites[index]!;
    const readers = variables.slice(0, read).map((variable) => `()=>${this.#variables[variable]!.name}`);
    return `${this.#probe}&&${this.#probe}(${index}${readers.length > 0 ? `,[${readers.join()}]` : ''})`;
  }

  #place(offset: number): Place {
    let [low, high] = [0, this.#lines.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#lines[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#lines[low]! + 1 };
  }
}

/** What only leads to something that is a stop itself is none. */
function isStop(statement: Statement): boolean {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all other kinds are treated alike
  switch (statement.type) {
    case 'FunctionDeclaration':
    case 'EmptyStatement':
    case 'BlockStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'TryStatement':
      return false;
    case 'LabeledStatement':
      return isStop(statement.body);
    default:
      return true;
  }
}

/** Where the head of a statement ends: what follows has stops of its own. */
function headEnd(statement: Statement): number {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all other kinds are treated alike
  switch (statement.type) {
    case 'IfStatement':
      return statement.test.end + 1;
    case 'ForStatement':
      return statement.body.start;
    case 'ForInStatement':
    case 'ForOfStatement':
      return statement.right.end + 1;
    case 'SwitchStatement':
      return statement.discriminant.end + 1;
    case 'LabeledStatement':
      return headEnd(statement.body);
    case 'ClassDeclaration':
      return statement.body.start;
    default:
      return statement.end;
  }
}
