import { useEffect, useRef } from 'react';
import { anchorAt, materialiseProject, maxScriptLength, type ScriptDocument } from '../../../../engine/document/index.ts';
import { vocabularyOf, type VocabularyInput } from '../../../../engine/rules/scripting/authoring/index.ts';
import type { Cell, Editor, Place, ProjectSession, ScriptSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { isMac } from '../../shell/keyboard.ts';
import { peerCarets } from './carets.ts';
import { keepBreakpoints } from './debug/keep-breakpoints.ts';
import { keepDebugPlace } from './debug/keep-place.ts';
import { keepGoTo } from './go-to-word.ts';
import { languageOf } from './languages.ts';
import { declarationsOf, wordsOf } from './level-typings.ts';
import { compileMarks, faultMarks, type Mark } from './marks.ts';
import { declare, monaco } from './monaco.ts';
import { createPeerMarks } from './peer-marks.ts';
import { surfaceOf } from './script-surface.ts';
import { studioAction } from './studio-keys.ts';
import { bindText } from './text-binding.ts';
import { themeOf } from './theme.ts';
import { showTypeErrors } from './type-errors.ts';
import { keepNames, know } from './word-help.ts';
import styles from './script.module.css';

type CodeEditor = monaco.editor.IStandaloneCodeEditor;
type Model = monaco.editor.ITextModel;

const themeName = 'ledgerquest';

const options: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  theme: themeName,
  fontSize: 13,
  lineHeight: 20,
  tabSize: 2,
  minimap: { enabled: false },
  stickyScroll: { enabled: false },
  scrollBeyondLastLine: false,
  smoothScrolling: false,
  padding: { top: 10, bottom: 10 },
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 6,
  glyphMargin: true,
  // Where a name leads is one place, of the level or of the text.
  gotoLocation: { multipleDefinitions: 'goto' },
  // A click on a line number is for breakpoints.
  selectOnLineNumbers: false,
  folding: true,
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  bracketPairColorization: { enabled: false },
  guides: { indentation: true, bracketPairs: false },
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  occurrencesHighlight: 'singleFile',
  fixedOverflowWidgets: true,
  quickSuggestions: true,
  wordBasedSuggestions: 'off',
  suggest: { showStatusBar: false, preview: false },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  unicodeHighlight: { ambiguousCharacters: true },
  links: false,
  codeLens: false,
  'semanticHighlighting.enabled': false,
};

interface CodeEditorProps {
  project: ProjectSession;
  script: ScriptSession;
  /** How many places do not fit the language or the level, whenever that changes. */
  onDoubts: (count: number) => void;
  /** Gives what inserts a snippet where the caret stands; undefined when the editor is gone. */
  onInsert: (insert: ((snippet: string) => void) | undefined) => void;
}

/** A script in Monaco, as one person of several sees it. */
export default function CodeEditor({ project, script, onDoubts, onInsert }: CodeEditorProps) {
  const editor = useEditor();
  const place = useRef<HTMLDivElement>(null);
  // Another one, or for a moment none, after the room could not take what this window had made.
  const text = useCell(script.writable);
  useEffect(
    () => (place.current && text ? openCode(editor, project, script, text, place.current, { onDoubts, onInsert }) : undefined),
    [editor, project, script, text, onDoubts, onInsert],
  );
  // `monaco-component`: its menus stand in here, beside the editor, and take their colours from here.
  return <div ref={place} className={`monaco-component ${styles['code'] ?? ''}`} data-script={script.ref.path} />;
}

