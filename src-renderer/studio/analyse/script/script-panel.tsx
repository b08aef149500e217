import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Button, EmptyState, IconButton, Menu, Select, Tooltip } from '../../../ui/index.ts';
import { deleteScriptAt, newScript, renameScriptAt, runScriptHere } from '../../authoring/actions.ts';
import { describeError, type Editor, type ProjectSession, type ScriptSession, showKeys } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { isMac } from '../../shell/keyboard.ts';
import { languageOf } from './languages.ts';
import { bodyIn, recipes } from './recipes.ts';
import { debug } from '../../editor/actions/index.ts';
import { actionEntry, keysOf, titleOf } from '../../shell/action-ui.ts';
import { DebugPanel } from './debug/debug-panel.tsx';
import { useGone } from './use-gone.ts';
import styles from './script.module.css';

const CodeEditor = lazy(() => import('./code-editor.tsx'));

export function ScriptPanel() {
  const editor = useEditor();
  const project = useCell(editor.project);
  const level = useCell(editor.level);
  const place = useCell(editor.place);
  const canEdit = useCell(editor.canEdit);
  const session = useCell(editor.debug.session);
  useMaybeCell(project?.scriptRefs);
  useMaybeCell(level?.head);
  const [chosen, setChosen] = useState<string>();
  const [doubts, setDoubts] = useState(0);
  const [insert, setInsert] = useState<{ snippet: (body: string) => void }>();
  const onInsert = useCallback((snippet: ((body: string) => void) | undefined) => setInsert(snippet && { snippet }), []);
  const paths = project?.scripts.map(({ path }) => path) ?? [];
  const wanted = place && paths.includes(place.file) ? place.file : undefined;
  if (wanted !== undefined && wanted !== chosen) setChosen(wanted);
  // The level's own first: what one most likely came for.
  const used = level?.head.get().scripts ?? [];
  const path = [wanted, session?.path, chosen, ...used, ...paths].find((candidate) => candidate !== undefined && paths.includes(candidate));
  useGone(editor, path);
  if (!project) return null;
  if (path === undefined)
    return (
      <EmptyState icon="code" title={t('script.none')} text={t('script.noneHint')}>
        {canEdit && (
          <Button look="outline" icon="plus" onClick={() => void editor.do(newScript)}>
            {titleOf(newScript)}
          </Button>
        )}
      </EmptyState>
    );
  return (
    <div className={styles['panel']}>
      <header className={styles['head']}>
        {paths.length > 1 ? (
          <Select
            label={t('script.choose')}
            value={path}
            choices={paths.map((value) => ({
              value,
              label: value.replace(/^scripts\//, ''),
              ...(!used.includes(value) && { hint: t('script.unused') }),
            }))}
            onChange={setChosen}
          />
        ) : (
          <span className={styles['name']}>{path.replace(/^scripts\//, '')}</span>
        )}
        {canEdit && (
          <Menu
            trigger={<IconButton icon="more" label={t('scripts.menu')} />}
            groups={() => scriptGroups(editor, path, used.includes(path))}
          />
        )}
        <Verdict path={path} doubts={doubts} />
        {insert && canEdit && (
          <Menu
            trigger={
              <Button look="quiet" icon="plus">
                {t('script.recipes')}
              </Button>
            }
            leadsTo={() => document.querySelector<HTMLElement>('[data-script] :is(.native-edit-context, textarea)')}
            groups={() => recipeGroups(path, insert.snippet)}
          />
        )}
        <span className={styles['hint']}>{t('script.runKeys', { keys: showKeys(editor.actions.keysOf('play.run')[0] ?? '', isMac) })}</span>
        {!session && (
          <Tooltip text={titleOf(debug)} keys={keysOf(editor, debug)}>
            <Button icon="bug" look="outline" onClick={() => void editor.debug.start(path).catch(editor.notices.refuse)}>
              {t('debug.start')}
            </Button>
          </Tooltip>
        )}
      </header>
      <div className={styles['body']} data-debugged={session !== undefined}>
        <Opened key={path} project={project} path={path} onDoubts={setDoubts} onInsert={onInsert} />
        {session && <DebugPanel session={session} />}
      </div>
    </div>
  );
}

const scriptGroups = (editor: Editor, path: string, runs: boolean) => [
  [actionEntry(editor, newScript)],
  [
    {
      id: runScriptHere.id,
      label: t('scripts.runsHere'),
      checked: runs,
      onSelect: () => void editor.do(runScriptHere, { path, runs: !runs }),
    },
  ],
  [
    { id: renameScriptAt.id, label: t('action.script.rename'), onSelect: () => void editor.do(renameScriptAt, { path }) },
    {
      id: deleteScriptAt.id,
      label: t('action.script.delete'),
      icon: 'trash' as const,
      onSelect: () => void editor.do(deleteScriptAt, { path }),
    },
  ],
];

/** How the script stands with the compiler, in words. */
function Verdict({ path, doubts }: { path: string; doubts: number }) {
  const editor = useEditor();
  const { problems, state } = useCell(editor.preview.program);
  const faults = useCell(editor.preview.current, (run) => run?.faults);
  const errors = problems.filter(({ file, severity }) => file === path && severity === 'error').length;
  const isRewritten = useCell(editor.preview.rewritten).has(path);
  const failed = new Set(
    (isRewritten ? [] : (faults ?? [])).filter(({ file }) => file === path).map(({ line, message }) => `${line} ${message}`),
  ).size;
  const said = (text: string, tone?: 'bad' | 'warn') => (
    <span data-tone={tone} className={styles['verdict']}>
      {text}
    </span>
  );
  if (errors > 0) return said(t('script.errors', { n: errors }), 'bad');
  if (failed > 0) return said(t('script.faults', { n: failed }), 'bad');
  if (doubts > 0) return said(t('script.doubts', { n: doubts }), 'warn');
  if (state === 'compiling') return said(t('script.compiling'));
  return said(state === 'ready' ? t('script.fine') : '');
}

const recipeGroups = (path: string, insert: (body: string) => void) =>
  (['when', 'world', 'numbers', 'supply'] as const).map((group) =>
    recipes
      .filter((recipe) => recipe.group === group)
      .map((recipe) => ({ id: recipe.id, label: recipe.label, onSelect: () => insert(bodyIn(languageOf(path), recipe)) })),
  );

interface OpenedProps {
  project: ProjectSession;
  path: string;
  onDoubts: (count: number) => void;
  onInsert: (insert: ((snippet: string) => void) | undefined) => void;
}

function Opened({ project, path, onDoubts, onInsert }: OpenedProps) {
  const [script, setScript] = useState<ScriptSession>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let here = true;
    project.script(path).then(
      (opened) => here && setScript(opened),
      (error: unknown) => here && setProblem(describeError(error).message),
    );
    return () => {
      here = false;
    };
  }, [project, path]);
  if (problem !== undefined) return <EmptyState icon="alert" title={t('script.closed')} text={problem} />;
  return (
    <Suspense fallback={<Loading />}>
      {script ? <CodeEditor project={project} script={script} onDoubts={onDoubts} onInsert={onInsert} /> : <Loading />}
    </Suspense>
  );
}

const Loading = () => <p className={styles['loading']}>{t('script.loading')}</p>;
