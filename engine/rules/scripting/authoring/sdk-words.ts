/** The SDK in words, read from the declarations that TypeScript has: one text describes it for every language. */
import { sdkTypings } from '../typings/sdk.ts';

export interface SdkParameter {
  readonly name: string;
  readonly optional: boolean;
  /** Takes any number of values. */
  readonly rest: boolean;
  /** A function: what it is called with. */
  readonly takes?: readonly string[] | undefined;
}

export interface SdkWord {
  readonly name: string;
  /** Undefined for what is no function. */
  readonly parameters?: readonly SdkParameter[] | undefined;
  /** Name of the interface that its value has, where it has one. */
  readonly gives?: string | undefined;
  readonly help: string;
}

export interface SdkWords {
  readonly globals: ReadonlyMap<string, SdkWord>;
  /** Members of `Decimal`, `RandomStream`, `ScriptEvent` and `time`. */
  readonly members: ReadonlyMap<string, ReadonlyMap<string, SdkWord>>;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** Index behind the bracket that closes the one at `open`. An arrow's `>` closes nothing. */
const behind = (text: string, open: number): number => {
  const expected: string[] = [];
  for (let i = open; i < text.length; i++) {
    const letter = text[i]!;
    if (closing[letter] !== undefined) expected.push(closing[letter]);
    else if (letter === expected.at(-1) && !(letter === '>' && text[i - 1] === '=')) {
      expected.pop();
      if (expected.length === 0) return i + 1;
    }
  }
  return text.length;
};

/** Parts between commas that stand in no bracket. */
const partsOf = (text: string): string[] => {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && closing[text[i]!] !== undefined) i = behind(text, i) - 1;
    else if (i === text.length || text[i] === ',') {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return parts.filter((part) => part !== '');
};

const parametersOf = (text: string): SdkParameter[] =>
  partsOf(text).map((part) => {
    const [, dots, name = '', mark, type = ''] = /^(\.\.\.)?(\w+)(\?)?:?\s*(.*)/.exec(part)!;
    const takes = signatureOf(type)?.parameters.map((one) => one.name);
    return { name, optional: mark !== undefined, rest: dots !== undefined, takes };
  });

/** A function's parameters and what comes back, from where its name ends. */
const signatureOf = (text: string): { parameters: SdkParameter[]; gives: string } | undefined => {
  const start = text.startsWith('<') ? behind(text, 0) : 0;
  if (text[start] !== '(') return undefined;
  const end = behind(text, start);
  return { parameters: parametersOf(text.slice(start + 1, end - 1)), gives: text.slice(end).replace(/^\s*(?::|=>)\s*/, '') };
};

const helpOf = (comment: string | undefined): string => (comment ?? '').trim();
const DECLARED = /(?:\/\*\* (.*?) \*\/\n)?declare (?:function|const|var) (\w+)/g;
const INTERFACE = /(?:\/\*\* ([^\n]*?) \*\/\n)?(?:interface (\w+)|declare const (\w+):) \{\n(.*?)\n\}/gs;
const MEMBER = /(?:\/\*\* (.*?) \*\/\s*)?^ {2}(?:readonly )?(\w+)\??(?=[:(<])(.*);$/gm;

export const readSdkWords = (typings: string): SdkWords => {
  const members = new Map<string, Map<string, SdkWord>>();
  const about = new Map<string, string>();
  for (const [, comment, type, value, body = ''] of typings.matchAll(INTERFACE)) {
    const name = type ?? value!;
    about.set(name, helpOf(comment));
    const own = new Map<string, SdkWord>();
    for (const [, help, member = '', rest = ''] of body.matchAll(MEMBER))
      own.set(member, { name: member, help: helpOf(help), ...signatureOf(rest) });
    members.set(name, own);
  }
  const globals = new Map<string, SdkWord>();
  for (const found of typings.matchAll(DECLARED)) {
    const [all, comment, name = ''] = found;
    if (globals.has(name)) continue;
    const from = found.index + all.length;
    const rest = typings.slice(from, typings.indexOf(';\n', from));
    // `((name: string) => RandomStream) & RandomStream`: a function that is more than that.
    const signature = signatureOf(rest) ?? (rest.startsWith(': ((') ? signatureOf(rest.slice(3, behind(rest, 2) - 1)) : undefined);
    const like = /^: typeof (\w+)/.exec(rest)?.[1];
    const known = like === undefined ? undefined : globals.get(like);
    const gives = signature?.gives ?? (members.has(name) ? name : undefined);
    globals.set(name, {
      name,
      help: helpOf(comment) || known?.help || about.get(gives ?? '') || '',
      parameters: signature?.parameters ?? known?.parameters,
      gives: gives !== undefined && members.has(gives) ? gives : undefined,
    });
  }
  return { globals, members };
};

export const sdkWords: SdkWords = readSdkWords(sdkTypings);

/** `emit(type, payload?, entity?)` */
export const callText = ({ name, parameters }: SdkWord): string =>
  parameters === undefined ? name : `${name}(${parameters.map(parameterText).join(', ')})`;

export const parameterText = ({ name, optional, rest, takes }: SdkParameter): string =>
  `${rest ? '...' : ''}${name}${takes === undefined ? '' : `(${takes.join(', ')})`}${optional ? '?' : ''}`;
