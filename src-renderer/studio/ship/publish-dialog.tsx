import { type RefObject, useEffect, useRef } from 'react';
import { publishStages, type PublishCheck } from '../../../src-main/contract/index.ts';
import { Button, Dialog, Icon, Progress, Select } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import type { Asked } from './asked.ts';
import { CloudAway, isReady } from './cloud-away.tsx';
import { cloudWatchOf } from './cloud.ts';
import { Hashes } from './hashes.tsx';
import { publishingOf, type Publishing, type PublishState } from './publishing.ts';
import { rollbackOf } from './rollback.ts';
import styles from './ship.module.css';
import { TurnedKnobs } from './turned-knobs.tsx';
import { UnsavedEdits } from './unsaved-edits.tsx';

const channels = ['live', 'staging'].map((value) => ({ value, label: value }));

function Check({ check }: { check: PublishCheck }) {
  const { live, differences, blockers, warnings, openSessions, price } = check;
  return (
    <>
      {blockers.length > 0 && (
        <section>
          <h3>{t('publish.blockers')}</h3>
          <ul className={styles['blockers']}>
            {blockers.map((blocker) => (
              <li key={blocker}>
                <Icon name="alert" />
                {blocker}
              </li>
            ))}
          </ul>
        </section>
      )}
      {warnings.length > 0 && (
        <section>
          <h3>{t('publish.warnings')}</h3>
          <ul className={styles['warnings']}>
            {warnings.map((warning) => (
              <li key={warning}>
                <Icon name="alert" />
                {warning}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{t('publish.differences')}</h3>
        <ul className={styles['differences']}>
          {differences.map((difference) => (
            <li key={difference}>{difference}</li>
          ))}
          {!live && <li>{t('publish.first')}</li>}
          {live && openSessions > 0 && <li>{t('publish.open', { n: openSessions, revision: live.revision })}</li>}
        </ul>
      </section>
      <section>
        <h3>{t('publish.price')}</h3>
        <ul className={styles['prices']}>
          {price.map(({ latencyClass, dollarsPerHour }) => (
            <li key={latencyClass} className="number">
              {t('publish.priceRow', { latency: latencyClass, dollars: dollarsPerHour })}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Result({ state }: { state: PublishState }) {
  if (state.at !== 'finished') return <p role="status" aria-label={t('publish.result')} className="off-screen" />;
  const { outcome } = state;
  const agree = outcome.ok && outcome.goldenHash === outcome.cloudHash;
  return (
    <div role="status" aria-label={t('publish.result')} className={styles[agree ? 'succeeded' : 'failed']}>
      <Icon name={agree ? 'ok' : 'alert'} size={18} />
      <div>
        {outcome.ok ? (
          <>
            <strong>{outcome.unchanged ? t('publish.unchanged', outcome) : t('publish.done', outcome)}</strong>
            <p>{t(agree ? 'publish.equal' : 'publish.unequal')}</p>
            {outcome.assurance === 'local' && <p>{t('publish.local')}</p>}
            <Hashes outcome={outcome} />
          </>
        ) : (
          <>
            <strong>{outcome.message}</strong>
            {outcome.where && <p className="mono">{outcome.where}</p>}
            {outcome.hint && <p>{outcome.hint}</p>}
          </>
        )}
      </div>
    </div>
  );
}

function Running({ state }: { state: Extract<PublishState, { at: 'running' }> }) {
  const { progress } = state;
  const step = progress ? publishStages.indexOf(progress.stage) : 0;
  return (
    <Progress
      label={t('publish.progress')}
      stage={progress?.message ?? t('publish.checking')}
      fraction={progress ? Math.max(progress.fraction, step / publishStages.length) : null}
    />
  );
}

/** How the level stands, or why nobody can say. */
function Standing({ check }: { check: Asked<PublishCheck> }) {
  if (check.at === 'known') return <Check check={check.answer} />;
  if (check.at === 'asking') return <p className={styles['quiet']}>{t('publish.checking')}</p>;
  return (
    <div role="alert" className={styles['failed']}>
      <Icon name="alert" size={18} />
      <div>
        <strong>{check.why.message}</strong>
        {check.why.hint && <p>{check.why.hint}</p>}
      </div>
    </div>
  );
}

/** The Publish sheet: it opens finished, because the checks run all the time. */
export function PublishDialog() {
  const editor = useEditor();
  const publishing = publishingOf(editor);
  const cloud = useCell(publishing.cloud);
  const tenants = useCell(publishing.tenants);
  const tenant = useCell(publishing.tenant);
  const channel = useCell(publishing.channel);
  const check = useCell(publishing.check);
  const state = useCell(publishing.state);
  const running = state.at === 'running';
  const ready =
    tenant !== undefined &&
    isReady(cloud) &&
    !running &&
    state.at !== 'waiting' &&
    check.at === 'known' &&
    check.answer.blockers.length === 0;
  const button = useRef<HTMLButtonElement>(null);
  // The sheet opens finished: the keyboard is at its one button as soon as that may be pressed, unless the person has gone elsewhere in it.
  useEffect(() => {
    const sheet = button.current?.closest('[role="dialog"]');
    const at = document.activeElement;
    if (ready && (at === sheet || at === document.body || !sheet?.contains(at))) button.current?.focus();
  }, [ready, state.at]);
  const isTurned = Object.keys(useCell(editor.preview.changed)).length > 0;
  const reachable = isReady(cloud) || state.at !== 'idle';
  return (
    <Dialog
      initialFocus={button}
      title={t('publish.title')}
      about={t(isTurned ? 'publish.about.turned' : 'publish.about')}
      closeLabel={t('publish.close')}
      onClose={() => editor.dialog.set(undefined)}
      footer={reachable && <Footer button={button} publishing={publishing} ready={ready} state={state} />}
    >
      {reachable ? (
        <div className={styles['sheet']}>
          <div className={styles['where']}>
            <span aria-hidden>{t('publish.tenant')}</span>
            <Select
              label={t('publish.tenant')}
              value={tenant}
              choices={tenants.map((value) => ({ value, label: value }))}
              disabled={running}
              wide
              onChange={(next) => publishing.choose(next)}
            />
            <span aria-hidden>{t('publish.channel')}</span>
            <Select
              label={t('publish.channel')}
              value={channel}
              choices={channels}
              disabled={running}
              wide
              onChange={(next) => publishing.setChannel(next)}
            />
          </div>
          {!running && <TurnedKnobs />}
          <UnsavedEdits publishing={publishing} />
          {state.at === 'idle' && (tenants.length === 0 ? <NoTenant /> : <Standing check={check} />)}
          {running && <Running state={state} />}
          <Result state={state} />
        </div>
      ) : (
        <CloudAway status={cloud} onAgain={() => publishing.refresh()} />
      )}
    </Dialog>
  );
}

function NoTenant() {
  return (
    <p className={styles['quiet']}>
      {t('publish.noTenant')} {t('publish.noTenantHint')}
    </p>
  );
}

interface FooterProps {
  button: RefObject<HTMLButtonElement | null>;
  publishing: Publishing;
  ready: boolean;
  state: PublishState;
}

/** One next step: publish; after a success, let somebody play what is live now. */
function Footer({ button, publishing, ready, state }: FooterProps) {
  const editor = useEditor();
  const level = useCell(editor.level);
  if (state.at !== 'finished' || !state.outcome.ok || !level) {
    return (
      <Button ref={button} look="filled" large icon="rocket" disabled={!ready} onDo={() => publishing.publish()}>
        {state.at === 'finished' ? t('publish.again') : t('publish.now')}
      </Button>
    );
  }
  const { tenant, channel, packageHash, unchanged } = state.outcome;
  const live = { tenant, level: level.ref.id, channel };
  const before = state.over;
  const start = async (): Promise<void> => {
    editor.dialog.set(undefined);
    editor.reveal.set('cloud');
    await cloudWatchOf(editor).start({ ...live, packageHash });
  };
  return (
    <>
      {!unchanged && before !== undefined && (
        <Button large icon="history" onDo={() => rollbackOf(editor).ask({ ...live, revision: before })}>
          {t('rollback.ask', { revision: before })}
        </Button>
      )}
      <Button ref={button} look="filled" large icon="play" onDo={start}>
        {t('cloud.start')}
      </Button>
    </>
  );
}
