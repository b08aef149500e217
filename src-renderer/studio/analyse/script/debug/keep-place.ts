import { type Editor, showKeys, valueAt } from '../../../editor/index.ts';
import { t } from '../../../i18n/index.ts';
import { isMac } from '../../../shell/keyboard.ts';
import { monaco } from '../monaco.ts';
import styles from './debug.module.css';

/** The line that a debugged script stands in, brought into view; and the value of a variable under the pointer. An edit ends the session. */
export function keepDebugPlace(editor: Editor, path: string, code: monaco.editor.IStandaloneCodeEditor): () => void {
  const { session } = editor.debug;
  const model = code.getModel();
  const marks = code.createDecorationsCollection();
  const here = () => {
    const now = session.get();
    return now?.path === path && now.trace ? { trace: now.trace, step: now.step } : undefined;
  };
  let shown = '';

  const show = (): void => {
    const now = here();
    const site = now && now.trace.sites[now.trace.steps[now.step]?.site ?? -1];
    if (!site) return marks.clear();
    const { line, column, endLine, endColumn } = site;
    marks.set([
      {
        range: new monaco.Range(line, 1, line, 1),
        options: {
          isWholeLine: true,
          className: styles['currentLine'] ?? '',
          glyphMarginClassName: styles['currentGlyph'] ?? '',
          zIndex: 10,
        },
      },
      { range: new monaco.Range(line, column, endLine, endColumn), options: { inlineClassName: styles['currentPlace'] ?? '' } },
    ]);
    const place = `${line}:${column}`;
    // With a line or two around it.
    if (place !== shown)
      code.revealLinesInCenterIfOutsideViewport(Math.max(1, line - 2), Math.min(line + 2, model?.getLineCount() ?? line));
    shown = place;
  };
  show();
  const stopSession = session.subscribe(show);
  const edited = code.onDidChangeModelContent(() => {
    if (session.get()?.path !== path) return;
    editor.debug.stop();
    const keys = showKeys(editor.actions.keysOf('debug.continue')[0] ?? '', isMac);
    editor.notices.say({ tone: 'plain', title: t('debug.edited'), text: t('debug.edited.hint', { keys }) });
  });
  const hover = monaco.languages.registerHoverProvider(model?.getLanguageId() ?? 'typescript', {
    provideHover(of, position) {
      const now = here();
      const word = of === model ? of.getWordAtPosition(position) : null;
      const value =
        now && word && !isMember(of, position.lineNumber, word.startColumn) ? valueAt(now.trace, now.step, word.word) : undefined;
      if (value === undefined || !word) return null;
      return {
        range: new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn),
        contents: [{ value: `\`\`\`typescript\n${word.word} = ${value}\n\`\`\`` }],
      };
    },
  });
  return () => {
    hover.dispose();
    edited.dispose();
    stopSession();
    marks.clear();
  };
}

/** `b` of `a.b`: its value is not that of a variable called b. */
const isMember = (model: monaco.editor.ITextModel, line: number, column: number): boolean =>
  /\.\s*$/.test(
    model
      .getLineContent(line)
      .slice(0, column - 1)
      .replace(/\.\.\.\s*$/, ''),
  );
