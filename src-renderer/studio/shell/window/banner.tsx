import { Button } from '../../../ui/index.ts';
import { type Editor, timeText } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import { useHostPresence } from '../share/use-host-presence.ts';
import styles from './window.module.css';

/** The session stays among the runs; the last run of one's own stands there instead, and the level itself is shown. */
async function leaveSession({ preview }: Editor): Promise<void> {
  const isOwn = (): boolean => preview.current.get()?.production === undefined;
  const own = preview.runs.get().find(({ production }) => production === undefined);
  if (own === undefined) await preview.run();
  else {
    const shown = new Promise<void>((resolve) => {
      const stop = preview.current.subscribe(() => {
        if (!isOwn()) return;
        stop();
        // The run goes to its end once it is the current one.
        queueMicrotask(resolve);
      });
    });
    preview.show(own.id);
    await shown;
  }
  if (isOwn()) preview.stop();
}

/** What a person must not overlook: whose data this is, what they may not do, what is older than it looks. */
export function Banner() {
  const editor = useEditor();
  const { preview } = editor;
  const run = useCell(preview.current);
  const base = useCell(preview.base);
  const canEdit = useCell(editor.canEdit);
  const level = useCell(editor.level);
  const project = useCell(editor.project);
  const clock = useMaybeCell(level?.head)?.clock;
  const restricted = useMaybeCell(project?.restricted) ?? false;
  const runs = useCell(preview.runs);
  const { waiting, kept } = useCell(editor.sync);
  const guestOf = useCell(editor.host)?.guestOf;
  const hostPresence = useHostPresence();
  const signedOut = useCell(editor.signedOut);
  const preset = useCell(editor.preferences.preset);
  if (guestOf !== undefined && hostPresence !== 'here')
    return (
      <p role="alert" className={styles['banner']}>
        {t(`banner.${hostPresence}`, { host: guestOf, count: waiting, kept })}
      </p>
    );
  if (signedOut)
    return (
      <p role="alert" className={styles['banner']}>
        {guestOf === undefined ? t('banner.signedOut', { count: waiting, kept }) : t('banner.signedOut.guest')}
      </p>
    );
  if (run?.production) {
    const { production, state, problem, tick } = run;
    const verdict = problem ?? (state === 'running' ? t('banner.production.replaying') : t('banner.production.equal', { ticks: tick }));
    return (
      <p
        role="status"
        aria-label={t('banner.production.name')}
        className={styles['banner']}
        data-tone={problem === undefined ? undefined : 'bad'}
      >
        {t('banner.production', production)} <strong>{verdict}</strong>
        <Button onDo={() => leaveSession(editor)}>{t('banner.production.leave')}</Button>
      </p>
    );
  }
  if (level && !canEdit)
    return <p className={styles['banner']}>{guestOf === undefined ? t('banner.viewer') : t('banner.viewer.guest', { host: guestOf })}</p>;
  if (guestOf !== undefined) return <p className={styles['banner']}>{t('banner.guest', { host: guestOf })}</p>;
  if (restricted) return <p className={styles['banner']}>{t('banner.restricted')}</p>;
  // The Scenario layout says so where the parameters are turned.
  if (!base || preset === 'scenario') return null;
  const parent = runs.find(({ id }) => id === base.run)?.name ?? '';
  return (
    <p className={styles['banner']}>
      {t('banner.fork', { name: parent, at: timeText(clock, base.tick) })}
      <Button onClick={() => preview.leaveFork()}>{t('banner.fork.leave')}</Button>
    </p>
  );
}
