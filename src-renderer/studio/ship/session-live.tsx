import { useEffect, useRef, useState } from 'react';
import type { SessionHealth, SessionSummary } from '../../../src-main/contract/index.ts';
import { IconButton, StatusChip } from '../../ui/index.ts';
import { describeError } from '../editor/notices.ts';
import { t } from '../i18n/index.ts';
import { useEditor } from '../react.ts';
import { commandsText, dollarsText, hzText, lateText, msText, nothing, pushedText, worryTones } from './figures.ts';
import { useShown } from './use-shown.ts';
import styles from './operations.module.css';

/** As often as `lq top` reads, ms. */
const every = 1_000;

/** How one session does, every second while it is looked at: what `lq top` shows of it. */
export function SessionLive({ session, name, box, onStop }: { session: SessionSummary; name: string; box: string; onStop: () => void }) {
  const section = useRef<HTMLElement>(null);
  useShown(section);
  const { bridge } = useEditor();
  const { tenant, id } = session;
  const [health, setHealth] = useState<SessionHealth>();
  const [why, setWhy] = useState<string>();
  useEffect(() => {
    let looking = true;
    const read = async (): Promise<void> => {
      try {
        const { sessions } = await bridge.invoke('cloud.health', { tenant });
        if (looking) setHealth(sessions.find((each) => each.id === id));
        if (looking) setWhy(undefined);
      } catch (error) {
        if (looking) setWhy(describeError(error).message);
      }
    };
    void read();
    const timer = setInterval(() => void read(), every);
    return () => {
      looking = false;
      clearInterval(timer);
    };
  }, [bridge, tenant, id]);
  const title = t('cloud.watching', { level: name, id });
  const pulse = health?.pulse;
  return (
    <section ref={section} id={box} tabIndex={-1} className={styles['live']} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {health?.worries.map((worry) => (
          <StatusChip key={worry} name={t('health.trouble')} tone={worryTones[worry]}>
            {t(`health.${worry}`)}
          </StatusChip>
        ))}
        <IconButton icon="close" label={t('cloud.watch.stop')} onClick={onStop} />
      </header>
      {why !== undefined && <p role="alert">{why}</p>}
      {health && !pulse && <p>{health.fault ?? t('cloud.watch.still')}</p>}
      {health && (
        <dl className={styles['figures']}>
          <Figure
            name={t('health.hz')}
            value={pulse && (pulse.due > 0 ? t('health.hzOf', { hz: hzText(pulse.hz), due: hzText(pulse.due) }) : hzText(pulse.hz))}
          />
          <Figure name={t('health.frame')} value={pulse && t('health.frameOf', { usual: msText(pulse.p50), slow: msText(pulse.p99) })} />
          <Figure name={t('health.late')} value={pulse && lateText(pulse)} />
          <Figure name={t('health.commands')} value={pulse && commandsText(pulse)} />
          <Figure name={t('health.players')} value={String(health.players)} />
          <Figure name={t('health.pushed')} value={pulse && t('health.pushedOf', { bytes: pushedText(pulse) })} />
          <Figure name={t('health.cost')} value={pulse?.perHour && dollarsText(pulse.perHour, 3)} />
          <Figure name={t('health.host')} value={t(`host.${health.host}`)} />
        </dl>
      )}
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">{value === undefined || value === '' ? nothing : value}</dd>
    </div>
  );
}
