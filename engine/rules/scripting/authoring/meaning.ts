/** What a name or a text in a script stands for: decided once, for completing, checking, explaining and going to it. */
import type { Reading, Trust, Type } from './reading.ts';
import type { Vocabulary } from './vocabulary.ts';

export type Meaning =
  | { readonly kind: 'component' | 'parameter' | 'kpi' | 'table' | 'prefab' | 'event' | 'entity'; readonly name: string }
  /** A member of a row: a component, or its key. */
  | { readonly kind: 'row-member'; readonly name: string }
  | { readonly kind: 'field'; readonly component: string; readonly name: string; readonly trust: Trust }
  | { readonly kind: 'payload-field'; readonly event: string; readonly name: string }
  | { readonly kind: 'sdk-member'; readonly of: string; readonly name: string }
  /** A text that a parameter is compared with. */
  | { readonly kind: 'option'; readonly parameter: string; readonly name: string }
  /** A name that stands by itself. */
  | { readonly kind: 'name'; readonly name: string };

/** By function and argument: what a text there names. */
const ARGUMENTS: Readonly<Record<string, readonly (Meaning['kind'] | undefined)[]>> = {
  set: ['entity', 'component'],
  despawn: ['entity'],
  emit: ['event', undefined, 'entity'],
  on: ['event'],
  after: [undefined, 'event'],
  kpi: ['kpi'],
  table: ['table'],
  spawn: ['prefab'],
};

/** Which argument of a function is a payload, and which names its type. */
const PAYLOADS: Readonly<Record<string, { type: number; payload: number }>> = {
  emit: { type: 0, payload: 1 },
  after: { type: 1, payload: 2 },
};

const argumentKind = (callee: string, argument: number): Meaning['kind'] | undefined =>
  callee === 'query' ? 'component' : ARGUMENTS[callee]?.[argument];

const memberMeaning = (of: Type | undefined, name: string, vocabulary: Vocabulary): Meaning | undefined => {
  switch (of?.is) {
    case 'row':
      return { kind: 'row-member', name };
    case 'component':
      return { kind: 'field', component: of.component, name, trust: of.trust };
    case 'params':
      return { kind: 'parameter', name };
    case 'payload':
      return vocabulary.commands.has(of.event) ? { kind: 'payload-field', event: of.event, name } : undefined;
    case 'sdk':
      return { kind: 'sdk-member', of: of.type, name };
    case undefined:
      return vocabulary.components.has(name) ? { kind: 'component', name } : undefined;
    case 'rows':
    case 'state':
    case 'free':
    case 'parameter':
    case 'value':
      return undefined;
  }
};

/** A key of an object, by what the object is for. */
const keyMeaning = (reading: Reading, index: number, name: string, vocabulary: Vocabulary): Meaning | undefined => {
  const frames = reading.framesAt(index);
  const at = frames.findIndex(({ sign }) => sign === '(');
  const call = frames[at];
  if (call?.callee === undefined || at === 0) return undefined;
  const textOf = (argument: number): string | undefined => {
    const token = reading.tokens[reading.argumentAt(call.at, argument) ?? -1];
    return token?.kind === 'string' ? token.text : undefined;
  };
  const { callee, argument } = call;
  const depth = frames.slice(0, at).every(({ sign }) => sign === '{') ? at : 0;
  if (callee === 'spawn' && argument === 1) {
    if (depth === 1) return { kind: 'component', name };
    const component = depth === 2 ? reading.keyBefore(frames[0]!.at)?.text : undefined;
    return component === undefined || !vocabulary.components.has(component) ? undefined : { kind: 'field', component, name, trust: 'sure' };
  }
  if (depth !== 1) return undefined;
  if (callee === 'set' && argument === 2) {
    const component = textOf(1);
    return component === undefined || !vocabulary.components.has(component) ? undefined : { kind: 'field', component, name, trust: 'sure' };
  }
  const payload = PAYLOADS[callee];
  const event = payload?.payload === argument ? textOf(payload.type) : undefined;
  return event !== undefined && vocabulary.commands.has(event) ? { kind: 'payload-field', event, name } : undefined;
};

