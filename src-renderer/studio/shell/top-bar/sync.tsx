import { StatusChip, type Tone, Tooltip } from '../../../ui/index.ts';
import type { Sync } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';

const tones: Readonly<Record<Sync['state'], Tone>> = {
  saved: 'good',
  syncing: 'busy',
  connecting: 'busy',
  offline: 'warn',
  problem: 'bad',
  'signed-out': 'bad',
};

/** Saved means on disk. */
export function SyncChip() {
  const { sync, host } = useEditor();
  const guest = useCell(host)?.guestOf !== undefined;
  const { state, waiting, kept, message, lag } = useCell(sync);
  const isBehind = state === 'saved' && lag !== undefined;
  const said = {
    saved: t(isBehind ? 'sync.behind' : 'sync.saved'),
    connecting: t('sync.connecting'),
    syncing: t('sync.syncing', { count: waiting }),
    offline: t('sync.offline', { count: waiting }),
    problem: t('sync.problem'),
    'signed-out': t('sync.signed-out', { count: waiting }),
  }[state];
  const about =
    state === 'problem'
      ? (message ?? t('sync.problem.about'))
      : state === 'signed-out'
        ? t('sync.signed-out.about', { guest })
        : isBehind
          ? lag
          : t(`sync.${state}.about`);
  return (
    <Tooltip text={kept || state === 'saved' ? about : `${about} ${t('sync.notKept')} ${t('sync.notKept.hint')}`}>
      <StatusChip tone={isBehind ? 'warn' : tones[state]} name={t('sync')} tabIndex={0}>
        {said}
      </StatusChip>
    </Tooltip>
  );
}
