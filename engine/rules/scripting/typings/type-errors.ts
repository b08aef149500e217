import { suggest } from '../../../model/problem.ts';
import type { TypingsInput } from './generate.ts';

/** What a TypeScript language service found in a script. */
export interface TypeDiagnostic {
  readonly code: number;
  /** As TypeScript words it; of a chain the first line says enough. */
  readonly message: string;
  /** Offsets into the script, in UTF-16 units. */
  readonly start: number;
  readonly length: number;
}

export interface Explained {
  message: string;
  hint?: string | undefined;
}

/** What other worlds have and the sandbox lacks, and what to use in its place. */
const lacking: Readonly<Record<string, string>> = {
  Date: 'The only clock is the scenario’s: time.tick and time.now.',
  performance: 'The only clock is the scenario’s: time.tick and time.now.',
  setTimeout: 'Send yourself an event: after(ticks, type, payload).',
  setInterval: 'onTick runs every tick; after(ticks, type, payload) comes later.',
  requestAnimationFrame: 'onTick runs every tick.',
  fetch: 'A script reaches nothing outside its level: put data into a table of the project.',
  XMLHttpRequest: 'A script reaches nothing outside its level: put data into a table of the project.',
  WebSocket: 'A script reaches nothing outside its level: emit(...) tells other scripts and players.',
  localStorage: 'What is to be kept goes into state.',
  document: 'There is no page: a script changes the world with query(...) and set(...).',
  window: 'There is no page: a script changes the world with query(...) and set(...).',
  process: 'A script reaches nothing outside its level; its parameters are in params.',
  require: 'A script is one file: it imports nothing.',
  module: 'A script is one file: onTick and on(...) are all that is asked of it.',
  exports: 'A script is one file: onTick and on(...) are all that is asked of it.',
  crypto: 'Use random("name"), which is the same in every replay.',
  eval: 'Code is what is written in the script, so that it can be checked and replayed.',
  Function: 'Code is what is written in the script, so that it can be checked and replayed.',
  WeakRef: 'What garbage collection does differs between machines, so no script can watch it.',
  Intl: 'Words and formats depend on the machine: format numbers with toFixed, decimals with toString.',
};

/** Calls whose first text, or whose second in `set`, names something of the level. */
const callBefore = /\b(query|set|spawn|table|kpi|on|has)\s*\(\s*(?:[^()]*,\s*)?$/;

/**
 * The same finding in one plain sentence, with the names of the level: "No component is called Stagge." and "Did you mean Stage?". What has no
 * better words keeps TypeScript's. Never throws.
 */
export function explainTypeError({ code, message, start, length }: TypeDiagnostic, source: string, level: TypingsInput): Explained {
  const [first = ''] = message.split('\n');
  const text = source.slice(start, start + length);
  const before = source.slice(Math.max(0, start - 200), start);
  return words(code, first, text, before, level) ?? { message: first };
}

function words(code: number, message: string, text: string, before: string, level: TypingsInput): Explained | undefined {
  switch (code) {
    case 2345: // Argument of type A is not assignable to parameter of type B.
      return unknownName(text, before, level) ?? wrongType(message);
    case 2322: // Type A is not assignable to type B.
      return wrongType(message);
    case 2304: // Cannot find name.
    case 2552:
    case 2693: // Only refers to a type.
      return missing(/'([^']+)'/.exec(message)?.[1] ?? text, message, code !== 2693);
    case 2339: // Property does not exist on type.
    case 2551:
    case 2353: // Object literal may only specify known properties.
    case 2561:
      return unknownMember(text, before, message, level);
    case 2532:
    case 18047:
    case 18048:
      return {
        message: `${text === '' ? 'This' : text} may be missing here.`,
        hint: `Ask first: if (${text}) …, or write ?. in place of the dot.`,
      };
    case 2540:
      return readOnly(text, before);
    case 2588:
      return { message: `${text} is a constant.`, hint: `Declare it with let where it is to change.` };
    case 2362:
    case 2363:
    case 2365:
      return arithmetic(code, message);
    case 2367: // The types of a comparison have no overlap.
      return neverEqual(text, message);
    case 1294:
      return { message: 'A script may only use types that can be erased.', hint: 'An enum is written as const names = { … } as const.' };
    case 2307:
    case 2792:
      return { message: `A script imports nothing: there is no module ${text.replaceAll(/["']/g, '')}.`, hint: 'A script is one file.' };
    default:
      return undefined;
  }
}

