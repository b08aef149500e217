import type { ComponentType } from 'react';
import { classes, IconButton, Slider, Tooltip } from '../../../ui/index.ts';
import { hasBegun } from '../../editor/index.ts';
import { fork, playPause, step, stop } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { keysOf } from '../action-ui.ts';
import styles from './transport.module.css';

/** Its parts that may stand elsewhere where there is no room, in the order in which they stand. */
export type TransportPart = 'steps' | 'time' | 'slider' | 'hash' | 'fork';

/** Play, scrub and fork, in the level's own unit. */
export function Transport({ without }: { without: (part: TransportPart) => boolean }) {
  const playing = useCell(useEditor().preview.transport, ({ state }) => state) === 'playing';
  return (
    <div className={classes(styles['transport'], playing && styles['playing'])} role="group" aria-label={t('transport')}>
      <PlayButton playing={playing} />
      {Object.entries(transportParts).map(([part, Part]) => !without(part as TransportPart) && <Part key={part} />)}
    </div>
  );
}

export const transportParts: Readonly<Record<TransportPart, ComponentType>> = {
  steps: Steps,
  time: Time,
  slider: Scrubber,
  hash: Hash,
  fork: ForkButton,
};

function PlayButton({ playing }: { playing: boolean }) {
  const editor = useEditor();
  return (
    <IconButton
      icon={playing ? 'pause' : 'play'}
      label={playing ? t('transport.pause') : t('transport.play')}
      keys={keysOf(editor, playPause)}
      disabled={!useCell(editor.level)}
      onClick={() => void editor.do(playPause)}
    />
  );
}

function Steps() {
  const editor = useEditor();
  const state = useCell(editor.preview.transport, (transport) => transport.state);
  return (
    <>
      <IconButton
        icon="step"
        label={t('transport.step')}
        keys={keysOf(editor, step)}
        disabled={!useCell(editor.level)}
        onClick={() => void editor.do(step)}
      />
      <IconButton
        icon="stop"
        size={12}
        label={t('transport.stop')}
        keys={keysOf(editor, stop)}
        disabled={state === 'stopped'}
        onClick={() => void editor.do(stop)}
      />
    </>
  );
}

function Time() {
  const editor = useEditor();
  const { state, tick, ticks } = useCell(editor.preview.transport);
  const run = useCell(editor.preview.current);
  const stale = useCell(editor.preview.stale);
  const isFailed = run !== undefined && !hasBegun(run) && !stale;
  return (
    <Tooltip text={isFailed ? (run.problem ?? '') : t('transport.ticks', { tick, ticks })}>
      <span
        role="status"
        aria-label={t('transport.time')}
        aria-live="off"
        className={styles['time']}
        data-tone={isFailed ? 'bad' : undefined}
      >
        {state === 'stopped' ? t(isFailed ? 'transport.failed' : 'transport.document') : editor.timeText(tick)}
      </span>
    </Tooltip>
  );
}

function Scrubber() {
  const editor = useEditor();
  const { preview } = editor;
  const { state, tick, ticks } = useCell(preview.transport);
  const run = useCell(preview.current);
  return (
    <Slider
      className={styles['slider']}
      label={t('transport.tick')}
      value={state === 'stopped' ? 0 : tick}
      min={0}
      max={Math.max(ticks, 1)}
      valueText={editor.timeText(tick)}
      disabled={!run}
      onChange={(next) => preview.seek(next)}
    />
  );
}

function Hash() {
  const { state, hash } = useCell(useEditor().preview.transport);
  const shown = state === 'stopped' ? '' : hash;
  return (
    <Tooltip text={shown === '' ? t('transport.hash.none') : t('transport.hash.about', { hash: shown })}>
      <span role="status" aria-label={t('transport.hash')} aria-live="off" className={classes('mono', styles['hash'])}>
        {shown}
      </span>
    </Tooltip>
  );
}

function ForkButton() {
  const editor = useEditor();
  const state = useCell(editor.preview.transport, (transport) => transport.state);
  const run = useCell(editor.preview.current);
  return <IconButton icon="fork" label={t('transport.fork')} disabled={!run || state === 'stopped'} onDo={() => editor.do(fork)} />;
}
