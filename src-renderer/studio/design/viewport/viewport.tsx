import { type RefObject, useEffect, useRef, useState } from 'react';
import { Button, classes, EmptyState, PointMenu } from '../../../ui/index.ts';
import type { Editor, Graphics, LevelSession } from '../../editor/index.ts';
import { isolate } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { graphicsCard, graphicsFor } from './graphics-card.ts';
import { type Asked, sceneMenu } from './scene-menu.ts';
import { Tools } from './tools.tsx';
import styles from './viewport.module.css';

/** The graphics engine is large: the rest of the window does not wait for it. */
const stage = () => import('./stage.ts');

/** What the first picture of a level needs. */
export const viewportAhead = () => Promise.all([stage(), graphicsCard()]);

/** The stage of a level, once the browser has said what it can draw with. @throws when it has nothing */
async function open(
  editor: Editor,
  level: LevelSession,
  canvas: HTMLCanvasElement,
  wish: Graphics,
  isGone: () => boolean,
  onMenu: (asked: Asked) => void,
): Promise<() => void> {
  const [{ openGraphics, openStage }, graphics] = await Promise.all([stage(), graphicsFor(wish)]);
  const engine = await openGraphics(canvas, graphics);
  if (!isGone()) return openStage(editor, level, canvas, engine, onMenu);
  engine.dispose();
  return () => {};
}

export function Viewport() {
  const level = useCell(useEditor().level);
  const wish = useCell(useEditor().preferences.graphics);
  // A canvas that was drawn on by one cannot be drawn on by the other.
  return level ? <Scene key={`${level.ref.path} ${wish}`} level={level} wish={wish} /> : <EmptyState icon="box" title={t('tree.none')} />;
}

function Scene({ level, wish }: { level: LevelSession; wish: Graphics }) {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const shown = useCell(editor.preview.frame, (frame) => frame !== undefined);
  const playing = useCell(editor.preview.transport, ({ state }) => state === 'playing');

  useEffect(() => {
    let close = (): void => {};
    let gone = false;
    if (canvas.current)
      open(editor, level, canvas.current, wish, () => gone, setAsked).then(
        (opened) => (gone ? opened() : (close = opened)),
        (error: unknown) => setFailed(error instanceof Error ? error.message : String(error)),
      );
    return () => {
      gone = true;
      close();
    };
  }, [editor, level, wish]);

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
      {asked && <SceneMenu key={`${asked.spot.x} ${asked.spot.y}`} asked={asked} canvas={canvas} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

/** What can be done at a point of the scene. */
function SceneMenu({ asked, canvas, onClose }: { asked: Asked; canvas: RefObject<HTMLCanvasElement | null>; onClose: () => void }) {
  const editor = useEditor();
  const at = (): Asked['spot'] => {
    const { left = 0, top = 0 } = canvas.current?.getBoundingClientRect() ?? {};
    return { x: left + asked.spot.x, y: top + asked.spot.y };
  };
  return (
    <PointMenu
      at={at}
      label={t('viewport.menu')}
      groups={() => sceneMenu(editor, asked)}
      onClose={onClose}
      leadsTo={() => canvas.current}
    />
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
