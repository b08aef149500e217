/** `npm run load -- [options]`: what a host of sessions bears, measured by players. `--help` says what there is. */
import { machine } from '../bench/bench.ts';
import { drive, type DriveOptions, type Outcome } from './drive.ts';
import { bareWrites } from './hosts/bare.ts';
import { startColyseus } from './hosts/colyseus.ts';
import { startCloudHost } from './hosts/cloud.ts';
import type { Host } from './hosts/host.ts';
import { startNetHost } from './hosts/net.ts';
import { findLargest } from './largest.ts';
import { tooManySockets } from './limits.ts';
import { BadOption, help, readOptions, type Options } from './options.ts';
import { asked, broken, compare, figuresOf, lines, missed, type Comparison, type Figures } from './report.ts';
import type { Shape } from './shape.ts';

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const shapeOf = ({ layout, players, perSession, hz, commands, seconds, seed }: Options): Shape => ({
  layout,
  players,
  perGroup: perSession,
  hz,
  rate: commands,
  seconds,
  seed,
  drops: 0,
});

const driveOptions = ({ watchers, socketsPerSecond }: Options): DriveOptions => ({ watchers, socketsPerSecond, progress: say });

const startHost = ({ host }: Options): Promise<Host> => (host === 'net' ? startNetHost() : startCloudHost(host));

async function withHost<Result>(start: Promise<Host>, use: (host: Host) => Promise<Result>): Promise<Result> {
  const host = await start;
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}

const playOn = (start: Promise<Host>, options: Options): Promise<Figures> =>
  withHost(start, async (host) => {
    say(`${host.name}: started`);
    const outcome: Outcome = await drive(host, shapeOf(options), driveOptions(options));
    return figuresOf(outcome);
  });

/** Writes as our messages were: as large, as often. */
const writingOf = ({ messages: { perPlayerSecond, bytesPerPlayerSecond } }: Figures) => ({
  bytes: Math.max(1, Math.round(bytesPerPlayerSecond / perPlayerSecond)),
  hz: perPlayerSecond,
  seconds: 5,
});

interface Report {
  readonly machine: string;
  readonly asked: string;
  readonly ours: Figures;
  readonly peer?: Figures;
  readonly comparison?: Comparison;
  /** What must hold and does not. */
  readonly broken: readonly string[];
  /** Targets that were missed. */
  readonly missed: readonly string[];
}

async function load(options: Options): Promise<number> {
  const ours = await playOn(startHost(options), options);
  const peer = options.peer ? await playOn(startColyseus(), options) : undefined;
  const write = peer && (await bareWrites(ours.connected, writingOf(ours)));
  const comparison = peer && write !== undefined ? compare(ours, peer, write) : undefined;
  const report: Report = {
    machine: machine(),
    asked: asked(shapeOf(options)),
    ours,
    ...(peer && { peer }),
    ...(comparison && { comparison }),
    broken: [...broken(ours), ...(peer ? broken(peer) : [])],
    missed: missed(ours, comparison),
  };
  if (options.json) console.log(JSON.stringify(report));
  else print(report);
  return broken(ours).length > 0 || (options.assert && report.missed.length > 0) ? 1 : 0;
}

function print({ machine: on, asked: what, ours, peer, comparison, broken: wrong, missed: short }: Report): void {
  console.log([on, what, ...lines(ours), ...(peer ? lines(peer) : [])].join('\n'));
  if (comparison)
    console.log(
      `ours divided by the peer's: processor time per message ${comparison.cpuPerMessage}, per update ${comparison.cpuPerUpdate}, throughput ${comparison.throughput}; a bare write is ${comparison.bareWrite} µs, ${comparison.bareOfPeer} of the peer's message; the work was ${comparison.equalWork ? 'the same' : 'NOT the same'}`,
    );
  for (const sentence of wrong) console.log(`broken: ${sentence}`);
  for (const sentence of short) console.log(`target missed: ${sentence}`);
}

const largest = (options: Options): Promise<number> =>
  withHost(startHost(options), async (host) => {
    const found = await findLargest(host, shapeOf(options), driveOptions(options));
    if (options.json) console.log(JSON.stringify({ machine: machine(), ...found }));
    else {
      console.log(`${machine()}\n${found.sessions} sessions of ${options.perSession} held (${found.players} players).`);
      if (found.figures) console.log(lines(found.figures).join('\n'));
      if (found.failed) console.log(`${found.failed.sessions} did not: ${found.failed.wrong.join(' ')}`);
    }
    return found.sessions > 0 ? 0 : 1;
  });

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === 'help') {
    console.log(help);
    return 0;
  }
  const narrow = tooManySockets(options.players);
  if (narrow !== undefined) throw new BadOption(narrow);
  return options.largest ? largest(options) : load(options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(`${error.message}\nnpm run load -- --help tells what there is.`);
  process.exitCode = 2;
}
