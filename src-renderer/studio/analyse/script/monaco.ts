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
  type LanguageServiceDefaults,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register';
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker';
import type { Declarations } from './level-typings.ts';
import { bodyIn, plainText, recipes } from './recipes.ts';

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => (label === 'typescript' || label === 'javascript' ? new TypeScriptWorker() : new EditorWorker()),
};

/** As the sandbox takes scripts: types that are only erased, no library but ours, and every file a world of its own. */
const compilerOptions = {
  target: ScriptTarget.ESNext,
  noLib: true,
  types: [] as string[],
  strict: true,
  noEmit: true,
  erasableSyntaxOnly: true,
  // `force`: two scripts may both have an `onTick`.
  moduleDetection: 3,
  allowNonTsExtensions: true,
};

typescriptDefaults.setCompilerOptions(compilerOptions);
javascriptDefaults.setCompilerOptions({ ...compilerOptions, strict: false, allowJs: true, checkJs: true });
const languages: readonly LanguageServiceDefaults[] = [typescriptDefaults, javascriptDefaults];
// Suggestions would show `onTick`, which only the engine calls, as unused.
for (const language of languages) language.setDiagnosticsOptions({ noSuggestionDiagnostics: true });

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
