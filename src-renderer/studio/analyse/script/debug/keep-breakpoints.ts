import type { Editor } from '../../../editor/index.ts';
import { monaco } from '../monaco.ts';
import { askCondition } from './condition-box.ts';
import styles from './debug.module.css';

const { GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS, GUTTER_LINE_DECORATIONS } = monaco.editor.MouseTargetType;
const gutter = new Set<monaco.editor.MouseTargetType>([GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS, GUTTER_LINE_DECORATIONS]);
const stays = monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges;
const style = (...names: string[]): string => names.map((name) => styles[name] ?? '').join(' ');

/** Breakpoints in the gutter: a click sets and removes them, a right click asks for a condition, and they move with the text. */
export function keepBreakpoints({ debug }: Editor, path: string, code: monaco.editor.IStandaloneCodeEditor): () => void {
  const { breakpoints, session, caret } = debug;
  const model = code.getModel();
  const dots = code.createDecorationsCollection();
  const ghost = code.createDecorationsCollection();
  let closeBox = (): void => {};

  const show = (): void => {
    const now = session.get()?.path === path ? session.get() : undefined;
    const current = now?.trace?.sites[now.trace.steps[now.step]?.site ?? -1]?.line;
    dots.set(
      breakpoints.of(path).map(({ line, condition }) => {
        const problem = now?.problems.find((one) => one.line === line)?.message;
        const looks = [
          ...(problem !== undefined ? ['doubtful'] : condition !== undefined ? ['conditional'] : []),
          // Of two marks at one place Monaco shows one: the dot carries the arrow.
          ...(line === current ? ['currentGlyph'] : []),
        ];
        return {
          range: new monaco.Range(line, 1, line, 1),
          options: {
            stickiness: stays,
            glyphMarginClassName: style('glyph', ...looks),
            zIndex: 20,
            glyphMarginHoverMessage: [problem, condition]
              .filter((text) => text !== undefined)
              .map((text) => ({ value: text.replaceAll(/[\\`*_{}[\]()#+\-.!<>|]/g, '\\$&') })),
          },
        };
      }),
    );
  };
  /** Lines moved: the decorations know where to, in the order in which they were set. */
  const follow = (): void => {
    if (!model) return;
    const list = breakpoints.of(path);
    const moved = dots.getRanges().map(({ startLineNumber }) => startLineNumber);
    if (moved.length === list.length)
      breakpoints.replace(
        path,
        list.map((one, index) => ({ ...one, line: moved[index] ?? one.line })),
      );
    show();
  };
  const ask = (line: number): void => {
    closeBox();
    const known = breakpoints.of(path).find((one) => one.line === line);
    closeBox = askCondition(code, line, known?.condition, (condition) => breakpoints.set(path, line, condition));
  };
  const say = (): void => {
    const line = code.getPosition()?.lineNumber;
    caret.set(line === undefined ? undefined : { path, line });
  };

  show();
  say();
  const stops = [breakpoints.all.subscribe(show), session.subscribe(show)];
  const subscriptions = [
    code.onMouseDown(({ target, event }) => {
      const line = target.position?.lineNumber;
      if (line === undefined || !gutter.has(target.type) || !event.leftButton) return;
      breakpoints.toggle(path, line);
    }),
    code.onContextMenu(({ target, event }) => {
      const line = target.position?.lineNumber;
      if (line === undefined || !gutter.has(target.type)) return;
      event.preventDefault();
      event.stopPropagation();
      ask(line);
    }),
    code.onMouseMove(({ target }) => {
      const line = gutter.has(target.type) ? target.position?.lineNumber : undefined;
      const isFree = line !== undefined && !breakpoints.of(path).some((one) => one.line === line);
      ghost.set(isFree ? [{ range: new monaco.Range(line, 1, line, 1), options: { glyphMarginClassName: style('glyph', 'ghost') } }] : []);
    }),
    code.onMouseLeave(() => ghost.clear()),
    code.onDidChangeModelContent(follow),
    code.onDidChangeCursorPosition(say),
  ];
  const condition = code.addAction({
    id: 'lq.breakpoint-condition',
    label: 'Breakpoint condition',
    keybindings: [monaco.KeyMod.Shift | monaco.KeyCode.F9],
    run: () => ask(code.getPosition()?.lineNumber ?? 1),
  });
  return () => {
    closeBox();
    condition.dispose();
    for (const stop of stops) stop();
    for (const subscription of subscriptions) subscription.dispose();
    if (caret.get()?.path === path) caret.set(undefined);
  };
}
