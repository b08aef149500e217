/**
 * What the names of a script stand for, as far as its text alone says: which variables hold rows, which a component, which a payload. Not a
 * type checker: a name that is bound to different things anywhere in the text is taken for nothing.
 */
import { sdkWords } from './sdk-words.ts';
import type { Dialect } from './dialect.ts';
import { tokensOf, type Range, type Token } from './tokens.ts';

/** How well a component is known to be one: read from a row, from something that a function is given, or from something of the script's own. */
export type Trust = 'sure' | 'likely' | 'guess';

/** What an expression is. `free`: something of the script's own, of which nothing is known. */
export type Type =
  | { readonly is: 'row' | 'rows' | 'params' | 'state' | 'free' | 'value' }
  | { readonly is: 'parameter'; readonly parameter: string }
  | { readonly is: 'component'; readonly component: string; readonly trust: Trust }
  | { readonly is: 'payload'; readonly event: string }
  /** Decimal, RandomStream, time or ScriptEvent. */
  | { readonly is: 'sdk'; readonly type: string };

interface Binding {
  readonly at: Token;
  /** Undefined: a parameter of a function, of which anything may come. */
  readonly type: Type | undefined;
}

/** A bracket that stands open before a token. */
export interface Frame {
  readonly sign: string;
  /** Index of the bracket. */
  readonly at: number;
  /** Commas of its own before the token. */
  readonly argument: number;
  /** The function that is called, by the name that the SDK has for it. */
  readonly callee?: string | undefined;
}

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const free: Type = { is: 'free' };
const value: Type = { is: 'value' };
/** Hand on what they are given. */
const SAME = new Set(['ipairs', 'sorted', 'list', 'reversed', 'tuple']);

const COMPARES = new Set(['==', '===', '~=', '!=', '!==']);

export class Reading {
  readonly dialect: Dialect;
  readonly tokens: readonly Token[];
  readonly comments: readonly Range[];
  readonly #bindings = new Map<string, Binding[]>();
  /** `from ledgerquest import state as kept`. */
  readonly #aliases = new Map<string, string>();
  /** Index of the bracket that opens, by that of the one that closes; and the other way. */
  readonly #partner = new Map<number, number>();
  /** Of each token: the bracket that it stands in (or -1), the commas in there before it, and its line. */
  readonly #around: number[] = [];
  readonly #argument: number[] = [];
  readonly #line: number[] = [];
  #isComponent: (name: string) => boolean;

