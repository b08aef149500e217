import { StatusChip, type Tone } from '../ui/index.ts';
import { Achievements } from './achievements.tsx';
import { Chart } from './chart.tsx';
import { CommandForm } from './command-form.tsx';
import { figureText } from '../../engine/model/figure.ts';
import { sightOf } from '../../engine/model/sight.ts';
import { capital, spokenName } from '../../engine/model/spoken-name.ts';
import { calledBy, words } from './messages.ts';
import type { PlayerLevel } from '../../engine/net/protocol/index.ts';
import { Scene } from './scene.tsx';
import { Seats } from './seats.tsx';
import { WhoIsAway } from './who-is-away.tsx';
import type { PlayState, SessionClient } from './session-client.ts';
import { useSession } from './use-session.ts';
import styles from './play.module.css';

/** KPIs in the order in which the charts tell of them, the one with a chart to itself first: that is what the level is about. */
function inOrder({ kpis, charts }: PlayerLevel): [string, PlayerLevel['kpis'][string]][] {
  const headline = charts.findLast((chart) => chart.kpis.length === 1)?.kpis ?? [];
  const named = new Set([...headline, ...charts.flatMap((chart) => chart.kpis), ...Object.keys(kpis)]);
  return [...named].flatMap((id) => (kpis[id] ? [[id, kpis[id]] as [string, PlayerLevel['kpis'][string]]] : []));
}

/** So many KPIs are seen at once; the others open below them. */
const tiles = 6;

/** @param judged it is over: what is better, and what is published about it */
function Kpis({ level, kpis, judged = false }: { level: PlayerLevel; kpis: PlayState['kpis']; judged?: boolean }) {
  const known = inOrder(level).filter(([id]) => kpis[id] !== undefined);
  // Money first: it is what most levels are about.
  const ordered = known.toSorted(([, a], [, b]) => Number(b.kind === 'decimal') - Number(a.kind === 'decimal'));
  const rest = ordered.slice(tiles);
  const published = judged ? level.scenario?.reference : undefined;
  const tile = ([id, { label, unit, color, help, better }]: (typeof known)[number]) => (
    <div key={id} title={help}>
      <dt>
        {color && <i style={{ background: color }} />}
        {label}
      </dt>
      <dd className="number" aria-label={label} role="status">
        {figureText(kpis[id]!, unit)}
      </dd>
      {judged && better && <dd className={styles['quiet']}>{words.better[better]}</dd>}
      {published?.kpis[id] !== undefined && (
        <dd className={styles['quiet']} title={published.source}>
          {words.published(figureText(published.kpis[id], unit))}
        </dd>
      )}
    </div>
  );
  return (
    <>
      <dl className={styles['kpis']} aria-label="KPIs">
        {ordered.slice(0, tiles).map(tile)}
      </dl>
      {rest.length > 0 && (
        <details className={styles['more']}>
          <summary>{words.more(rest.length)}</summary>
          <dl className={styles['kpis']}>{rest.map(tile)}</dl>
        </details>
      )}
    </>
  );
}