/** Opens a script in `place` and keeps everything there in step with the editor. Returns how to stop. */
function openCode(
  editor: Editor,
  project: ProjectSession,
  script: ScriptSession,
  text: ScriptDocument,
  place: HTMLElement,
  { onDoubts, onInsert }: Pick<CodeEditorProps, 'onDoubts' | 'onInsert'>,
): () => void {
  const { path } = script.ref;
  const model = monaco.editor.createModel('', languageOf(path), monaco.Uri.parse(`file:///${path}`));
  if (path.endsWith('.py')) model.updateOptions({ tabSize: 4 });
  const binding = bindText(text, surfaceOf(model), {
    history: editor.history,
    clock: editor.ports.clock,
    label: t('script.step', { file: path.slice(path.lastIndexOf('/') + 1) }),
    onTooLong: (length) =>
      editor.notices.say({ tone: 'bad', title: t('script.tooLong', { length, most: maxScriptLength }), text: t('script.tooLong.hint') }),
  });
  const stopTheme = followTheme(document.documentElement);
  const code = monaco.editor.create(place, {
    ...options,
    model,
    ariaLabel: t('script.code', { file: path }),
    fontFamily: getComputedStyle(place).getPropertyValue('--font-mono'),
  });
  const stops = [
    keepKeys(editor, place, code),
    keepMarks(editor, path, model),
    keepTypings(editor, project, model),
    countDoubts(model, onDoubts),
    keepNames(model, (milliseconds, then) => editor.ports.clock.after(milliseconds, then)),
    keepGoTo(editor, code),
    keepCarets(text, script.room, code, model),
    keepRole(editor, script, code),
    keepPlace(editor.place, editor, path, code),
    keepBreakpoints(editor, path, code),
    keepDebugPlace(editor, path, code),
  ];
  const burst = [
    code.onDidBlurEditorText(() => binding.endBurst()),
    code.onDidChangeCursorPosition(({ reason }) => {
      if (reason === monaco.editor.CursorChangeReason.Explicit) binding.endBurst();
    }),
  ];
  onInsert((snippet) => insertSnippet(code, snippet));
  editor.announce({ panel: t('panel.script') });
  return () => {
    onInsert(undefined);
    for (const stop of stops) stop();
    for (const subscription of burst) subscription.dispose();
    binding.dispose();
    stopTheme();
    code.dispose();
    model.dispose();
  };
}

/** What Studio does on a key is done before Monaco sees it; what is left is the text's and goes no further. */
function keepKeys(editor: Editor, place: HTMLElement, code: CodeEditor): () => void {
  const take = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const inText = event.target instanceof HTMLElement && event.target.closest('.native-edit-context, .inputarea') !== null;
    const action = studioAction(editor, event, { mac: isMac, inText });
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    // Saving is automatic: what the keys of saving are good for in a text is to put it in order.
    if (inText && action.id === 'project.saved') void code.getAction('editor.action.formatDocument')?.run();
    void editor.do(action);
  };
  const keep = (event: KeyboardEvent): void => event.stopPropagation();
  place.addEventListener('keydown', take, true);
  place.addEventListener('keydown', keep);
  return () => {
    place.removeEventListener('keydown', take, true);
    place.removeEventListener('keydown', keep);
  };
}

/** On a line of its own where the caret stands in one that is not empty. */
function insertSnippet(code: CodeEditor, snippet: string): void {
  const { lineNumber } = code.getPosition() ?? { lineNumber: 1 };
  const model = code.getModel();
  const isEmpty = model === null || model.getLineContent(lineNumber).trim() === '';
  if (!isEmpty) code.setPosition({ lineNumber, column: model.getLineMaxColumn(lineNumber) });
  code.focus();
  code.getContribution<SnippetController>('snippetController2')?.insert(isEmpty ? snippet : `\n${snippet}`);
}

/** What Monaco has of it. */
interface SnippetController extends monaco.editor.IEditorContribution {
  insert(template: string): void;
}

/** The level's own words, as they are now, and what does not fit them. */
function keepTypings(editor: Editor, project: ProjectSession, model: Model): () => void {
  let callOff = (): void => {};
  const read = (): VocabularyInput => {
    const words = wordsOf(project.types.get(), materialiseProject(project.document), editor.level.get()?.level.get());
    declare(declarationsOf(words));
    know(vocabularyOf(words));
    return words;
  };
  let words = read();
  const errors = showTypeErrors(model, () => words);
  const later = (): void => {
    callOff();
    callOff = editor.ports.clock.after(200, () => {
      words = read();
      errors.again();
    });
  };
  const stops = [
    project.file.subscribe(later),
    project.types.subscribe(later),
    editor.level.get()?.subscribe(({ tree }) => tree && later()) ?? (() => {}),
    errors.stop,
  ];
  return () => {
    callOff();
    for (const stop of stops) stop();
  };
}

const none: readonly never[] = [];

/** Squiggles for what the compiler says and for where the current run went wrong. */
function keepMarks(editor: Editor, path: string, model: Model): () => void {
  const { preview } = editor;
  const show = (owner: string, marks: readonly Mark[]): void =>
    monaco.editor.setModelMarkers(
      model,
      owner,
      marks.map((mark) => markerOf(model, mark)),
    );
  const ofCompiler = (): void => show('compiler', compileMarks(path, preview.program.get().problems));
  let faults: unknown;
  const ofRun = (): void => {
    // Where a script was written anew, a line of before says nothing.
    const next = preview.rewritten.get().has(path) ? none : (preview.current.get()?.faults ?? none);
    if (next === faults) return;
    faults = next;
    show(
      'run',
      faultMarks(path, next, ({ message, tick, times }) =>
        t('script.fault', { message, time: tick > 0 ? editor.momentText(tick) : t('script.fault.start'), times }),
      ),
    );
  };
  ofCompiler();
  ofRun();
  const stops = [preview.program.subscribe(ofCompiler), preview.current.subscribe(ofRun), preview.rewritten.subscribe(ofRun)];
  return () => stops.forEach((stop) => stop());
}

