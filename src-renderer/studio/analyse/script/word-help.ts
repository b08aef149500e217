/** Monaco asked about a script in Lua or Python: what the words of the level answer. */
import {
  checkNames,
  completeAt,
  type CompletionKind,
  type Dialect,
  dialects,
  explain,
  type Explanation,
  type LanguageName,
  meaningOf,
  signatureAt,
  tidy,
  type Vocabulary,
  vocabularyOf,
} from '../../../../engine/rules/scripting/authoring/index.ts';
import { monaco } from './monaco.ts';

type Model = monaco.editor.ITextModel;

let words: Vocabulary = vocabularyOf({ components: {} });
const listeners = new Set<() => void>();

/** The words of the level, as they are now. */
export const knownWords = (): Vocabulary => words;

/** Makes these the words that scripts are helped with. */
export function know(vocabulary: Vocabulary): void {
  words = vocabulary;
  for (const listener of listeners) listener();
}

const isLanguage = (language: string): language is LanguageName => Object.hasOwn(dialects, language);
/** TypeScript's names stand where JavaScript's do. */
export const dialectOfModel = (model: Model): Dialect | undefined => {
  const language = model.getLanguageId().replace('typescript', 'javascript');
  return isLanguage(language) ? dialects[language] : undefined;
};

export const rangeOf = (model: Model, { start, end }: { start: number; end: number }): monaco.Range =>
  monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));

const kinds: Readonly<Record<CompletionKind, keyof typeof monaco.languages.CompletionItemKind>> = {
  component: 'Struct',
  'row-member': 'Property',
  field: 'Field',
  'payload-field': 'Field',
  'sdk-member': 'Method',
  parameter: 'Constant',
  option: 'EnumMember',
  kpi: 'Unit',
  table: 'File',
  prefab: 'Class',
  event: 'Event',
  entity: 'Reference',
  name: 'Variable',
  function: 'Function',
  variable: 'Variable',
  builtin: 'Function',
  keyword: 'Keyword',
};

/** The language colours of what is said about a word: none of them is quite right, and plain text is not wrong. */
const told = ({ title, help }: Explanation): monaco.IMarkdownString[] => [
  { value: `\`\`\`plaintext\n${title}\n\`\`\`` },
  ...(help === '' ? [] : [{ value: help.replaceAll(/[\\`*_{}[\]<>|]/g, '\\$&') }]),
];

/** A level may have tens of thousands of entities. */
const most = 1000;

for (const language of ['lua', 'python'] as const) {
  const dialect = dialects[language];
  const { languages } = monaco;

  languages.registerCompletionItemProvider(language, {
    triggerCharacters: ['.', "'", '"', ...(language === 'lua' ? [':'] : ['['])],
    provideCompletionItems(model, position) {
      const found = completeAt(model.getValue(), model.getOffsetAt(position), dialect, words);
      if (!found) return { suggestions: [] };
      const range = rangeOf(model, found);
      const insert = new monaco.Range(range.startLineNumber, range.startColumn, position.lineNumber, position.column);
      return {
        incomplete: found.items.length > most,
        suggestions: found.items.slice(0, most).map(({ label, kind, title, help }, index) => ({
          label,
          kind: languages.CompletionItemKind[kinds[kind]],
          insertText: label,
          range: { insert, replace: range },
          sortText: String(index).padStart(4, '0'),
          ...(title !== undefined && title !== label && { detail: title }),
          ...(help !== undefined && help !== '' && { documentation: help }),
        })),
      };
    },
  });

  languages.registerHoverProvider(language, {
    provideHover(model, position) {
      const found = meaningOf(model.getValue(), model.getOffsetAt(position), dialect, words);
      const explanation = found?.meaning && explain(found.meaning, words, dialect);
      return found && explanation ? { range: rangeOf(model, found), contents: told(explanation) } : null;
    },
  });

  languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    provideSignatureHelp(model, position) {
      const found = signatureAt(model.getValue(), model.getOffsetAt(position), dialect, words);
      if (!found) return null;
      const { label, help, parameters, active } = found;
      const signature = { label, documentation: help, parameters: parameters.map((parameter) => ({ label: parameter })) };
      return { value: { signatures: [signature], activeSignature: 0, activeParameter: active }, dispose() {} };
    },
  });

  languages.registerDocumentFormattingEditProvider(language, {
    displayName: 'LedgerQuest',
    provideDocumentFormattingEdits: (model) =>
      tidy(model.getValue(), dialect).map(({ text, ...place }) => ({ range: rangeOf(model, place), text })),
  });

  // The name that was probably meant, one key away.
  languages.registerCodeActionProvider(language, {
    provideCodeActions(model, _range, { markers }) {
      const actions = markers.flatMap((marker): monaco.languages.CodeAction[] => {
        const text = /Did you mean (\S+)\?$/.exec(marker.message)?.[1];
        if (text === undefined || marker.source !== source) return [];
        const edit = { resource: model.uri, versionId: model.getVersionId(), textEdit: { range: marker, text } };
        return [{ title: `Change to ${text}`, kind: 'quickfix', diagnostics: [marker], isPreferred: true, edit: { edits: [edit] } }];
      });
      return { actions, dispose() {} };
    },
  });
}

const placeOf = (model: Model, start: number, end: number): monaco.IRange => {
  const { startLineNumber, startColumn, endLineNumber, endColumn } = rangeOf(model, { start, end });
  return { startLineNumber, startColumn, endLineNumber, endColumn };
};

const source = 'level';
/** How long a text must rest before its names are looked at again. */
const rest = 200;

/** Squiggles for names that the level or the sandbox does not have, while somebody types. */
export function keepNames(model: Model, after: (milliseconds: number, then: () => void) => () => void): () => void {
  const dialect = dialectOfModel(model);
  // What is wrong in JavaScript is the language service's to say.
  if (!dialect || dialect.language === 'javascript') return () => {};
  const { Error, Warning } = monaco.MarkerSeverity;
  const show = (): void =>
    monaco.editor.setModelMarkers(
      model,
      dialect.language,
      checkNames(model.getValue(), dialect, words).map(({ severity, message, hint, start, end }) => ({
        ...placeOf(model, start, end),
        severity: severity === 'error' ? Error : Warning,
        message: hint === undefined ? message : `${message} ${hint}`,
        source,
      })),
    );
  let callOff = (): void => {};
  const later = (): void => {
    callOff();
    callOff = after(rest, show);
  };
  show();
  listeners.add(show);
  const changed = model.onDidChangeContent(later);
  return () => {
    callOff();
    listeners.delete(show);
    changed.dispose();
  };
}
