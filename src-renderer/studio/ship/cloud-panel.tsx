import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { AuditRecord, Publication, SessionSummary, Verdict } from '../../../src-main/contract/index.ts';
import { Button, EmptyState, Icon, IconButton, Select, StatusChip, Tabs } from '../../ui/index.ts';
import { dateText } from '../i18n/formats.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { later } from '../shell/later.ts';
import { openPublish } from './actions.ts';
import { CloudAway, isReady } from './cloud-away.tsx';
import { type CloudWatch, cloudWatchOf, type Picture, placeOf } from './cloud.ts';
import { shortId, stateTones } from './figures.ts';
import { noticesOf, unreadIn } from './notices.ts';
import { RightButton, useRefusal } from './right-button.tsx';
import { rollbackOf } from './rollback.ts';
import { TenantHead } from './tenant-head.tsx';
import { useShown } from './use-shown.ts';
import styles from './ship.module.css';

const NoticesView = later(() => import('./notices-view.tsx'), 'NoticesView');
const OperationsPage = later(() => import('./operations-page.tsx'), 'OperationsPage');
const SessionLive = later(() => import('./session-live.tsx'), 'SessionLive');

const when = (iso: string): string => dateText(new Date(iso), 'date');

function PictureOf({ publication, picture }: { publication: Publication; picture: Picture | undefined }) {
  const { name, thumbnail } = publication;
  if (picture?.png) {
    const adapter = picture.adapter ?? thumbnail.adapter;
    return (
      <img
        src={`data:image/png;base64,${picture.png}`}
        alt={t('cloud.pictureOf', { name })}
        title={adapter && t('cloud.drawnBy', { adapter })}
      />
    );
  }
  const reason = thumbnail.state === 'unavailable' ? (thumbnail.reason ?? '') : picture?.reason;
  const why = reason === undefined ? t('cloud.picturePending') : t('cloud.noPicture', { reason });
  return (
    <div className={styles['noPicture']}>
      <Icon name="image" size={18} />
      <p>{why}</p>
    </div>
  );
}

/** What somebody was led to is in sight and has the focus; once. */
interface Pointed {
  readonly at: string | undefined;
  readonly seen: () => void;
}

/** Where there is more than one. */
function ScenarioOf({ publication, watch }: { publication: Publication; watch: CloudWatch }) {
  const all = useCell(watch.scenarios)[publication.packageHash] ?? [];
  const scenario = useCell(watch.scenarioOf)(publication);
  if (all.length < 2) return null;
  return (
    <Select
      label={t('cloud.scenarioOf', { name: publication.name })}
      value={scenario}
      choices={all.map(({ id, name: label }) => ({ value: id, label }))}
      onChange={(id) => watch.chooseScenario(publication, id)}
    />
  );
}

const hosts = ['functions', 'hot'] as const;

/** What runs it, and of a host of its own when that is worth it. */
function HostOf({ publication, watch }: { publication: Publication; watch: CloudWatch }) {
  return (
    <Select
      label={t('cloud.hostOf', { name: publication.name })}
      value={useCell(watch.hostOf)(publication)}
      choices={hosts.map((value) => ({ value, label: t(`host.start.${value}`) }))}
      onChange={(value) => watch.chooseHost(publication, hosts.find((each) => each === value) ?? 'functions')}
    />
  );
}