  constructor(text: string, dialect: Dialect, isComponent: (name: string) => boolean, insert?: Token) {
    const { list, comments } = tokensOf(text, dialect);
    const before = insert === undefined ? list.length : list.findIndex(({ start }) => start >= insert.start);
    this.dialect = dialect;
    this.tokens = insert === undefined ? list : list.toSpliced(before < 0 ? list.length : before, 0, insert);
    this.comments = comments;
    this.#isComponent = isComponent;
    this.#pair();
    if (dialect.language === 'python') this.#readImports();
    // Twice: what a name holds may be told by one that is bound further down.
    for (let round = 0; round < 2; round++) {
      const known = new Map(this.#bindings);
      this.#bindings.clear();
      this.#known = known;
      this.#bind();
    }
    this.#known = this.#bindings;
  }

  /** What is looked up while names are still being bound. */
  #known: ReadonlyMap<string, readonly Binding[]> = new Map();

  /** The token that reaches over an offset, or ends there. */
  indexAt(offset: number): number {
    return this.tokens.findIndex(({ start, end }) => start <= offset && offset <= end && end > start);
  }

  inComment(offset: number): boolean {
    return this.comments.some(({ start, end }) => start < offset && offset <= end);
  }

  names(): Iterable<string> {
    return this.#bindings.keys();
  }

  isBound(name: string): boolean {
    return this.#bindings.has(name);
  }

  /** Where a name of the script's own first gets its meaning. */
  definition(name: string): Token | undefined {
    return this.#bindings.get(name)?.[0]?.at;
  }

  /** The name that the SDK has for what a name of this script means. */
  sdkName(name: string): string | undefined {
    const alias = this.#aliases.get(name);
    if (alias !== undefined) return alias;
    const hook = name === 'start' || name === 'onTick' || name === 'on_tick';
    return sdkWords.globals.has(name) && (hook || !this.#known.has(name)) ? name : undefined;
  }

  /** What the token at an index belongs to as a member: the index of the last token of that; undefined if it is no member. */
  ownerOf(index: number): number | undefined {
    const before = this.tokens[index - 1];
    return before?.kind === 'sign' && this.dialect.members.includes(before.text) && this.tokens[index]?.kind === 'name'
      ? index - 2
      : undefined;
  }

  /** A text in brackets behind something: the index of the last token of that. */
  subscriptOf(index: number): number | undefined {
    if (!this.#isSign(index - 1, '[')) return undefined;
    const owner = this.tokens[index - 2];
    const ends = owner?.kind === 'name' ? !this.dialect.keywords.has(owner.text) : owner?.text === ')' || owner?.text === ']';
    return ends ? index - 2 : undefined;
  }

  /** What a token is compared with: `value == 'text'`, in Python also `value in ('text', …)`. */
  comparedWith(index: number): Type | undefined {
    const before = this.tokens[index - 1];
    if (before?.kind === 'sign' && COMPARES.has(before.text)) return this.typeEndingAt(index - 2);
    const [frame] = this.framesAt(index);
    if (frame === undefined || this.dialect.language !== 'python' || !this.#isName(frame.at - 1, 'in')) return undefined;
    return this.typeEndingAt(frame.at - (this.#isName(frame.at - 2, 'not') ? 3 : 2));
  }

  /** The brackets around a token, innermost first. */
  framesAt(index: number): Frame[] {
    const frames: Frame[] = [];
    for (let i = index; this.#around[i] !== undefined && this.#around[i]! >= 0;) {
      const at = this.#around[i]!;
      const sign = this.tokens[at]!.text;
      // A bracket that nobody closed reaches to the end of its line.
      if (!this.#partner.has(at) && this.#line[at] !== this.#line[index]) break;
      frames.push({ sign, at, argument: this.#argument[i]!, ...(sign === '(' && { callee: this.#calleeAt(at) }) });
      i = at;
    }
    return frames;
  }

  /** The index of the token with which an argument of the call at a bracket begins; undefined if there is none. */
  argumentAt(open: number, wanted: number): number | undefined {
    let argument = 0;
    const end = this.#partner.get(open) ?? this.tokens.length;
    for (let i = open + 1; i < end; i++) {
      if (argument === wanted) return i;
      if (this.tokens[i]!.kind !== 'sign') continue;
      if (this.tokens[i]!.text === ',') argument += 1;
      else if ('([{'.includes(this.tokens[i]!.text)) i = this.#partner.get(i) ?? end;
    }
    return undefined;
  }

  /** The key under which the bracket at an index stands in the one around it: `Stage` of `{ Stage = { …`. */
  keyBefore(open: number): Token | undefined {
    const sign = this.tokens[open - 1];
    if (sign?.kind !== 'sign' || (sign.text !== '=' && sign.text !== ':')) return undefined;
    const key = this.tokens[open - 2];
    if (key?.kind === 'name' || key?.kind === 'string') return key;
    return key?.text === ']' && this.tokens[open - 3]?.kind === 'string' ? this.tokens[open - 3] : undefined;
  }

  /** What the expression that ends with a token is. */
  typeEndingAt(index: number): Type | undefined {
    const token = this.tokens[index];
    if (token === undefined) return undefined;
    if (token.kind === 'name') {
      const owner = this.ownerOf(index);
      return owner === undefined ? this.#typeOfName(token.text) : this.#typeOfMember(this.typeEndingAt(owner), token.text);
    }
    if (token.kind !== 'sign') return value;
    const open = this.#partner.get(index);
    if (open === undefined) return undefined;
    if (token.text === ')') return this.#typeOfCall(open);
    if (token.text === ']') {
      const owner = this.tokens[open - 1];
      if (owner === undefined || (owner.kind === 'sign' && owner.text !== ')' && owner.text !== ']')) return value;
      const of = this.typeEndingAt(open - 1);
      const inside = this.tokens[open + 1];
      if (of?.is === 'rows') return { is: 'row' };
      // One of a parameter that has a value for each part.
      if (of?.is === 'parameter') return of;
      return inside?.kind === 'string' && open + 2 === index ? this.#typeOfMember(of, inside.text) : undefined;
    }
    return value;
  }

  #isSign(index: number, text: string): boolean {
    const token = this.tokens[index];
    return token?.kind === 'sign' && token.text === text;
  }

  #isName(index: number, text: string): boolean {
    const token = this.tokens[index];
    return token?.kind === 'name' && token.text === text;
  }

  #pair(): void {
    const open: { at: number; commas: number }[] = [];
    let line = 0;
    for (const [i, { kind, text, first }] of this.tokens.entries()) {
      if (first) line += 1;
      const opening = kind === 'sign' ? OPENING[text] : undefined;
      const last = opening === undefined ? -1 : open.findLastIndex(({ at }) => this.tokens[at]!.text === opening);
      if (last >= 0) {
        this.#partner.set(i, open[last]!.at).set(open[last]!.at, i);
        open.length = last;
      }
      const around = open.at(-1);
      this.#around.push(around?.at ?? -1);
      this.#argument.push(around?.commas ?? 0);
      this.#line.push(line);
      if (kind !== 'sign') continue;
      if (text === '(' || text === '[' || text === '{') open.push({ at: i, commas: 0 });
      else if (around !== undefined && (text === ',' || (text === ';' && this.dialect.language === 'lua'))) around.commas += 1;
    }
  }

  #calleeAt(open: number): string | undefined {
    const name = this.tokens[open - 1];
    if (name?.kind !== 'name' || this.ownerOf(open - 1) !== undefined || this.#isDefinition(open - 1)) return undefined;
    return this.sdkName(name.text) ?? (this.#known.has(name.text) ? undefined : name.text);
  }

  #isDefinition(index: number): boolean {
    return this.#isName(index - 1, 'def') || this.#isName(index - 1, 'function') || this.#isName(index - 1, 'class');
  }

  #typeOfName(name: string): Type | undefined {
    const bindings = this.#known.get(name);
    if (bindings !== undefined && !this.#aliases.has(name)) {
      const types = bindings.flatMap(({ type }) => (type === undefined ? [] : [type]));
      const [one] = types;
      if (one === undefined || types.some((type) => JSON.stringify(type) !== JSON.stringify(one)))
        return types.length === 0 ? undefined : free;
      // A parameter of the same name may be anything.
      return one.is === 'component' && types.length < bindings.length ? { ...one, trust: 'guess' } : one;
    }
    const sdk = this.sdkName(name);
    if (sdk === 'params' || sdk === 'state') return { is: sdk };
    if (sdk === 'time') return { is: 'sdk', type: 'time' };
    return sdk === 'random' ? { is: 'sdk', type: 'RandomStream' } : undefined;
  }

  #typeOfMember(of: Type | undefined, name: string): Type | undefined {
    if (of?.is === 'params') return { is: 'parameter', parameter: name };
    const trust = of === undefined ? 'likely' : of.is === 'row' ? 'sure' : of.is === 'state' || of.is === 'free' ? 'guess' : undefined;
    if (trust === undefined) return value;
    if (this.#isComponent(name)) return { is: 'component', component: name, trust };
    return of === undefined ? undefined : of.is === 'row' ? value : free;
  }

  #typeOfCall(open: number): Type | undefined {
    const name = this.tokens[open - 1];
    if (name?.kind !== 'name') return undefined;
    const owner = this.ownerOf(open - 1);
    if (owner !== undefined) {
      const of = this.typeEndingAt(owner);
      const gives = of?.is === 'sdk' ? sdkWords.members.get(of.type)?.get(name.text)?.gives : undefined;
      return gives !== undefined && sdkWords.members.has(gives) ? { is: 'sdk', type: gives } : undefined;
    }
    const callee = this.#calleeAt(open);
    if (callee === undefined) return undefined;
    if (callee === 'query') return { is: 'rows' };
    if (callee === 'table') return free;
    const gives = sdkWords.globals.get(callee)?.gives;
    if (gives !== undefined) return { is: 'sdk', type: gives };
    return SAME.has(callee) && open + 1 < this.tokens.length ? this.#typeFrom(open + 1) : undefined;
  }

  /** The end of the names, calls and brackets that follow one another from an index: what is behind an operator is not looked at. */
  #endFrom(index: number): number {
    let i = index;
    if (this.tokens[i]?.kind === 'sign') i = this.#partner.get(i) ?? i;
    for (;;) {
      const next = this.tokens[i + 1];
      if (next?.kind !== 'sign' || (next.first && next.text !== '.' && next.text !== ':')) return i;
      if (next.text === '(' || next.text === '[') {
        const end = this.#partner.get(i + 1);
        if (end === undefined) return i;
        i = end;
      } else if (this.dialect.members.includes(next.text) && this.tokens[i + 2]?.kind === 'name' && !this.tokens[i + 2]!.first) i += 2;
      else return i;
    }
  }

  /** What the expression is that begins at an index; free where it goes on behind an operator. */
  #typeFrom(index: number): Type | undefined {
    const start = this.tokens[index];
    if (start === undefined) return undefined;
    if (start.kind === 'sign' && start.text !== '(') return value;
    if (start.kind !== 'name' || this.dialect.keywords.has(start.text)) return value;
    const end = this.#endFrom(index);
    const next = this.tokens[end + 1];
    const goesOn = next !== undefined && !next.first && !/^[,;)\]}:]$/.test(next.text) && !this.#endsExpression(next);
    if (goesOn) return value;
    const type = this.typeEndingAt(end);
    // A call or a member of which nothing is known may be a row: a name of the same kind as a parameter.
    return type ?? (end === index && !this.#known.has(start.text) ? undefined : free);
  }