/** A text that is none of the options of what it is compared with. */
function neverEqual(text: string, message: string): Explained | undefined {
  const [, left = '', right = ''] = /types '(.+)' and '(.+)' have no overlap/.exec(message) ?? [];
  const never = /^"([^"]*)"$/.exec(right)?.[1];
  if (never === undefined || options(left) === undefined) return undefined;
  const known = [...left.matchAll(/"([^"]*)"/g)].map(([, option]) => option!);
  return { message: `${text.split(/\s*[!=]==?/)[0]} is never ${never}.`, hint: suggest(never, known) };
}

/** A name in quotes where the level's names are wanted. */
function unknownName(text: string, before: string, level: TypingsInput): Explained | undefined {
  const name = /^(["'`])(.*)\1$/s.exec(text)?.[2];
  const call = callBefore.exec(before)?.[1];
  if (name === undefined || call === undefined) return undefined;
  const [what, known]: [string, Iterable<string>] =
    call === 'spawn'
      ? ['prefab', level.prefabs ?? []]
      : call === 'table'
        ? ['table', level.tables ?? []]
        : call === 'kpi'
          ? ['KPI', Object.keys(level.kpis ?? {})]
          : ['component', Object.keys(level.components)];
  return { message: `No ${what} is called ${name}.`, hint: suggest(name, known) };
}

const plainNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Decimal: 'a decimal',
  Exact: 'a decimal, or a number or text that is one',
  '() => void': 'a function',
  undefined: 'nothing',
  null: 'null',
};

const options = (type: string): string | undefined =>
  /^(?:"[^"]*"(?: \| )?)+$/.test(type) ? type.replaceAll('"', '').replaceAll(' | ', ', ') : undefined;

const plainType = (type: string): string | undefined => {
  const list = /^(?:readonly )?\[(.*)\]$/.exec(type)?.[1];
  if (list !== undefined) return list === '' ? 'an empty list' : `a list of ${list.split(',').length}`;
  if (/^(?:"[^"]*"|string)$/.test(type)) return type === 'string' ? 'a text' : `the text ${type}`;
  if (/^-?[\d.]+$/.test(type)) return 'a number';
  return plainNames[type];
};

function wrongType(message: string): Explained | undefined {
  const [, given, wanted] = /ype '(.+?)' is not assignable to (?:parameter of )?type '(.+)'\.$/.exec(message) ?? [];
  if (given === undefined || wanted === undefined) return undefined;
  const choice = options(wanted);
  const is = plainType(given);
  if (is === undefined) return undefined;
  if (choice !== undefined) return { message: `This is one of ${choice}, not ${is}.`, hint: nameOfText(given, choice) };
  const wants = plainType(wanted);
  if (wants === undefined) return undefined;
  return { message: `Here goes ${wants}, not ${is}.`, hint: conversions[`${given} ${wanted}`] };
}

const nameOfText = (given: string, choice: string): string | undefined => suggest(given.replaceAll('"', ''), choice.split(', '));

const conversions: Readonly<Record<string, string>> = {
  'Decimal number': 'x.toNumber() gives the nearest number: for drawing and formulas that are not money.',
  'number Decimal': 'decimal(x) makes one; write amounts of money as text: decimal("0.50").',
  'string number': 'Number(x) reads one.',
  'number string': 'String(x) writes one.',
};

function missing(name: string, message: string, mayBeMeant: boolean): Explained | undefined {
  const instead = Object.hasOwn(lacking, name) ? lacking[name] : undefined;
  if (instead !== undefined) return { message: `${name} does not exist in a script.`, hint: instead };
  if (!mayBeMeant) return undefined;
  const meant = /Did you mean '([^']+)'/.exec(message)?.[1];
  return { message: `Nothing here is called ${name}.`, ...(meant !== undefined && { hint: `Did you mean ${meant}?` }) };
}

