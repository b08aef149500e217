import { useEffect, useRef, useState } from 'react';
import { Button, classes, EmptyState } from '../../../ui/index.ts';
import type { LevelSession } from '../../editor/index.ts';
import { isolate } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { Tools } from './tools.tsx';
import styles from './viewport.module.css';

/** The graphics engine is large: the rest of the window does not wait for it. */
export const stage = () => import('./stage.ts');

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
    void stage().then(
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
      <div className={styles['badges']}>
        <Isolated />
        {shown && <span className={styles['badge']}>{t('viewport.playing')}</span>}
      </div>
      <SelectionStatus level={level} />
    </div>
  );
}

/** Says that only a part is shown, and leads back. */
function Isolated() {
  const editor = useEditor();
  const isolated = useCell(editor.visibility.isolated);
  if (!isolated) return null;
  return (
    <Button className={styles['badge']} icon="eye" onClick={() => void editor.do(isolate)}>
      {t('isolated', { count: isolated.size })}
      <span className={styles['back']}>{t('isolated.back')}</span>
    </Button>
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
