import { useEffect, useRef } from 'react';
import type { MaterialSpec } from '../../../../engine/model/material-spec.ts';
import { type AbstractEngine, createLevelView, type LevelView, openSmallGraphics, type ViewLevel } from '../../../view/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { ballIn } from '../assets/draw-picture.ts';
import styles from './material.module.css';

/** A ball in the material as it is now, drawn when that changes. */
export function MaterialPreview({ material }: { material: MaterialSpec }) {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<{ view: LevelView; draw: () => void }>(undefined);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    let engine: AbstractEngine;
    try {
      engine = openSmallGraphics(element);
    } catch {
      // A browser without WebGL shows no ball.
      return undefined;
    }
    const { assets } = editor;
    const view = createLevelView(engine, { assets: { version: (path) => assets.version(path), read: (path) => assets.read(path) } });
    let request = 0;
    const draw = (): void => {
      cancelAnimationFrame(request);
      request = requestAnimationFrame(() => {
        view.render();
        if (view.loading > 0 || view.needsRender) draw();
      });
    };
    const stop = assets.list.subscribe(() => {
      view.assetsChanged();
      draw();
    });
    shown.current = { view, draw };
    return () => {
      stop();
      cancelAnimationFrame(request);
      shown.current = undefined;
      view.dispose();
      engine.dispose();
    };
  }, [editor]);
  useEffect(() => {
    const now = shown.current;
    if (!now) return;
    const level = ballIn(material);
    if (now.view.camera.metadata === 'shown') now.view.showMaterials(level.materials as NonNullable<ViewLevel['materials']>);
    else now.view.showLevel(level);
    now.view.camera.metadata = 'shown';
    now.view.scene.clearColor.set(0, 0, 0, 0);
    now.draw();
  }, [material]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={t('material.preview', { name: material.name })}
      width={224}
      height={160}
      className={styles['ball']}
    />
  );
}
