import { useEffect, useRef, useState } from 'react';
import { createLevelView, Engine, openHearing, paintText, type ViewChange, type ViewLevel } from '../view/index.ts';
import { words } from './messages.ts';
import { unpackChanges } from '../../engine/net/protocol/changes.ts';
import type { PlayerDiff, PlayerEntity } from '../../engine/net/protocol/index.ts';
import type { Picture, SessionClient } from './session-client.ts';
import styles from './play.module.css';

const asLevel = (
  entities: readonly PlayerEntity[],
  { environment, materials }: Pick<ViewLevel, 'environment' | 'materials'>,
): ViewLevel => ({
  entities: Object.fromEntries(
    entities.map(({ key, name, parent, components }) => [key, { name: name ?? key, parent: parent ?? null, components }]),
  ),
  environment,
  materials,
});

const asChanges = ({ spawned, despawned, ...diff }: PlayerDiff): ViewChange[] => [
  ...spawned.map(({ entity, parent }) => ({ entity, component: '', value: {}, parent })),
  ...unpackChanges(diff),
  ...despawned.map((entity) => ({ entity, component: '', value: null })),
];

/** How long carriers drive from one turn to the next, milliseconds. */
const drive = 900;

export function Scene({ client }: { client: SessionClient }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [sound, setSound] = useState<'none' | 'on' | 'off'>('none');
  const hear = useRef<(on: boolean) => void>(undefined);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const engine = new Engine(element, true, { stencil: true, canvasTabIndex: -1 });
    let wanted = true;
    const hearing = openHearing(() => hear.current?.(wanted));
    const view = createLevelView(engine, {
      paintText,
      audio: () => hearing.context(),
      // A session's package never changes.
      assets: { version: (path) => path, read: (path) => client.asset(path) },
    });
    hear.current = (on) => {
      wanted = on;
      view.sounding = on && hearing.context() !== undefined;
    };
    let arrived = 0;
    const show = (picture: Picture): void => {
      const { level } = client.state();
      if (picture.kind === 'whole') {
        view.showLevel(asLevel(picture.entities, level ?? {}), picture.tick);
        if (picture.entities.some(({ components }) => components['Sound'])) setSound((now) => (now === 'none' ? 'on' : now));
      } else {
        for (const frame of picture.frames) view.patch(asChanges(frame), frame.tick);
        view.hear(picture.events);
      }
      arrived = performance.now();
    };
    const stop = client.watch(show);
    client.start();
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const loop = (): void => {
      const left = still ? 0 : Math.max(0, 1 - (performance.now() - arrived) / drive);
      const turns = client.state().level?.clock.kind === 'turns';
      if (turns && left > 0) view.animate(-left);
      if (view.needsRender) view.render();
    };
    engine.runRenderLoop(loop);
    const resize = new ResizeObserver(() => {
      engine.resize();
      view.invalidate();
    });
    resize.observe(element);
    return () => {
      stop();
      client.close();
      resize.disconnect();
      hear.current = undefined;
      view.dispose();
      hearing.dispose();
      engine.dispose();
    };
  }, [client]);
  const toggle = (): void => {
    hear.current?.(sound === 'off');
    setSound(sound === 'off' ? 'on' : 'off');
  };
  return (
    <>
      <canvas ref={canvas} className={styles['scene']} aria-label={words.scene} role="img" />
      {sound !== 'none' && (
        <button type="button" className={styles['sound']} aria-pressed={sound === 'on'} onClick={toggle}>
          {words.sound}
        </button>
      )}
    </>
  );
}
