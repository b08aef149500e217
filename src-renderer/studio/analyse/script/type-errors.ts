import { explainTypeError, type TypingsInput } from '../../../../engine/rules/scripting/typings/index.ts';
import { monaco, typesOf } from './monaco.ts';

type Model = monaco.editor.ITextModel;

/** Typing settles first: a half-written word is no error. */
const patience = 300;

/**
 * Squiggles where a TypeScript or JavaScript script does not fit its level, in the level's own words, while one types. Types are only erased,
 * so nothing of it keeps a level from running.
 */
export function showTypeErrors(model: Model, words: () => TypingsInput): { again: () => void; stop: () => void } {
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const source = model.getValue();
    const found = await typesOf(model);
    // The text went on meanwhile: another answer is under way.
    if (mine !== asked || model.isDisposed() || model.getValue() !== source) return;
    const level = words();
    const markers = found.map((diagnostic) => {
      const { message, hint } = explainTypeError(diagnostic, source, level);
      const [from, to] = [diagnostic.start, diagnostic.start + diagnostic.length].map((at) => model.getPositionAt(at)) as [
        monaco.Position,
        monaco.Position,
      ];
      return {
        severity: monaco.MarkerSeverity.Error,
        message: hint === undefined ? message : `${message}\n${hint}`,
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      };
    });
    monaco.editor.setModelMarkers(model, 'types', markers);
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(), patience);
  };
  const subscription = model.onDidChangeContent(later);
  later();
  return {
    again: later,
    stop: () => {
      asked += 1;
      clearTimeout(timer);
      subscription.dispose();
    },
  };
}
