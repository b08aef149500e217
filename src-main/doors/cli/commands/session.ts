import { counted } from '../../../../engine/model/counted.ts';
import type { PhaseChange, SessionLevel } from '../../../../cloud/client/index.ts';
import { connect } from '../../../services/cloud/connect.ts';
import { recordSession } from '../../../services/recordings/index.ts';
import { playerIdOf } from '../../../services/cloud/player-id.ts';
import { LedgerError } from '../../../contract/error.ts';
import { exit, type Io, readArgs, usageError, wholeNumber, type CliCommand } from '../command.ts';
import { askYes, isTerminal } from '../ask-yes.ts';
import { figureLines } from '../figures.ts';
import { cloudOptions, cloudUsage, meant, namedTenant } from '../meant.ts';
import { namedSession } from '../named-session.ts';
import { tableLines } from '../table.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  json: { type: 'boolean' },
  level: { type: 'string' },
  channel: { type: 'string' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  pace: { type: 'string' },
  latency: { type: 'string' },
  host: { type: 'string' },
  payload: { type: 'string' },
  seq: { type: 'string' },
  to: { type: 'string' },
  confirm: { type: 'string' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];

const tenantOf = (values: Values): string => namedTenant(values, 'See lq help session.');
const usage = (message: string): never => {
  throw usageError(message, 'See lq help session.');
};

type Verb = (values: Values, positionals: string[], io: Io) => Promise<number>;

const list: Verb = async (values, _positionals, io) => {
  const tenant = tenantOf(values);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const sessions = await client.sessions(tenant).finally(() => client.close());
  if (values.json)
    io.out(
      JSON.stringify({
        sessions: sessions.map(({ id, level, scenario, state, ticks, players, revision, channel, startedAt, hash }) => ({
          id,
          level,
          ...(scenario !== undefined && { scenario }),
          state,
          ticks,
          players,
          revision,
          channel,
          startedAt,
          hash,
        })),
      }),
    );
  else if (sessions.length === 0) io.out(`${tenant} has no sessions. Start one: lq session start --level <id> --tenant ${tenant}`);
  else {
    const rows = sessions.map(({ id, level, scenario = '', state, ticks, players, startedAt }) => [
      id,
      level,
      scenario,
      state,
      String(ticks),
      String(players),
      minute(startedAt),
    ]);
    for (const line of tableLines(['session', 'level', 'scenario', 'state', 'ticks', 'players', 'started (UTC)'], rows)) io.out(line);
  }
  return exit.ok;
};

/** A time as people read it, to the minute. */
const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

const seatLine = ({ name, owner, player, away }: SessionLevel['seats'][number]): string =>
  owner === 0 ? `  ${name}: free` : `  ${name}: player ${owner}${player === undefined ? '' : ` (${player})`}${away ? ', away' : ''}`;

const show: Verb = async (values, [id], io) => {
  const { client, ref } = await namedSession(id, values);
  // One whose package was spoiled is shown all the same, without what only its level knows.
  const nothing: SessionLevel = { kpis: {}, seats: [] };
  const looked = Promise.all([
    client.session(ref.tenant, ref.session),
    client.hostOf(ref.tenant, ref.session),
    client.sessionLevel(ref).catch(() => nothing),
  ]);
  const [{ start, head, ...summary }, hosted, level] = await looked.finally(() => client.close());
  const { waiting, version, cmdSeq, cursor, fault } = head;
  const { trouble } = summary;
  const document = {
    ...summary,
    host: start.host ?? 'functions',
    ...(hosted?.url !== undefined && { address: hosted.url }),
    engine: start.engine,
    packageHash: start.packageHash,
    start: start.start,
    latency: start.latency,
    waiting,
    ...(level.seats.length > 0 && { seats: level.seats }),
    commits: version,
    commands: { accepted: cmdSeq, consumed: cursor },
    ...(fault !== undefined && { fault }),
  };
  if (values.json) io.out(JSON.stringify(document));
  else {
    io.out(`${summary.id}: ${summary.level}, revision ${summary.revision}, ${summary.state}`);
    const { scenario, seed } = start.start;
    io.out(
      `  ${scenario === undefined ? 'no scenario' : `scenario ${scenario}`}, seed ${seed}, started ${minute(summary.startedAt)} UTC by ${summary.startedBy}`,
    );
    const stands = summary.hash === '' ? 'nothing was played yet' : `state hash ${summary.hash}`;
    io.out(`  tick ${summary.ticks}, ${stands}, latency class ${start.latency}`);
    io.out(
      `  ${counted(cmdSeq, 'command')} accepted, ${cursor} consumed${waiting.length > 0 ? `; waiting for ${waiting.join(', ')}` : ''}`,
    );
    if (summary.why === 'budget') io.out(`  it is paused because ${summary.tenant} has spent its budget: lq tenant show ${summary.tenant}`);
    if (hosted) io.out(`  run by its own host${hosted.url === undefined ? ', which starts when somebody comes' : ` at ${hosted.url}`}`);
    if (fault !== undefined) io.out(`  it stands still: ${fault}`);
    if (trouble) {
      const { times, tick, script, line, message, resting } = trouble;
      io.out(
        `  scripts failed ${counted(times, 'time')}, last in tick ${tick}: ${script}${line === undefined ? '' : `:${line}`}: ${message}`,
      );
      if (resting.length > 0) io.out(`  at rest for the rest of the session: ${resting.join(', ')}`);
    }
    for (const seat of level.seats) io.out(seatLine(seat));
    for (const line of figureLines(summary.kpis, level.kpis)) io.out(line);
  }
  return exit.ok;
};

const verify: Verb = async (values, [id], io) => {
  const { client, ref } = await namedSession(id, values);
  const verdict = await client.verifySession(ref.tenant, ref.session).finally(() => client.close());
  const { ticks, diverged, at, findings, assurance, records } = verdict;
  const wrong = diverged || findings.length > 0;
  if (values.json)
    io.out(
      JSON.stringify({
        ticks,
        diverged,
        ...(at !== undefined && { at }),
        session: ref.session,
        tenant: ref.tenant,
        records,
        findings,
        assurance,
      }),
    );
  else {
    io.out(
      wrong ? `Session ${ref.session} does not verify.` : `Replay equals audit over ${counted(ticks, 'tick')}. Assurance: ${assurance}.`,
    );
    for (const { name, message } of findings) io.err(`${name}: ${message}`);
  }
  return wrong ? exit.differs : exit.ok;
};

const record: Verb = async (values, [id], io) => {
  const { to } = values;
  if (to === undefined || to === '') return usage('Say where to: --to <file.lqr>.');
  const { client, ref } = await namedSession(id, values);
  const recorded = await recordSession(client, ref, to).finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ ...ref, file: to, ...recorded }));
  else {
    io.out(`${counted(recorded.ticks, 'tick')} and ${counted(recorded.commands, 'command')} are kept in ${to}; every hash is the audit's.`);
    io.out(`Play it again: lq replay ${to}. Ask it: lq why ${to} --kpi <name>`);
  }
  return exit.ok;
};

