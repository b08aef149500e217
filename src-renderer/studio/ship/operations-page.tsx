import { type ReactNode, useEffect } from 'react';
import type { Operations, RingingAlarm, SessionHealth } from '../../../src-main/contract/index.ts';
import { Button, EmptyState, Icon, type IconName, StatusChip, type Tone } from '../../ui/index.ts';
import { dateText, numberText } from '../i18n/formats.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { commandsText, dollarsText, hzText, isOver, lateText, msText, nothing, shortId, stateTones, worryTones } from './figures.ts';
import { letterName, operationsOf, type OperationsWatch } from './operations.ts';
import styles from './operations.module.css';

/** How the tenants of the target do, for who operates them. Each part says the line of `lq` that tells the same. */
export function OperationsPage() {
  const editor = useEditor();
  const watch = operationsOf(editor);
  const signedOut = useCell(editor.signedOut);
  useEffect(() => watch.look(), [watch]);
  const tenants = useCell(watch.tenants);
  if (tenants.at === 'asking') return <EmptyState icon="gauge" title={t('ops.asking')} />;
  if (tenants.at === 'refused') {
    const { message, hint } = tenants.why;
    return (
      <EmptyState icon="lock" title={message} text={[hint, t('ops.needs')].filter(Boolean).join(' ')}>
        {!signedOut && (
          <Button look="outline" onClick={() => watch.refresh()}>
            {t('again')}
          </Button>
        )}
      </EmptyState>
    );
  }
  const all = tenants.answer;
  return (
    <div className={styles['page']}>
      <Summary tenants={all} />
      <Alarms watch={watch} />
      <Tenants tenants={all} watch={watch} />
      <Letters tenants={all} watch={watch} />
      <Sessions sessions={all.flatMap(({ sessions }) => sessions)} />
      <div className={styles['cards']}>
        <Publishers tenants={all} />
        <Engines tenants={all} />
        <Retention tenants={all} />
      </div>
      <p className={styles['foot']}>{t('ops.prices', { date: all[0]?.spend.prices ?? '' })}</p>
    </div>
  );
}

function Part({ title, twin, children }: { title: string; twin: string; children: ReactNode }) {
  return (
    <section className={styles['part']} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <code title={t('ops.twin', { line: twin })}>{twin}</code>
      </header>
      {children}
    </section>
  );
}

const sum = (values: readonly string[]): string => String(values.reduce((total, value) => total + Number(value), 0));
const open = ({ sessions }: Operations): readonly SessionHealth[] => sessions.filter((session) => !isOver(session));
const inTrouble = (tenant: Operations): number => open(tenant).filter(({ worries }) => worries.length > 0).length;

/** The cloud pauses what a tenant has open once its month has cost as much as it may. */
const isSpent = ({ spend: { month, budget } }: Operations): boolean => budget !== undefined && Number(month) >= Number(budget);

const states = ['running', 'waiting', 'idle', 'paused', 'failed'] as const;
/** How open sessions stand, in the words of their rows. */
function statesText(sessions: readonly SessionHealth[]): string {
  const counts = states.map((state) => ({ n: sessions.filter((session) => session.state === state).length, state: t(`state.${state}`) }));
  const some = counts.filter(({ n }) => n > 0);
  return some.length === 0 ? t('ops.noneOpen') : t('ops.states', { states: some });
}

function Summary({ tenants }: { tenants: readonly Operations[] }) {
  const opened = tenants.flatMap(open);
  const spent = tenants.filter(isSpent).map(({ tenant }) => tenant);
  const trouble = tenants.reduce((total, tenant) => total + inTrouble(tenant), 0);
  const letters = tenants.reduce((total, tenant) => total + tenant.letters.length, 0);
  return (
    <dl className={styles['tiles']}>
      <Tile icon="activity" name={t('ops.open')} value={numberText(opened.length)} says={statesText(opened)} />
      <Tile
        icon={trouble > 0 ? 'alert' : 'check'}
        tone={trouble > 0 ? 'bad' : 'good'}
        name={t('ops.trouble')}
        value={numberText(trouble)}
        says={trouble > 0 ? t('ops.someTrouble') : t('ops.noTrouble')}
      />
      <Tile
        icon="send"
        {...(letters > 0 && { tone: 'warn' as const })}
        name={t('ops.letters')}
        value={numberText(letters)}
        says={letters > 0 ? t('ops.someLetters') : t('ops.noLetters')}
      />
      <Tile
        icon={spent.length > 0 ? 'alert' : 'chart'}
        {...(spent.length > 0 && { tone: 'bad' as const })}
        name={t('ops.spend')}
        value={dollarsText(sum(tenants.map(({ spend }) => spend.month)))}
        says={
          spent.length > 0
            ? t('ops.spent', { tenants: spent })
            : t('ops.spendOf', { today: dollarsText(sum(tenants.map(({ spend }) => spend.today))) })
        }
      />
    </dl>
  );
}