function unknownMember(name: string, before: string, message: string, level: TypingsInput): Explained | undefined {
  const component = Object.entries(level.components).find(([known]) => isMemberOf(known, before, message, level));
  if (component) {
    return { message: `${component[0]} has no field ${name}.`, hint: suggest(name, Object.keys(component[1].fields)) };
  }
  if (/on type 'Params'/.test(message))
    return { message: `No parameter is called ${name}.`, hint: suggest(name, Object.keys(level.parameters ?? {})) };
  if (/'Row<.*>'/.test(message)) return { message: `No component is called ${name}.`, hint: suggest(name, Object.keys(level.components)) };
  if (/'Row<.*>\[\]'/.test(message))
    return { message: `A query gives a list, which has no ${name}.`, hint: 'Walk over it: for (const row of query(…)) …' };
  const meant = /Did you mean (?:to write )?'([^']+)'/.exec(message)?.[1];
  const owner = /on type '(Math|JSON|Object|Number|String|Decimal|RandomStream)(?:Constructor)?'/.exec(message)?.[1];
  const command = commandOf(message, level);
  if (command) return { message: `${command} has no field ${name}.`, hint: suggest(name, Object.keys(level.commands![command]!.fields)) };
  if (owner === undefined && meant === undefined) return undefined;
  return {
    message: owner === undefined ? `There is no ${name} here.` : `${ownerWords[owner] ?? owner} has no ${name}.`,
    hint: meant && `Did you mean ${meant}?`,
  };
}

const ownerWords: Readonly<Record<string, string>> = {
  RandomStream: 'A random stream',
  Decimal: 'A decimal',
  String: 'A text',
  Number: 'A number',
};

/** TypeScript writes a component's type out: its fields say whose it is, where the code before does not. */
const isMemberOf = (component: string, before: string, message: string, { components }: TypingsInput): boolean => {
  if (new RegExp(String.raw`(?:^|[^\w$])${component.replaceAll('$', String.raw`\$`)}\s*[!?]?\.\s*$`).test(before)) return true;
  const fields = Object.keys(components[component]!.fields);
  const listed = fieldsIn(message);
  return (
    listed.length > 0 &&
    !/readonly \w+:/.test(message) &&
    listed.every((field) => fields.includes(field)) &&
    listed.length === fields.length
  );
};

const commandOf = (message: string, { commands = {} }: TypingsInput): string | undefined => {
  const listed = fieldsIn(message);
  if (listed.length === 0) return undefined;
  return Object.keys(commands).find((name) => {
    const fields = Object.keys(commands[name]!.fields);
    return fields.length === listed.length && listed.every((field) => fields.includes(field));
  });
};

const fieldsIn = (message: string): string[] => {
  const body = /\{ (.*) \}/.exec(message)?.[1] ?? '';
  return [...new Set([...body.matchAll(/(?:^|; )(?:readonly |get )?(\w+)(?:\(\))?\??: /g)].map(([, field]) => field!))];
};

function readOnly(name: string, before: string): Explained {
  if (/\bparams\s*\.\s*$/.test(before))
    return { message: `The parameter ${name} belongs to the scenario: a script only reads it.`, hint: 'Keep what changes in state.' };
  if (/\[\s*$/.test(before))
    return { message: 'A list of a component is written as a whole.', hint: 'Give it a new one: row.Component.field = [ … ].' };
  return { message: `${name} can only be read.` };
}

function arithmetic(code: number, message: string): Explained | undefined {
  if (code === 2365 && !message.includes("'Decimal'")) return undefined;
  if (code !== 2365 && !message.includes('arithmetic operation')) return undefined;
  return {
    message: 'One cannot calculate with this by operators: it is no number.',
    hint: 'Decimals have x.plus(y), x.minus(y), x.times(y), x.div(y, digits, rounding).',
  };
}