function PublicationCard({ publication, watch, pointed }: { publication: Publication; watch: CloudWatch; pointed: Pointed }) {
  const card = useRef<HTMLElement>(null);
  const isPointed = pointed.at === placeOf(publication);
  useEffect(() => {
    if (!isPointed) return;
    card.current?.focus();
    pointed.seen();
  }, [isPointed, pointed]);
  const editor = useEditor();
  const pictures = useCell(watch.pictures);
  const host = useCell(watch.hostOf)(publication);
  const { tenant, level, name, revision, channel, publisher, publishedAt, packageHash, cloudHash } = publication;
  return (
    <article ref={card} tabIndex={-1} className={styles['card']} aria-label={name}>
      <PictureOf publication={publication} picture={pictures[packageHash]} />
      <div className={styles['cardText']}>
        <h3>{name}</h3>
        <p>{t('cloud.revision', { n: revision, channel })}</p>
        <p className={styles['quiet']}>{t('cloud.by', { who: publisher, when: when(publishedAt) })}</p>
        <p className={`mono ${styles['quiet'] ?? ''}`} title={cloudHash}>
          {cloudHash.slice(0, 16)}
        </p>
        <div className={styles['cardActions']}>
          <ScenarioOf publication={publication} watch={watch} />
          <HostOf publication={publication} watch={watch} />
          <RightButton tenant={tenant} right="startSession" look="outline" icon="play" onDo={() => watch.start(publication)}>
            {t('cloud.start')}
          </RightButton>
          {revision > 1 && (
            <RightButton
              tenant={tenant}
              right="rollback"
              icon="history"
              onDo={() => rollbackOf(editor).ask({ tenant, level, channel, revision: revision - 1 })}
            >
              {t('rollback.ask', { revision: revision - 1 })}
            </RightButton>
          )}
        </div>
        {host === 'hot' && <p className={styles['quiet']}>{t('host.about.hot')}</p>}
      </div>
    </article>
  );
}

function VerdictOf({ verdict }: { verdict: Verdict | 'replaying' | undefined }) {
  if (!verdict) return null;
  if (verdict === 'replaying') return <span className={styles['quiet']}>{t('cloud.verifying')}</span>;
  const { diverged, ticks, assurance, at, findings } = verdict;
  return (
    <span role="status" className={diverged ? styles['bad'] : styles['good']} title={findings.join('\n')}>
      {diverged ? t('cloud.diverged', { at: at ?? findings[0] ?? '' }) : t('cloud.verified', { ticks, assurance })}
    </span>
  );
}

/** While there is something to pause or to end. */
function PhaseOf({ session, watch }: { session: SessionSummary; watch: CloudWatch }) {
  if (session.state === 'finished' || session.state === 'ended') return null;
  const rights = { tenant: session.tenant, right: 'pauseSessions' } as const;
  return (
    <>
      {session.state === 'paused' ? (
        <RightButton {...rights} icon="play" onDo={() => watch.resume(session)}>
          {t('cloud.resume')}
        </RightButton>
      ) : (
        <RightButton {...rights} icon="pause" onDo={() => watch.pause(session)}>
          {t('cloud.pause')}
        </RightButton>
      )}
      <RightButton {...rights} onDo={() => watch.askToEnd(session)}>
        {t('cloud.end')}
      </RightButton>
    </>
  );
}

/** That its scripts fail is nothing one has to open a session to learn. */
function TroubleOf({ trouble: { times, tick, script, line, message, resting } }: { trouble: NonNullable<SessionSummary['trouble']> }) {
  const why = t('cloud.trouble.why', { tick, place: line === undefined ? script : `${script}:${line}`, message });
  return (
    <p className={styles['bad']} title={why}>
      {resting.length > 0 ? t('cloud.trouble.resting', { scripts: resting.join(', ') }) : t('cloud.trouble', { n: times })}
      <span className={styles['quiet']}>{why}</span>
    </p>
  );
}

/** A press on a plain link opens a page in every browser. */
function Blocked({ session, watch }: { session: SessionSummary; watch: CloudWatch }) {
  const blocked = useCell(watch.blocked);
  if (blocked?.session !== session.id) return null;
  return (
    <p role="alert">
      {t('cloud.play.blocked')}{' '}
      <a href={blocked.url} target="_blank" rel="noopener noreferrer">
        {t('cloud.play.link')}
      </a>
    </p>
  );
}

interface SessionRowProps {
  session: SessionSummary;
  watch: CloudWatch;
  /** Whether it is watched live; at most one is. */
  isWatched: boolean;
  onWatch: (watched: boolean) => void;
}

