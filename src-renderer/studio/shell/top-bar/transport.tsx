import { classes, IconButton, Slider, Tooltip } from '../../../ui/index.ts';
import { fork, playPause, step, stop } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { keysOf } from '../action-ui.ts';
import styles from './transport.module.css';

/** Play, scrub and fork, in the level's own unit. */
export function Transport() {
  const editor = useEditor();
  const { preview } = editor;
  const { state, tick, ticks, hash } = useCell(preview.transport);
  const run = useCell(preview.current);
  const level = useCell(editor.level);
  const playing = state === 'playing';
  const text = editor.timeText(tick);
  const shownHash = state === 'stopped' ? '' : hash;

  return (
    <div className={classes(styles['transport'], playing && styles['playing'])} role="group" aria-label={t('transport')}>
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={playing ? t('transport.pause') : t('transport.play')}
        keys={keysOf(editor, playPause)}
        disabled={!level}
        onClick={() => void editor.do(playPause)}
      />
      <IconButton
        icon="step"
        label={t('transport.step')}
        keys={keysOf(editor, step)}
        disabled={!level}
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
      <Tooltip text={t('transport.ticks', { tick, ticks })}>
        <span role="status" aria-label={t('transport.time')} aria-live="off" className={styles['time']}>
          {state === 'stopped' ? t('transport.document') : text}
        </span>
      </Tooltip>
      <Slider
        className={styles['slider']}
        label={t('transport.tick')}
        value={state === 'stopped' ? 0 : tick}
        min={0}
        max={Math.max(ticks, 1)}
        valueText={text}
        disabled={!run}
        onChange={(next) => preview.seek(next)}
      />
      <Tooltip text={shownHash === '' ? t('transport.hash.none') : t('transport.hash.about', { hash: shownHash })}>
        <span role="status" aria-label={t('transport.hash')} aria-live="off" className={classes('mono', styles['hash'])}>
          {shownHash}
        </span>
      </Tooltip>
      <IconButton icon="fork" label={t('transport.fork')} disabled={!run || state === 'stopped'} onClick={() => void editor.do(fork)} />
    </div>
  );
}