const isKeyPlace = ({ tokens, dialect }: Reading, index: number): boolean => {
  const before = tokens[index - 1];
  if (before?.kind !== 'sign' || !(before.text === '{' || before.text === ',' || (dialect.language === 'lua' && before.text === ';')))
    return false;
  return tokens[index]!.kind === 'string' ? dialect.language !== 'lua' : dialect.language !== 'python';
};

/** `set(row, 'Stage', order=4)` */
const namedArgument = (reading: Reading, index: number, vocabulary: Vocabulary): Meaning | undefined => {
  if (reading.dialect.language !== 'python' || reading.tokens[index - 1]?.text !== ',') return undefined;
  const [frame] = reading.framesAt(index);
  if (frame?.callee !== 'set' || frame.argument < 2) return undefined;
  const next = reading.tokens[index + 1];
  const { text: name } = reading.tokens[index]!;
  if (name !== '' && next?.text !== '=' && next?.text !== ')' && next?.text !== ',') return undefined;
  const component = reading.tokens[reading.argumentAt(frame.at, 1) ?? -1];
  if (component?.kind !== 'string' || !vocabulary.components.has(component.text)) return undefined;
  // Without a value behind it, it may yet be the object of the fields.
  return { kind: 'field', component: component.text, name, trust: next?.text === '=' ? 'sure' : 'guess' };
};

/** What the token at an index stands for; undefined for what is the script's own. */
export const meaningAt = (reading: Reading, index: number, vocabulary: Vocabulary): Meaning | undefined => {
  const token = reading.tokens[index];
  if (token === undefined || (token.kind !== 'name' && token.kind !== 'string')) return undefined;
  const { text: name } = token;
  if (token.kind === 'string') {
    const owner = reading.subscriptOf(index);
    if (owner !== undefined) return memberMeaning(reading.typeEndingAt(owner), name, vocabulary);
    const compared = reading.comparedWith(index);
    if (compared?.is === 'parameter' && vocabulary.parameters.get(compared.parameter)?.kind === 'choice')
      return { kind: 'option', parameter: compared.parameter, name };
    const [frame] = reading.framesAt(index);
    if (frame?.sign === '{' && isKeyPlace(reading, index)) return keyMeaning(reading, index, name, vocabulary);
    if (frame?.sign === '[' && reading.dialect.language === 'lua') return undefined;
    const before = reading.tokens[index - 1];
    if (frame?.callee !== undefined && (before?.text === '(' || before?.text === ',')) {
      const kind = argumentKind(frame.callee, frame.argument);
      return kind === undefined ? undefined : ({ kind, name } as Meaning);
    }
    // Lua calls a function with a text without brackets.
    const callee = before?.kind === 'name' && reading.dialect.language === 'lua' ? reading.sdkName(before.text) : undefined;
    const kind = callee === undefined ? undefined : argumentKind(callee, 0);
    return kind === undefined ? undefined : ({ kind, name } as Meaning);
  }
  const owner = reading.ownerOf(index);
  if (owner !== undefined) return memberMeaning(reading.typeEndingAt(owner), name, vocabulary);
  const [frame] = reading.framesAt(index);
  const sign = reading.tokens[index + 1]?.text;
  if (frame?.sign === '{' && isKeyPlace(reading, index) && (name === '' || sign === '=' || sign === ':' || sign === '}' || sign === ','))
    return keyMeaning(reading, index, name, vocabulary) ?? (sign === '=' || sign === ':' ? undefined : { kind: 'name', name });
  return namedArgument(reading, index, vocabulary) ?? (isLabel(reading, index) ? undefined : { kind: 'name', name });
};

/** A named argument of some other function. */
const isLabel = (reading: Reading, index: number): boolean =>
  reading.dialect.language === 'python' && reading.tokens[index + 1]?.text === '=' && reading.framesAt(index)[0]?.sign === '(';