function SessionRow({ session, watch, isWatched, onWatch }: SessionRowProps) {
  const [watchButton, auditButton] = [useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)];
  const [liveBox, auditBox] = [useId(), useId()];
  const [isPressed, press] = useState(false);
  const audit = useCell(watch.audit);
  const records = audit?.session === session.id ? audit.records : undefined;
  const verdict = useCell(watch.verdicts)[session.id];
  const { id, level, revision, state, ticks, plannedTicks, players, hash, startedAt, trouble, why, scenario, host } = session;
  const name = useCell(watch.publications).find((publication) => publication.level === level)?.name ?? level;
  const audited = { tenant: session.tenant, right: 'readAudit' } as const;
  const mayInvite = useRefusal(session.tenant, 'invitePlayers') === undefined;
  return (
    <tr>
      <th scope="row" aria-label={t('cloud.session.row', { name, id })} title={`${id}, ${when(startedAt)}`}>
        {name} <span className={`mono ${styles['quiet'] ?? ''}`}>{shortId(id)}</span>
        <span className={styles['about']}>
          {t('cloud.session.about', { scenario, revision, own: host === 'hot', at: when(startedAt) })}
        </span>
      </th>
      <td>
        <StatusChip name={t('cloud.state')} tone={stateTones[state]}>
          {t(`state.${state}`)}
        </StatusChip>
      </td>
      <td className="number">{t('cloud.ticks', { n: ticks, planned: plannedTicks })}</td>
      <td className="number">{t('cloud.players', { n: players })}</td>
      <td className="mono" title={hash}>
        {hash.slice(0, 16)}
      </td>
      <td className={styles['rowActions']}>
        {state === 'paused' && why === 'budget' && <p className={styles['quiet']}>{t('cloud.budgetSpent', { tenant: session.tenant })}</p>}
        {trouble && <TroubleOf trouble={trouble} />}
        <Blocked session={session} watch={watch} />
        <div>
          <RightButton tenant={session.tenant} right="invitePlayers" icon="globe" onDo={() => watch.play(session)}>
            {t('cloud.play')}
          </RightButton>
          {mayInvite && <IconButton icon="link" label={t('cloud.copyLink')} onDo={() => watch.copyLink(session)} />}
          <PhaseOf session={session} watch={watch} />
        </div>
        <div>
          <Button
            ref={watchButton}
            icon="activity"
            aria-expanded={isWatched}
            aria-controls={isWatched ? liveBox : undefined}
            onClick={() => onWatch(!isWatched)}
          >
            {t('cloud.watch')}
          </Button>
          <RightButton {...audited} icon="history" onDo={() => watch.open(session)}>
            {t('cloud.open')}
          </RightButton>
          <RightButton
            {...audited}
            ref={auditButton}
            icon="script"
            aria-expanded={records !== undefined}
            aria-controls={records && auditBox}
            onDo={() => {
              press(true);
              return records ? watch.hideAudit() : watch.showAudit(session);
            }}
          >
            {t('cloud.audit')}
          </RightButton>
          <RightButton {...audited} icon="shield" disabled={verdict === 'replaying'} onDo={() => watch.verify(session)}>
            {t('cloud.verify')}
          </RightButton>
        </div>
        <VerdictOf verdict={verdict} />
      </td>
      {(isWatched || records) && (
        <td className={styles['opened']}>
          {isWatched && (
            <SessionLive
              session={session}
              name={name}
              box={liveBox}
              onStop={() => {
                onWatch(false);
                watchButton.current?.focus();
              }}
            />
          )}
          {records && (
            <Audit
              session={id}
              records={records}
              box={auditBox}
              isPressed={isPressed}
              onClose={() => {
                watch.hideAudit();
                auditButton.current?.focus();
              }}
            />
          )}
        </td>
      )}
    </tr>
  );
}

interface AuditProps {
  session: string;
  records: readonly AuditRecord[];
  box: string;
  isPressed: boolean;
  onClose: () => void;
}