  #endsExpression({ kind, text }: Token): boolean {
    return kind === 'name' && ['do', 'then', 'end', 'local', 'for', 'if', 'return', 'else', 'elseif', 'until', 'of'].includes(text);
  }

  #set(token: Token | undefined, type: Type | undefined): void {
    if (token?.kind !== 'name') return;
    const of = this.#bindings.get(token.text) ?? [];
    of.push({ at: token, type });
    this.#bindings.set(token.text, of);
  }

  #bind(): void {
    for (const [i, token] of this.tokens.entries()) {
      if (token.kind === 'sign') {
        if (token.text === '=' || token.text === ':=') this.#bindAssigned(i);
        continue;
      }
      if (token.kind !== 'name') continue;
      if (token.text === 'for') this.#bindLoop(i);
      else if (token.text === 'function' || token.text === 'def' || token.text === 'lambda') this.#bindFunction(i);
      else if (token.text === 'import' && this.dialect.language === 'python') this.#bindImports(i);
      else if (token.text === 'class' || token.text === 'as') this.#set(this.tokens[i + 1], free);
      else if (token.text === 'local' && this.dialect.language === 'lua') this.#bindLocals(i);
      else if ((token.text === 'const' || token.text === 'let' || token.text === 'var') && this.dialect.language === 'javascript')
        this.#set(this.tokens[i + 1], free);
    }
  }

  /** `name =`, at the beginning of a statement; fields of objects and named arguments bind nothing. */
  #bindAssigned(index: number): void {
    const name = this.tokens[index - 1];
    if (name?.kind !== 'name' || this.ownerOf(index - 1) !== undefined) return;
    const before = this.tokens[index - 2];
    if (this.dialect.language === 'lua' && this.#isName(index - 2, 'local')) return;
    const [frame] = this.framesAt(index);
    if (frame !== undefined && (this.dialect.language === 'lua' || this.tokens[index]!.text !== ':=') && !this.#isBlock(frame)) return;
    const several = before?.kind === 'sign' && before.text === ',' && !name.first;
    this.#set(name, several || this.#isSign(index + 2, ',') ? free : (this.#typeFrom(index + 1) ?? free));
    if (!several) return;
    for (let i = index - 3; i >= 0 && this.tokens[i]?.kind === 'name'; i -= 2) {
      if (this.ownerOf(i) === undefined) this.#set(this.tokens[i], free);
      if (!this.#isSign(i - 1, ',')) break;
    }
  }

  /** A function that is given as an argument has statements inside the brackets of the call. */
  #isBlock({ at, sign }: Frame): boolean {
    if (this.dialect.language !== 'lua' || sign !== '(') return false;
    const end = this.#partner.get(at) ?? this.tokens.length;
    return this.tokens.slice(at, end).some(({ kind, text }) => kind === 'name' && text === 'function');
  }

  #bindLocals(index: number): void {
    if (this.#isName(index + 1, 'function')) return;
    const names: Token[] = [];
    let i = index + 1;
    for (; this.tokens[i]?.kind === 'name'; i += 2) {
      names.push(this.tokens[i]!);
      // `local a <const> = 1`
      if (this.#isSign(i + 1, '<')) i += 3;
      if (!this.#isSign(i + 1, ',')) break;
    }
    const type = names.length === 1 && this.#isSign(i + 1, '=') ? this.#typeFrom(i + 2) : undefined;
    for (const name of names) this.#set(name, type ?? free);
  }

  #bindLoop(index: number): void {
    const names: Token[] = [];
    let i = index + 1;
    const parens = this.#isSign(i, '(');
    if (parens) i += 1;
    for (; this.tokens[i]?.kind === 'name' && !this.#isName(i, 'in'); i += 1) {
      if (!this.#isName(i, 'const') && !this.#isName(i, 'let')) names.push(this.tokens[i]!);
      if (this.#isSign(i + 1, ',')) i += 1;
    }
    if (parens && this.#isSign(i, ')')) i += 1;
    const over = this.#isName(i, 'in') || this.#isName(i, 'of') ? this.#typeOver(i + 1) : undefined;
    const last = names.at(-1);
    const paired = this.#isPaired(i + 1);
    for (const name of names)
      this.#set(
        name,
        name === last && over?.is === 'rows' && (names.length === 1) !== paired ? { is: 'row' } : over === undefined ? free : value,
      );
  }

  /** `ipairs(rows)` and `enumerate(rows)` give numbers along. */
  #isPaired(index: number): boolean {
    return this.#isName(index, 'ipairs') || this.#isName(index, 'pairs') || this.#isName(index, 'enumerate');
  }

  #typeOver(index: number): Type | undefined {
    if (this.#isPaired(index) && this.#isSign(index + 1, '(')) return this.#typeFrom(index + 2);
    return this.#typeFrom(index);
  }

  #bindFunction(index: number): void {
    const isLambda = this.tokens[index]!.text === 'lambda';
    let open = index + 1;
    if (!isLambda) {
      const name = this.tokens[open];
      if (name?.kind === 'name') {
        // `function Thing:method(...)`, `function local_name(...)`
        while (this.tokens[open + 1]?.kind === 'sign' && this.dialect.members.includes(this.tokens[open + 1]!.text)) open += 2;
        if (this.tokens[open] === name) this.#set(name, free);
        open += 1;
      }
      if (!this.#isSign(open, '(')) return;
    }
    const hears = this.#hears(index);
    let parameter = 0;
    const end = isLambda ? this.tokens.length : (this.#partner.get(open) ?? open);
    for (let i = isLambda ? open : open + 1; i < end; i++) {
      const token = this.tokens[i]!;
      if (isLambda && token.text === ':') break;
      if (token.kind === 'sign' && token.text === ',') parameter += 1;
      else if (token.kind === 'sign' && '([{'.includes(token.text)) i = this.#partner.get(i) ?? i;
      else if (token.kind === 'name' && (i === open + (isLambda ? 0 : 1) || /^[,*]|\*\*$/.test(this.tokens[i - 1]!.text))) {
        const told =
          hears === undefined
            ? undefined
            : parameter === 0
              ? ({ is: 'payload', event: hears } as const)
              : parameter === 1
                ? ({ is: 'sdk', type: 'ScriptEvent' } as const)
                : undefined;
        this.#set(token, told);
      }
    }
  }

  /** The event that a function handles: `on('Order', function(…)`, or `@on('Order')` above it. */
  #hears(index: number): string | undefined {
    const eventOf = (open: number): string | undefined => {
      const type = this.tokens[open + 1];
      return this.#calleeAt(open) === 'on' && type?.kind === 'string' ? type.text : undefined;
    };
    if (this.#isSign(index - 1, ',') && this.#isSign(index - 3, '(')) return eventOf(index - 3);
    const close = this.#isSign(index - 1, ')') ? this.#partner.get(index - 1) : undefined;
    return close !== undefined && this.#isSign(close - 2, '@') ? eventOf(close) : undefined;
  }

  /** What the SDK has under the same name stays what it is: `import random`, `from ledgerquest import query`. */
  #bindImports(index: number): void {
    for (let i = index + 1; i < this.tokens.length && !this.tokens[i]!.first; i++) {
      const name = this.tokens[i]!;
      if (name.kind === 'name' && !sdkWords.globals.has(name.text)) this.#set(name, free);
    }
  }

  #readImports(): void {
    for (const [i, { kind, text }] of this.tokens.entries()) {
      if (kind !== 'name' || text !== 'from' || !this.#isName(i + 1, 'ledgerquest') || !this.#isName(i + 2, 'import')) continue;
      for (let at = i + 3; at < this.tokens.length && !this.tokens[at]!.first; at++) {
        const name = this.tokens[at]!;
        if (name.kind !== 'name' || !sdkWords.globals.has(name.text)) continue;
        if (this.#isName(at + 1, 'as')) {
          this.#aliases.set(this.tokens[at + 2]?.text ?? '', name.text);
          at += 2;
        }
      }
    }
  }
}