const start: Verb = async (values, _positionals, io) => {
  const tenant = tenantOf(values);
  const { level, channel, scenario, pace, latency, host } = values;
  if (level === undefined) return usage('Say which level: --level <id>.');
  if (pace !== undefined && pace !== 'realtime' && pace !== 'fast') return usage(`There is no pace ${pace}; it is realtime or fast.`);
  if (latency !== undefined && latency !== 'interactive' && latency !== 'relaxed')
    return usage(`There is no latency class ${latency}; it is interactive or relaxed.`);
  if (host !== undefined && host !== 'functions' && host !== 'hot') return usage(`There is no host ${host}; it is functions or hot.`);
  const seed = wholeNumber('seed', values.seed, 0);
  const { dataDir, person } = meant(values);
  const { client } = connect(dataDir, tenant, person);
  const asked = client.startSession({
    tenant,
    level,
    person,
    ...(channel !== undefined && { channel }),
    ...(scenario !== undefined && { scenario }),
    ...(seed !== undefined && { seed }),
    ...(pace !== undefined && { pace }),
    ...(latency !== undefined && { latency }),
    ...(host !== undefined && { host }),
  });
  const started = await asked.finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ id: started.id, playUrl: started.playUrl, tenant }));
  else {
    io.out(`Session ${started.id}`);
    io.out(`Players join here: ${started.playUrl}`);
  }
  return exit.ok;
};

const link: Verb = async (values, [id], io) => {
  const { client, ref } = await namedSession(id, values);
  const { person } = meant(values);
  const { playUrl } = await client.playersLink({ ...ref, person }).finally(() => client.close());
  io.out(values.json ? JSON.stringify({ ...ref, playUrl }) : `Players join here: ${playUrl}`);
  return exit.ok;
};

const payloadOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new LedgerError({ code: 'bad-payload', message: `${text} is not JSON.`, hint: 'Write it like {"quantity": 8}.' });
  }
};