function Audit({ session, records, box, isPressed, onClose }: AuditProps) {
  const section = useRef<HTMLElement>(null);
  useShown(section, isPressed);
  const title = `${t('cloud.records')} ${session}`;
  return (
    <section ref={section} id={box} tabIndex={-1} className={styles['audit']} aria-label={title}>
      <header>
        <h2>
          {t('cloud.records')} <span className="mono">{session}</span>
        </h2>
        <IconButton icon="close" label={t('cloud.audit.close')} onClick={onClose} />
      </header>
      <ol className={styles['records']} aria-label={t('cloud.records')}>
        {records.map(({ seq, summary, hash, at }) => (
          <li key={seq}>
            <span className="number">{seq}</span>
            <span>{summary}</span>
            <span className="mono" title={hash}>
              {hash.slice(0, 12)}
            </span>
            <time dateTime={at}>{when(at)}</time>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function CloudPanel() {
  const editor = useEditor();
  const watch = cloudWatchOf(editor);
  const status = useCell(watch.status);
  const unread = unreadIn(useCell(noticesOf(editor).notices));
  const [view, setView] = useState('tenant');
  const [at, point] = useState<string>();
  if (!isReady(status)) return <CloudAway status={status} onAgain={() => watch.refresh()} />;
  if (status.answer.tenants.length === 0) return <EmptyState icon="cloud" title={t('cloud.noTenants')} text={t('publish.noTenantHint')} />;
  const head = <TenantHead watch={watch} answer={status.answer} />;
  return (
    <Tabs
      label={t('cloud.views')}
      value={view}
      onChange={setView}
      tabs={[
        {
          id: 'tenant',
          title: t('cloud.view.tenant'),
          content: <TenantView watch={watch} head={head} pointed={{ at, seen: () => point(undefined) }} />,
        },
        {
          id: 'notices',
          title: t('cloud.view.notices', { unread }),
          content: (
            <>
              <div className={styles['cloud']}>{head}</div>
              <NoticesView
                onVersion={(level, channel) => {
                  point(placeOf({ level, channel }));
                  setView('tenant');
                }}
              />
            </>
          ),
        },
        { id: 'operations', title: t('cloud.view.operations'), content: <OperationsPage /> },
      ]}
    />
  );
}

/** What is live of one tenant, and its sessions. */
function TenantView({ watch, head, pointed }: { watch: CloudWatch; head: ReactNode; pointed: Pointed }) {
  const publications = useCell(watch.publications);
  const trouble = useCell(watch.trouble);
  return (
    <div className={styles['cloud']}>
      {head}
      {trouble && (
        <div role="alert" className={styles['failed']}>
          <Icon name="alert" size={18} />
          <div>
            <strong>{trouble.message}</strong>
            {trouble.hint && <p>{trouble.hint}</p>}
          </div>
        </div>
      )}
      {!trouble || publications.length > 0 ? <Live watch={watch} pointed={pointed} /> : null}
    </div>
  );
}

function Live({ watch, pointed }: { watch: CloudWatch; pointed: Pointed }) {
  const editor = useEditor();
  const publications = useCell(watch.publications);
  const sessions = useCell(watch.sessions);
  const [watched, setWatched] = useState<string>();
  return (
    <>
      {publications.length === 0 ? (
        <EmptyState icon="rocket" title={t('cloud.nothing')} text={t('cloud.nothingHint')}>
          <Button look="outline" onClick={() => void editor.do(openPublish)}>
            {t('action.publish')}
          </Button>
        </EmptyState>
      ) : (
        <>
          <section>
            <h2>{t('cloud.publications')}</h2>
            <div className={styles['cards']}>
              {publications.map((publication) => (
                <PublicationCard key={placeOf(publication)} publication={publication} watch={watch} pointed={pointed} />
              ))}
            </div>
          </section>
          <section>
            <h2>{t('cloud.sessions')}</h2>
            {sessions.length === 0 ? (
              <p className={styles['quiet']}>{t('cloud.noSessions')}</p>
            ) : (
              <table className={styles['sessions']} aria-label={t('cloud.sessions')}>
                <tbody>
                  {sessions.map((session) => (
                    <SessionRow
                      key={session.id}
                      session={session}
                      watch={watch}
                      isWatched={session.id === watched}
                      onWatch={(isWatched) => setWatched(isWatched ? session.id : undefined)}
                    />
                  ))}
                </tbody>
              </table>
            )}
          </section>
        </>
      )}
    </>
  );
}