function Tile({ icon, name, value, says, tone }: { icon: IconName; name: string; value: string; says: string; tone?: Tone }) {
  return (
    <div className={styles['tile']} data-tone={tone}>
      <dt>
        <Icon name={icon} size={14} />
        {name}
      </dt>
      <dd>
        <strong className="number">{value}</strong>
        <span>{says}</span>
      </dd>
    </div>
  );
}

/** What rings in the whole cloud: it is about no tenant. */
function Alarms({ watch }: { watch: OperationsWatch }) {
  const alarms = useCell(watch.alarms);
  if (alarms.at === 'asking') return null;
  if (alarms.at === 'known' && alarms.answer === undefined)
    return (
      <Part title={t('ops.alarms')} twin="lq ops alarms">
        <p className={styles['quiet']}>{t('ops.alarmsFor')}</p>
      </Part>
    );
  return (
    <Part title={t('ops.alarms')} twin="lq ops alarms">
      {alarms.at === 'refused' ? <p className={styles['error']}>{alarms.why.message}</p> : <Ringing alarms={alarms.answer ?? []} />}
    </Part>
  );
}

function Ringing({ alarms }: { alarms: readonly RingingAlarm[] }) {
  if (alarms.length === 0) return <p className={styles['quiet']}>{t('ops.noAlarms')}</p>;
  return (
    <ul className={styles['alarms']}>
      {alarms.map(({ id, at, means, reason }) => (
        <li key={id}>
          <Icon name="bell" size={16} />
          <span>
            <strong>{means}</strong>
            <span className={styles['quiet']}>{t('ops.ringsSince', { at: dateText(at, 'day'), reason })}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Tenants({ tenants, watch }: { tenants: readonly Operations[]; watch: OperationsWatch }) {
  return (
    <Part title={t('ops.tenants')} twin="lq ops overview">
      <table className={`${styles['table']} ${styles['tenants']}`} aria-label={t('ops.tenants')}>
        <thead>
          <tr>
            <th scope="col">{t('ops.tenant')}</th>
            <th scope="col" className="number">
              {t('ops.open')}
            </th>
            <th scope="col" className="number">
              {t('ops.inTrouble')}
            </th>
            <th scope="col" className="number">
              {t('ops.toRedrive')}
            </th>
            <th scope="col" className="number">
              {t('ops.today')}
            </th>
            <th scope="col" className="number">
              {t('ops.month')}
            </th>
            <th scope="col" className="number">
              {t('ops.budget')}
            </th>
            <th scope="col">{t('ops.audit')}</th>
          </tr>
        </thead>
        <tbody>
          {tenants.map((tenant) => (
            <TenantRow key={tenant.tenant} operations={tenant} watch={watch} />
          ))}
        </tbody>
      </table>
    </Part>
  );
}

function TenantRow({ operations, watch }: { operations: Operations; watch: OperationsWatch }) {
  const { tenant, letters, spend } = operations;
  const trouble = inTrouble(operations);
  const spent = isSpent(operations);
  const verdict = useCell(watch.verdicts)[tenant];
  return (
    <tr>
      <th scope="row">
        {tenant}
        {spent && <span className={styles['why']}>{t('ops.budgetSpent')}</span>}
      </th>
      <td className="number">{numberText(open(operations).length)}</td>
      <td className="number" data-tone={trouble > 0 ? 'bad' : undefined}>
        {numberText(trouble)}
      </td>
      <td className="number" data-tone={letters.length > 0 ? 'warn' : undefined}>
        {numberText(letters.length)}
      </td>
      <td className="number">{dollarsText(spend.today)}</td>
      <td className="number" data-tone={spent ? 'bad' : undefined}>
        {dollarsText(spend.month)}
      </td>
      <td className="number" data-faint={spend.budget === undefined} data-tone={spent ? 'bad' : undefined}>
        {spend.budget === undefined ? t('ops.noBudget') : dollarsText(spend.budget)}
      </td>
      <td>
        <div className={styles['verdict']}>
          <Button
            icon="shield"
            aria-label={t('ops.verify', { tenant })}
            title={`lq audit verify --tenant ${tenant}`}
            disabled={verdict === 'verifying'}
            onDo={() => watch.verify(tenant)}
          >
            {t('ops.verifyShort')}
          </Button>
          <Verdict verdict={verdict} />
        </div>
      </td>
    </tr>
  );
}

function Verdict({ verdict }: { verdict: ReturnType<OperationsWatch['verdicts']['get']>[string] | undefined }) {
  if (verdict === undefined) return <span data-faint>{t('ops.unverified')}</span>;
  if (verdict === 'verifying') return <span data-faint>{t('cloud.verifying')}</span>;
  const { findings, sessions, assurance } = verdict;
  const [first] = findings;
  return (
    <span role="status" data-tone={first === undefined ? 'good' : 'bad'} title={findings.join('\n')}>
      {first === undefined ? t('ops.verified', { n: sessions, assurance }) : t('ops.findings', { n: findings.length, first })}
    </span>
  );
}

function Letters({ tenants, watch }: { tenants: readonly Operations[]; watch: OperationsWatch }) {
  const underWay = useCell(watch.underWay);
  const all = tenants.flatMap(({ tenant, letters }) => letters.map((letter) => ({ tenant, letter })));
  const [first] = all;
  if (first === undefined) return null;
  return (
    <Part title={t('ops.letters')} twin={`lq dlq list --tenant ${first.tenant}`}>
      <ul className={styles['letters']}>
        {all.map(({ tenant, letter }) => (
          <li key={letterName(tenant, letter)}>
            <span>
              <strong>{letter.about}</strong>
              <span className={styles['quiet']}>
                {[tenant, t('ops.system', letter), t('ops.tried', { n: letter.tries }), dateText(letter.at, 'day')].join(' · ')}
              </span>
            </span>
            <span className={styles['error']}>{letter.error}</span>
            <Button
              look="outline"
              icon="redo"
              aria-label={t('ops.redrive', { about: letter.about })}
              title={`lq dlq redrive ${letter.system}/${letter.id} --tenant ${tenant}`}
              disabled={underWay.has(letterName(tenant, letter))}
              onDo={() => watch.redrive(tenant, letter)}
            >
              {t('ops.redriveShort')}
            </Button>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function StateOf({ session }: { session: SessionHealth }) {
  const { worries, state, why } = session;
  const [worst] = worries;
  if (worst !== undefined)
    return (
      <StatusChip name={t('cloud.state')} tone={worryTones[worst]} title={session.fault ?? session.trouble?.message}>
        {t(`health.${worst}`)}
      </StatusChip>
    );
  return (
    <>
      <StatusChip name={t('cloud.state')} tone={stateTones[state]}>
        {t(`state.${state}`)}
      </StatusChip>
      {why !== undefined && <span className={styles['why']}>{t(`ops.why.${why}`)}</span>}
    </>
  );
}

/** What stands still comes before what is slow, and that before what runs. */
const urgency = ({ worries, state }: SessionHealth): number => {
  if (worries.includes('parked')) return 0;
  if (worries.length > 0) return 1;
  return state === 'running' ? 2 : 3;
};

function Sessions({ sessions }: { sessions: Operations['sessions'] }) {
  const shown = sessions.filter((session) => !isOver(session)).toSorted((a, b) => urgency(a) - urgency(b));
  return (
    <Part title={t('ops.sessions')} twin="lq top">
      {shown.length === 0 ? (
        <p className={styles['quiet']}>{t('ops.noSessions')}</p>
      ) : (
        <table className={styles['table']} aria-label={t('ops.sessions')}>
          <thead>
            <tr>
              <th scope="col">{t('ops.session')}</th>
              <th scope="col">{t('cloud.state')}</th>
              <th scope="col">{t('health.host')}</th>
              <th scope="col" className="number">
                {t('health.players')}
              </th>
              <th scope="col" className="number">
                {t('ops.rate')}
              </th>
              <th scope="col" className="number">
                {t('ops.tickTime')}
              </th>
              <th scope="col" className="number">
                {t('ops.late')}
              </th>
              <th scope="col" className="number">
                {t('health.commands')}
              </th>
              <th scope="col" className="number">
                {t('ops.perHour')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((session) => (
              <SessionRow key={`${session.tenant} ${session.id}`} session={session} />
            ))}
          </tbody>
        </table>
      )}
    </Part>
  );
}

function SessionRow({ session }: { session: Operations['sessions'][number] }) {
  const { tenant, id, level, name, revision, host, players, pulse } = session;
  return (
    <tr>
      <th scope="row" title={id}>
        {name ?? level}
        <span className={styles['quiet']}>
          {[tenant, shortId(id), t('cloud.revision', { n: revision, channel: session.channel })].join(' · ')}
        </span>
      </th>
      <td>
        <StateOf session={session} />
      </td>
      <td data-faint>{t(`host.${host}`)}</td>
      <td className="number">{numberText(players)}</td>
      <td className="number">{pulse ? hzText(pulse.hz) : nothing}</td>
      <td className="number">{pulse ? `${msText(pulse.p50)} / ${msText(pulse.p99)} ms` : nothing}</td>
      <td className="number" data-tone={session.worries.includes('overruns') ? 'warn' : undefined}>
        {pulse ? lateText(pulse) : nothing}
      </td>
      <td className="number">{pulse ? commandsText(pulse) : nothing}</td>
      <td className="number">{pulse?.perHour === undefined ? nothing : dollarsText(pulse.perHour, 3)}</td>
    </tr>
  );
}

function Publishers({ tenants }: { tenants: readonly Operations[] }) {
  return (
    <Part title={t('ops.publishers')} twin="lq ops publishers">
      <ul className={styles['pairs']}>
        {tenants.flatMap(({ tenant, publishers }) =>
          publishers.map(({ name, roles }) => (
            <li key={`${tenant} ${name}`}>
              <span>
                {name}
                <span className={styles['quiet']}>{tenant}</span>
              </span>
              <span data-faint>{roles.join(', ')}</span>
            </li>
          )),
        )}
      </ul>
    </Part>
  );
}

function Engines({ tenants }: { tenants: readonly Operations[] }) {
  const ids = [...new Set(tenants.flatMap(({ engines }) => engines.map(({ id }) => id)))].toSorted();
  return (
    <Part title={t('ops.engines')} twin="lq ops engines">
      <ul className={styles['pairs']}>
        {ids.map((id) => {
          const uses = tenants.flatMap(({ engines }) => engines.filter((engine) => engine.id === id));
          const count = (of: (use: (typeof uses)[number]) => number): number => uses.reduce((total, use) => total + of(use), 0);
          return (
            <li key={id}>
              <span className="mono" title={id}>
                {id.slice(0, 'engine@'.length + 10)}
                {uses.some(({ deployed }) => deployed) ? null : <span data-tone="warn">{t('ops.notDeployed')}</span>}
              </span>
              <span data-faint>
                {t('ops.engineUse', {
                  live: count(({ live }) => live.length),
                  running: count(({ running }) => running),
                  over: count(({ over }) => over),
                })}
              </span>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Retention({ tenants }: { tenants: readonly Operations[] }) {
  return (
    <Part title={t('ops.retention')} twin="lq ops retention">
      <ul className={styles['pairs']}>
        {(tenants[0]?.retention ?? []).map(({ what, days }) => (
          <li key={what}>
            <span>{t(`ops.keep.${what}`)}</span>
            <span data-faint className="number">
              {days === undefined ? t('ops.forEver') : t('ops.days', { n: days })}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
