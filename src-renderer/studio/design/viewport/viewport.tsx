import { useEffect, useRef, useState } from 'react';
import { classes, EmptyState, IconButton, type IconName } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { keysOf, titleOf } from '../../shell/action-ui.ts';
import styles from './viewport.module.css';

export function Viewport() {
  const level = useCell(useEditor().level);
  return level ? <Scene key={level.ref.path} level={level} /> : <EmptyState icon="box" title={t('tree.none')} />;
}

function Scene({ level }: { level: LevelSession }) {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState<string>();
  const shown = useCell(editor.preview.frame, (frame) => frame !== undefined);
  const playing = useCell(editor.preview.transport, ({ state }) => state === 'playing');

  useEffect(() => {
    let close = (): void => {};
    let gone = false;
    // The graphics engine is large: the rest of the window does not wait for it.
    void import('./stage.ts').then(
      ({ openStage }) => {
        if (gone || !canvas.current) return;
        try {
          close = openStage(editor, level, canvas.current);
        } catch (error) {
          setFailed(error instanceof Error ? error.message : String(error));
        }
      },
      (error: unknown) => setFailed(String(error)),
    );
    return () => {
      gone = true;
      close();
    };
  }, [editor, level]);

  if (failed !== undefined) return <EmptyState icon="alert" title={t('viewport.noGpu')} text={t('viewport.noGpu.hint')} />;
  return (
    <div className={classes(styles['viewport'], playing && styles['playing'])}>
      <canvas ref={canvas} className={styles['canvas']} tabIndex={0} role="img" aria-label={t('viewport.canvas')} />
      <Tools />
      {shown && <span className={styles['badge']}>{t('viewport.playing')}</span>}
      <SelectionStatus level={level} />
    </div>
  );
}

const toolActions = ['view.tool.select', 'view.tool.move', 'view.tool.rotate', 'view.tool.scale'];
const otherActions = ['view.snap', 'view.frame'];

function Tools() {
  const editor = useEditor();
  useCell(editor.tool);
  useCell(editor.snap);
  const button = (id: string) => {
    const action = editor.actions.get(id);
    if (!action) return null;
    const pressed = action.checked?.(editor);
    return (
      <IconButton
        key={id}
        icon={action.icon as IconName}
        label={titleOf(action)}
        keys={keysOf(editor, action)}
        {...(pressed !== undefined && { 'aria-pressed': pressed })}
        onClick={() => void editor.do(action)}
      />
    );
  };
  return (
    <div className={styles['tools']} role="toolbar" aria-label={t('viewport.tools')}>
      {toolActions.map(button)}
      <span className={styles['rule']} />
      {otherActions.map(button)}
    </div>
  );
}

/** What is selected, for those who cannot see the picture. */
function SelectionStatus({ level }: { level: LevelSession }) {
  const editor = useEditor();
  const keys = useCell(editor.selection.keys);
  const [key] = keys;
  const said =
    keys.length === 0 || key === undefined
      ? t('selection.none')
      : keys.length === 1
        ? t('selection.one', { name: level.entity(key).get()?.name ?? key })
        : t('selection.many', { count: keys.length });
  return (
    <span role="status" aria-label={t('selection')} className="off-screen">
      {said}
    </span>
  );
}
