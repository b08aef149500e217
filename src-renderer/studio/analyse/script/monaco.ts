/** The one place that knows which parts of Monaco there are. Loaded when a script is first shown, never before. */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/lua/register';
import 'monaco-editor/languages/definitions/python/register';
import 'monaco-editor/languages/definitions/typescript/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import {
  javascriptDefaults,
  getJavaScriptWorker,
  getTypeScriptWorker,
  type LanguageServiceDefaults,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register';
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker';
import { javascriptCompilerOptions, scriptCompilerOptions, type TypeDiagnostic } from '../../../../engine/rules/scripting/typings/index.ts';
import type { Declarations } from './level-typings.ts';
import { bodyIn, plainText, recipes } from './recipes.ts';

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => (label === 'typescript' || label === 'javascript' ? new TypeScriptWorker() : new EditorWorker()),
};

typescriptDefaults.setCompilerOptions({ ...scriptCompilerOptions, allowNonTsExtensions: true });
javascriptDefaults.setCompilerOptions({ ...javascriptCompilerOptions, allowNonTsExtensions: true });
const languages: readonly LanguageServiceDefaults[] = [typescriptDefaults, javascriptDefaults];
// Suggestions would show `onTick`, which only the engine calls, as unused. What does not fit the level is said in our words: see type-errors.ts.
for (const language of languages) language.setDiagnosticsOptions({ noSuggestionDiagnostics: true, noSemanticValidation: true });

const { CtrlCmd, Shift } = monaco.KeyMod;
const { KeyY, KeyZ } = monaco.KeyCode;
// Undo is the person's own history over all rooms; the text's private one would take back other people's work.
monaco.editor.addKeybindingRules([
  { keybinding: CtrlCmd | KeyZ, command: '-undo' },
  { keybinding: CtrlCmd | Shift | KeyZ, command: '-redo' },
  { keybinding: CtrlCmd | KeyY, command: '-redo' },
]);

// Recipes, where a line begins.
for (const language of ['typescript', 'javascript', 'lua', 'python']) {
  monaco.languages.registerCompletionItemProvider(language, {
    provideCompletionItems(model, { lineNumber, column }) {
      const { startColumn } = model.getWordUntilPosition({ lineNumber, column });
      if (
        model
          .getLineContent(lineNumber)
          .slice(0, startColumn - 1)
          .trim() !== ''
      )
        return { suggestions: [] };
      const range = new monaco.Range(lineNumber, startColumn, lineNumber, column);
      return {
        suggestions: recipes
          .map((recipe) => ({ ...recipe, body: bodyIn(language, recipe) }))
          .map(({ label, help, body }) => ({
            label,
            detail: help,
            documentation: { value: `\`\`\`${language}\n${plainText(body)}\n\`\`\`` },
            kind: monaco.languages.CompletionItemKind.Snippet,
            insertText: body,
            insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
            // Names of the level come first.
            sortText: `zz${label}`,
            range,
          })),
      };
    },
  });
}

export { monaco };

let declared: Declarations = {};

/** Makes these the declarations that scripts are checked against. */
export function declare(declarations: Declarations): void {
  if (Object.entries(declarations).every(([path, content]) => declared[path] === content)) return;
  declared = declarations;
  const libraries = Object.entries(declarations).map(([filePath, content]) => ({ filePath, content }));
  for (const language of languages) language.setExtraLibs(libraries);
}

/** What the language service has against the types of a script. A language without such a service has none, nor has a script that is closed meanwhile. */
export async function typesOf(model: monaco.editor.ITextModel): Promise<readonly TypeDiagnostic[]> {
  const language = model.getLanguageId();
  if (language !== 'typescript' && language !== 'javascript') return [];
  const ask = async () => {
    const service = await (language === 'typescript' ? getTypeScriptWorker() : getJavaScriptWorker());
    const worker = await service(model.uri);
    return worker.getSemanticDiagnostics(model.uri.toString());
  };
  const found = await ask().catch((error: unknown) => {
    // The service forgets a text when it is closed, and fails whoever still asks about it, or was about to.
    if (model.isDisposed()) return [];
    throw error;
  });
  return found.map(({ code, messageText, start = 0, length = 0 }) => ({
    code,
    message: typeof messageText === 'string' ? messageText : messageText.messageText,
    start,
    length,
  }));
}