const send: Verb = async (values, [id, type, text], io) => {
  if (type === undefined) return usage('Say which command, for example: lq session send <id> PlaceOrder \'{"quantity": 8}\'');
  const seq = wholeNumber('seq', values.seq, 1);
  const payload = payloadOf(values.payload ?? text ?? '{}');
  const { client, ref } = await namedSession(id, values);
  const { dataDir, person } = meant(values);
  const order = {
    type,
    payload: payload as never,
    player: playerIdOf(dataDir, person),
    // What is sent again under its number was taken already.
    ...(seq === undefined ? { mustAct: true } : { seq }),
  };
  const ack = await client.sendCommand(ref, order).finally(() => client.close());
  if (values.json) io.out(JSON.stringify({ ...ack, session: ref.session, type }));
  else io.out(ack.duplicate ? `Command ${ack.seq} was there already.` : `Command ${ack.seq} is saved.`);
  return exit.ok;
};

/** What is said once it is done, and where it stood so already. */
const said: Record<PhaseChange, { done: (session: string) => string[]; already: (session: string) => string }> = {
  pause: {
    done: (session) => [
      `Session ${session} is paused. What players send is kept until it goes on.`,
      `Let it go on: lq session resume ${session}`,
    ],
    already: (session) => `Session ${session} was paused already.`,
  },
  resume: {
    done: (session) => [`Session ${session} goes on.`],
    already: (session) => `Session ${session} was not paused.`,
  },
  end: {
    done: (session) => [`Session ${session} is ended for good.`, `What it came to: lq session show ${session}`],
    already: (session) => `Session ${session} had ended already.`,
  },
};

/** An end is for good: in a terminal it is asked about, elsewhere the session is named twice. */
async function isMeant(id: string | undefined, { confirm, json }: Values): Promise<boolean> {
  if (confirm !== undefined && confirm === id) return true;
  const { stdin, stdout } = process;
  if (id !== undefined && confirm === undefined && !json && isTerminal({ input: stdin, output: stdout }))
    return askYes({ input: stdin, output: stdout }, `End session ${id} for good? Its players are shown out.`);
  if (id === undefined) return true;
  throw usageError(`This ends session ${id} for good, and shows its players out.`, `If you mean it: lq session end ${id} --confirm ${id}`);
}

const phase =
  (change: PhaseChange): Verb =>
  async (values, [id], io) => {
    if (change === 'end' && !(await isMeant(id, values))) {
      io.out('It goes on.');
      return exit.ok;
    }
    const { client, ref } = await namedSession(id, values);
    const { person } = meant(values);
    const { changed } = await client.changePhase({ ...ref, change, person }).finally(() => client.close());
    if (values.json) io.out(JSON.stringify({ ...ref, change, changed }));
    else for (const line of changed ? said[change].done(ref.session) : [said[change].already(ref.session)]) io.out(line);
    return exit.ok;
  };

const verbs: Record<string, Verb> = {
  list,
  show,
  verify,
  record,
  start,
  link,
  send,
  pause: phase('pause'),
  resume: phase('resume'),
  end: phase('end'),
};

export const command: CliCommand = {
  summary: 'Lists, shows, verifies, starts, plays, pauses and ends sessions of a tenant, and hands out their links.',
  usage: `lq session list --tenant <tenant>
lq session show <id>
lq session verify <id>      replays it from its audit; exits 1 where they differ
lq session record <id> --to <file.lqr>   as a recording of this machine: lq replay and lq why read it
lq session start --level <id> --tenant <tenant> [--scenario <id>] [--seed <n>] [--channel <name>] [--pace realtime|fast]
                 [--latency interactive|relaxed] [--host functions|hot]
lq session link <id>        the link for its players, once more; that you got it is noted
lq session send <id> <Command> ['<payload as JSON>'] [--as <player>] [--seq <n>]
lq session pause <id>       no tick runs; what players send is kept
lq session resume <id>
lq session end <id> [--confirm <id>]
                            for good: the last state is kept, players are told and shown out. A terminal asks; elsewhere the id
                            is said twice

  --host hot        a process of its own runs it: for sessions that are too large or too fast for functions
  --tenant <id>     whose; without it a session is looked for in every tenant in which you have a role
  --as <person>     who asks, starts, invites, plays, pauses or ends; otherwise you
${cloudUsage}
  --json            one JSON document`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    const [name = '', ...rest] = positionals;
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb)
      return usage(
        name === ''
          ? `Say what: ${Object.keys(verbs).join(', ')}.`
          : `There is no lq session ${name}; there are ${Object.keys(verbs).join(', ')}.`,
      );
    return verb(values, rest, io);
  },
};