/** What does not fit the level keeps nothing from running: it is counted apart from what the compiler and the run say. */
function countDoubts(model: Model, onDoubts: CodeEditorProps['onDoubts']): () => void {
  const count = (): void => {
    const markers = monaco.editor.getModelMarkers({ resource: model.uri });
    onDoubts(
      markers.filter(({ severity, owner }) => severity === monaco.MarkerSeverity.Error && owner !== 'compiler' && owner !== 'run').length,
    );
  };
  const subscription = monaco.editor.onDidChangeMarkers((resources) => {
    if (resources.some((uri) => uri.toString() === model.uri.toString())) count();
  });
  return () => {
    subscription.dispose();
    onDoubts(0);
  };
}

function markerOf(model: Model, { line, column, severity, message, from, code }: Mark): monaco.editor.IMarkerData {
  const start = model.validatePosition({ lineNumber: line, column });
  const word = model.getWordAtPosition(start);
  const end = word ? word.endColumn : Math.max(start.column + 1, model.getLineMaxColumn(start.lineNumber));
  return {
    severity: severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    message,
    source: from === 'compiler' ? t('script.compiler') : t('script.run'),
    code,
    startLineNumber: start.lineNumber,
    startColumn: word ? word.startColumn : start.column,
    endLineNumber: start.lineNumber,
    endColumn: end,
  };
}

/** Where I am, for the others; where the others are, for me. */
function keepCarets(text: ScriptDocument, room: ScriptSession['room'], code: CodeEditor, model: Model): () => void {
  const marks = createPeerMarks(code, model);
  const say = (): void => {
    const selection = code.getSelection();
    if (!selection) return;
    const at = (line: number, column: number): string => anchorAt(text, model.getOffsetAt({ lineNumber: line, column }));
    const anchor = at(selection.selectionStartLineNumber, selection.selectionStartColumn);
    room.setPresence({ caret: { anchor, head: at(selection.positionLineNumber, selection.positionColumn) } });
  };
  const show = (): void => marks.show(peerCarets(text, room.presence.peers()));
  show();
  const moved = code.onDidChangeCursorSelection(say);
  const focused = code.onDidFocusEditorText(say);
  const changed = model.onDidChangeContent(() => queueMicrotask(() => !model.isDisposed() && show()));
  const stopPeers = room.presence.subscribe(show);
  return () => {
    moved.dispose();
    focused.dispose();
    changed.dispose();
    stopPeers();
    marks.dispose();
    room.setPresence({});
  };
}

/** Who may only look cannot type. */
function keepRole(editor: Editor, { room }: ScriptSession, code: CodeEditor): () => void {
  const apply = (): void =>
    code.updateOptions({ readOnly: !editor.canEdit.get() || room.role === 'viewer', readOnlyMessage: { value: t('banner.viewer') } });
  apply();
  const stops = [editor.canEdit.subscribe(apply), room.subscribe(apply)];
  return () => stops.forEach((stop) => stop());
}

/** Goes to a place of this script that somebody wants shown. */
function keepPlace(wanted: Cell<Place | undefined>, editor: Editor, path: string, code: CodeEditor): () => void {
  const go = (): void => {
    const place = wanted.get();
    if (place?.file !== path) return;
    editor.place.set(undefined);
    const position = { lineNumber: place.line ?? 1, column: place.column ?? 1 };
    code.setPosition(position);
    code.revealPositionInCenter(position);
    code.focus();
  };
  go();
  return wanted.subscribe(go);
}

/** Keeps Monaco's theme that of the page. */
function followTheme(page: HTMLElement): () => void {
  const apply = (): void => {
    const style = getComputedStyle(page);
    const dark = style.colorScheme !== 'light';
    monaco.editor.defineTheme(
      themeName,
      themeOf((name) => style.getPropertyValue(name).trim(), dark),
    );
    monaco.editor.setTheme(themeName);
  };
  apply();
  const observer = new MutationObserver(apply);
  observer.observe(page, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