/** What one sees from one's own seat: the same as at a seat of Studio. */
function Sight({ state, level }: { state: PlayState; level: PlayerLevel }) {
  const mine = ownSeat(state);
  const figures = mine ? sightOf(level.components ?? {}, state.atSeats[mine.entity] ?? {}) : [];
  if (!mine || figures.length === 0) return null;
  return (
    <section aria-label={words.yourSeat(mine.name)}>
      <h2>{words.yourSeat(mine.name)}</h2>
      <dl className={styles['sight']}>
        {figures.map(({ field, label, help, value, unit }) => (
          <div key={field} title={help}>
            <dt>{label}</dt>
            <dd className="number">{figureText(value, unit)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** How it ended: the figures with what is better, and one's own. */
const Result = ({ state, level }: { state: PlayState; level: PlayerLevel }) => (
  <section aria-label={words.result} className={styles['result']}>
    <h2>{words.finished}</h2>
    <Kpis level={level} kpis={state.kpis} judged />
    <Sight state={state} level={level} />
    <Refusal state={state} />
  </section>
);

const ownSeat = ({ seats, sender }: PlayState): PlayState['seats'][number] | undefined =>
  seats.find(({ owner }) => sender > 0 && owner === sender);

/** The seat that was asked for in a pause, or that one's own is left. */
function askedForSeat(
  kept: PlayState['kept'],
  { take, release }: { readonly take: string; readonly release: string },
): { stage?: string | undefined } | undefined {
  const last = kept.findLast(({ command: { type } }) => type === take || type === release)?.command;
  if (last === undefined) return undefined;
  return last.type === take ? { stage: (last.payload as { stage?: string }).stage } : {};
}

function Turn({ state, client, level }: { state: PlayState; client: SessionClient; level: PlayerLevel }) {
  const { clock } = level;
  if (clock.kind === 'realtime') {
    return (
      <>
        {Object.entries(level.commands).map(([type, definition]) => (
          <CommandForm
            key={type}
            type={type}
            definition={definition}
            title={capital(spokenName(type))}
            called={calledBy(type, definition)}
            // What piles up in a pause would all happen in one instant after it.
            disabled={state.done || state.phase === 'paused'}
            onSend={(payload) => client.command(type, payload)}
          />
        ))}
        <Refusal state={state} />
      </>
    );
  }
  const mine = ownSeat(state);
  const awaited = level.commands[clock.awaits];
  const owes = mine !== undefined && state.waiting.includes(mine.entity);
  const asked = mine !== undefined && awaited !== undefined && !state.done;
  const called = awaited ? calledBy(clock.awaits, awaited) : '';
  const isKept = state.kept.some(({ command }) => command.type === clock.awaits);
  const others = state.seats.filter(({ entity }) => entity !== mine?.entity && state.waiting.includes(entity)).map(({ name }) => name);
  return (
    <>
      <Seats
        seats={state.seats}
        sender={state.sender}
        away={state.away}
        asked={askedForSeat(state.kept, clock)}
        onTake={(stage) => client.command(clock.take, { stage })}
        onLeave={() => client.command(clock.release, {})}
      />
      {asked && (
        <div className={styles['awaited']}>
          <CommandForm
            key={`${mine.entity}`}
            type={clock.awaits}
            definition={awaited}
            title={words.yourTurn(called, clock.unit, state.tick + 1)}
            called={called}
            notice={mine.notice}
            disabled={!owes || isKept || state.unsaved > 0}
            onSend={(payload) => client.command(clock.awaits, payload)}
          />
          <Refusal state={state} />
        </div>
      )}
      {!asked && <Refusal state={state} />}
      {asked && isKept && <p className={styles['note']}>{words.sentKept(called)}</p>}
      {mine && !state.done && !owes && !isKept && <p className={styles['note']}>{words.sent(called, others)}</p>}
      {!state.done && <WhoIsAway state={state} client={client} />}
    </>
  );
}

/** What the session does not take, beside what it was sent with. */
function Refusal({ state: { refusal, faulted, level } }: { state: PlayState }) {
  const definition = faulted && level?.commands[faulted.command];
  const said = faulted && {
    message: words.faulted(definition ? calledBy(faulted.command, definition) : faulted.command, faulted.message),
    hint: words.faultedHint,
  };
  const { message, hint } = refusal ?? said ?? {};
  if (message === undefined) return null;
  return (
    <p role="alert" className={styles['refusal']}>
      {message} {hint}
    </p>
  );
}

/** What who runs the session has done to it. */
function Phase({ phase, level }: { phase: PlayState['phase']; level: PlayerLevel }) {
  const { clock } = level;
  const awaited = clock.kind === 'turns' ? level.commands[clock.awaits] : undefined;
  const keeps = clock.kind === 'turns' && awaited ? ` ${words.pausedKeeps(calledBy(clock.awaits, awaited))}` : '';
  if (phase === 'open') return null;
  return (
    <p role="status" aria-label={words.standing} className={styles['notice']}>
      {phase === 'ended' ? words.ended : `${words.paused}${keeps}`}
    </p>
  );
}

const connectionText = ({ connection, unsaved }: PlayState): string => {
  if (connection === 'over') return words.over;
  if (connection === 'reconnecting') return words.reconnecting;
  if (connection !== 'connected') return words.connecting;
  return unsaved > 0 ? words.unsaved(unsaved) : words.saved;
};

const connectionTone = ({ connection, unsaved }: PlayState): Tone => {
  if (connection === 'over') return 'idle';
  if (connection !== 'connected') return 'warn';
  return unsaved > 0 ? 'busy' : 'good';
};

export function Playground({ client }: { client: SessionClient }) {
  const state = useSession(client);
  const { level } = state;
  if (state.connection === 'refused') return <Closed title={words.refused} hint={words.refusedHint} />;
  const unit = capital(level?.clock.kind === 'turns' ? level.clock.unit : 'tick');
  const time = level && words.standsAt(unit, state.tick, level.scenario?.ticks);
  const isOver = state.done && state.phase !== 'ended';
  return (
    <div className={styles['page']}>
      <Scene client={client} />
      <header className={styles['top']}>
        <h1>{level?.name ?? words.connecting}</h1>
        <span role="status" aria-label="Time" className="number">
          {time}
        </span>
        <StatusChip name="Connection" tone={connectionTone(state)}>
          {connectionText(state)}
        </StatusChip>
        <span role="status" aria-label="State hash" className={`mono ${styles['hash'] ?? ''}`} title={state.hash}>
          {state.hash}
        </span>
      </header>
      {level && (
        <aside className={styles['side']}>
          <Phase phase={state.phase} level={level} />
          {state.resting && (
            <p role="status" className={styles['notice']}>
              {words.resting}
            </p>
          )}
          {isOver ? (
            <Result state={state} level={level} />
          ) : (
            <>
              {/* Before the first tick nobody has counted anything. */}
              {state.tick > 0 && <Kpis level={level} kpis={state.kpis} />}
              <Sight state={state} level={level} />
              {state.phase === 'ended' ? <Refusal state={state} /> : <Turn state={state} client={client} level={level} />}
            </>
          )}
          {(state.done ? level.charts : level.charts.slice(0, 2)).map((chart) => (
            <Chart key={chart.id} chart={chart} kpis={level.kpis} series={state.series} unit={unit} />
          ))}
          <Achievements client={client} state={state} />
        </aside>
      )}
    </div>
  );
}

export function Closed({ title, hint }: { title: string; hint?: string }) {
  return (
    <main className={styles['closed']}>
      <h1>{title}</h1>
      {hint !== undefined && <p>{hint}</p>}
    </main>
  );
}
