import { counted } from '../../../../engine/model/counted.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { isRunning, type SessionHealth } from '../../../../cloud/client/index.ts';
import { exit, type Io, readArgs, type CliCommand } from '../command.ts';
import { cloudOptions, cloudUsage } from '../meant.ts';
import { inTenants } from '../several-tenants.ts';
import { tableLines } from '../table.ts';

const options = {
  ...cloudOptions,
  tenant: { type: 'string' },
  all: { type: 'boolean' },
  once: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const every = 1_000;
const worryWords = {
  parked: 'stands still',
  overruns: 'takes too long',
  'scripts-rest': 'scripts rest',
  'scripts-fail': 'scripts fail',
} as const;

const number = (value: number | undefined, digits: number): string => (value === undefined ? '–' : value.toFixed(digits));
const isOver = ({ done, phase }: SessionHealth): boolean => done || phase === 'ended';
const stateOf = (session: SessionHealth): string => (isOver(session) ? 'over' : session.state);

const head = ['tenant', 'session', 'level', 'state', 'host', 'hz', 'players', 'p50 ms', 'p99 ms', 'late %', 'cmd/s', '$/h', 'trouble'];
const row = (session: SessionHealth): string[] => {
  const { tenant, id, level, host, players, pulse, worries } = session;
  return [
    tenant,
    id,
    level,
    stateOf(session),
    host,
    number(pulse?.hz, 1),
    String(players),
    number(pulse?.p50, 2),
    number(pulse?.p99, 2),
    number(pulse && (100 * pulse.late) / pulse.slices, 0),
    number(pulse && (1000 * pulse.commands) / pulse.span, 1),
    pulse?.perHour === undefined ? '–' : Number(pulse.perHour).toFixed(3),
    worries.map((worry) => worryWords[worry]).join(', '),
  ];
};

function print(sessions: readonly SessionHealth[], at: number, io: Io): void {
  const running = sessions.filter(isRunning).length;
  const worried = sessions.filter(({ worries }) => worries.length > 0).length;
  io.out(`${new Date(at).toISOString().slice(11, 19)}  ${counted(sessions.length, 'session')}, ${running} running, ${worried} in trouble`);
  for (const line of tableLines(head, sessions.map(row))) io.out(line);
}

export const command: CliCommand = {
  summary: 'Watches sessions live: rate, frame times, what is late, commands, what an hour costs, trouble.',
  usage: `lq top [--tenant <tenant>] [--all]

  --tenant <id>     whose; otherwise of every tenant whose sessions you may see
  --all             also those that are over
  --once            prints once instead of every second
  --as <person>     who looks; otherwise you
${cloudUsage}
  --json            one JSON document, with --once; a line of JSON every second without

Figures are of the last two to twelve seconds of a session whose loop runs. $/h is an hour like those, in turns sixty turns like the last, by
AWS's prices: slices and routers, not the audit's writer. Running is what plays now and is not paused. Trouble is what the alarms of the stack ring for.`,
  async run(args, io) {
    const { values } = readArgs(args, options);
    return inTenants(values, 'readSessions', async (clients) => {
      for (;;) {
        const found = (await Promise.all(clients.map(({ tenant, client }) => client.health(tenant)))).flat();
        const sessions = values.all ? found : found.filter((session) => !isOver(session));
        const at = Date.now();
        if (values.json) io.out(JSON.stringify({ at: new Date(at).toISOString(), sessions }));
        else {
          if (!values.once && process.stdout.isTTY) process.stdout.write('\u001B[H\u001B[J');
          print(sessions, at, io);
        }
        if (values.once) return exit.ok;
        await wait(every);
      }
    });
  },
};
