/** Figures of a load as rows, targets and sentences. */
import type { Outcome } from './drive.ts';
import { commandsEach, type Shape } from './shape.ts';

export interface Figures {
  readonly host: string;
  readonly layout: Shape['layout'];
  readonly players: number;
  /** Players who see one another. */
  readonly together: number;
  readonly connected: number;
  readonly connectSeconds: number;
  readonly socketsTriedAgain: number;
  readonly socketsBroken: number;
  /** From sending a command to another client that saw what it did, ms. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number; readonly measured: number };
  readonly commands: {
    readonly sent: number;
    readonly acknowledged: number;
    readonly refused: number;
    readonly lost: number;
    readonly twice: number;
    readonly perSecond: number;
  };
  /** After so many seconds no more was sent, since the host was too far behind; absent where it kept up. */
  readonly gaveUpAfter?: number;
  /** Commands that were seen, times the players who see them. */
  readonly updates: number;
  readonly messages: { readonly delivered: number; readonly perPlayerSecond: number; readonly bytesPerPlayerSecond: number };
  readonly ticks: { readonly asked: number; readonly missed: number };
  readonly cpu: {
    /** Processor time of the host: µs for a message that reached a player, µs for an update, and processors that it kept busy. */
    readonly perMessage: number;
    readonly perUpdate: number;
    readonly cores: number;
    /** Messages that reached players for a second of processor time. */
    readonly messagesPerSecond: number;
    /** Processors that the load itself kept busy, apart from that. */
    readonly generatorCores: number;
  };
  readonly memory: { readonly startMiB: number; readonly endMiB: number; readonly slopeMiBPerMinute: number };
  /** Of the places in which everybody ended, as they were seen and as the commands lead to them. */
  readonly checksum: { readonly seen: string; readonly due: string };
  /** Players who were seen in another place at the end, and those whom nobody watched. */
  readonly astray: number;
  readonly unwatched: number;
}

const mebi = 2 ** 20;
const round = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(4)) : 0);

export function figuresOf({ window, shape, losses, latency, ...outcome }: Outcome): Figures {
  const { seconds, messages, bytes, hostCpu, ownCpu, rss } = window;
  return {
    host: outcome.host,
    layout: shape.layout,
    players: shape.players,
    together: shape.perGroup,
    connected: outcome.connected,
    connectSeconds: round(outcome.connectSeconds),
    socketsTriedAgain: outcome.retried,
    socketsBroken: outcome.broken,
    latency: {
      p50: round(latency.quantile(0.5)),
      p99: round(latency.quantile(0.99)),
      max: round(latency.max),
      measured: latency.count,
    },
    commands: {
      sent: outcome.sent,
      acknowledged: outcome.acknowledged,
      refused: outcome.refused,
      lost: losses.lost,
      twice: losses.twice,
      perSecond: round(outcome.sent / seconds),
    },
    ...(outcome.gaveUpAfter !== undefined && { gaveUpAfter: round(outcome.gaveUpAfter) }),
    updates: outcome.updates,
    messages: {
      delivered: messages,
      perPlayerSecond: round(messages / seconds / Math.max(1, outcome.connected)),
      bytesPerPlayerSecond: round(bytes / seconds / Math.max(1, outcome.connected)),
    },
    ticks: window.ticks,
    cpu: {
      perMessage: round(hostCpu / messages),
      perUpdate: round(hostCpu / outcome.updates),
      cores: round(hostCpu / 1e6 / seconds),
      messagesPerSecond: round(messages / (hostCpu / 1e6)),
      generatorCores: round(ownCpu / 1e6 / seconds),
    },
    memory: { startMiB: round(rss.start / mebi), endMiB: round(rss.end / mebi), slopeMiBPerMinute: round((rss.slope * 60) / mebi) },
    checksum: outcome.checksums,
    astray: losses.astray,
    unwatched: losses.unwatched,
  };
}

export interface Comparison {
  /** Ours divided by the peer's: processor time for a message and for an update, and messages for a second of processor time. */
  readonly cpuPerMessage: number;
  readonly cpuPerUpdate: number;
  readonly throughput: number;
  /** µs of processor time for writing a message of ours to a socket and nothing else, and that divided by what the peer's message costs in all. */
  readonly bareWrite: number;
  readonly bareOfPeer: number;
  /** Both moved everybody to the same places by as many updates. */
  readonly equalWork: boolean;
}

/** @param write µs for a bare write, as `bareWrites` measures it */
export const compare = (ours: Figures, peer: Figures, write: number): Comparison => ({
  cpuPerMessage: round(ours.cpu.perMessage / peer.cpu.perMessage),
  cpuPerUpdate: round(ours.cpu.perUpdate / peer.cpu.perUpdate),
  throughput: round(ours.cpu.messagesPerSecond / peer.cpu.messagesPerSecond),
  bareWrite: round(write),
  bareOfPeer: round(write / peer.cpu.perMessage),
  equalWork: ours.updates === peer.updates && ours.checksum.seen === peer.checksum.seen,
});

/** What must hold whatever is asked for, as sentences about what does not. */
export function broken(figures: Figures): string[] {
  const { connected, players, commands, latency, unwatched, host, astray, gaveUpAfter } = figures;
  // Of a host that was given up, what nobody had seen yet is no loss.
  const keptUp = gaveUpAfter === undefined;
  const said: [wrong: boolean, sentence: string][] = [
    [connected < players, `${host}: ${connected} of ${players} players were connected.`],
    [figures.socketsBroken > 0, `${host}: ${figures.socketsBroken} connections broke.`],
    [!keptUp, `${host}: fell so far behind that no more was sent after ${gaveUpAfter} s. Take fewer players or commands.`],
    [
      commands.acknowledged < commands.sent && keptUp,
      `${host}: ${commands.sent - commands.acknowledged} commands were never acknowledged.`,
    ],
    [commands.lost > 0 && keptUp, `${host}: ${commands.lost} acknowledged commands were lost.`],
    [commands.twice > 0, `${host}: ${commands.twice} commands had effect twice.`],
    [astray > 0 && commands.lost === 0 && keptUp, `${host}: ${astray} players ended in another place than their commands lead to.`],
    [unwatched > 0, `${host}: nobody watched ${unwatched} players.`],
    [latency.measured === 0 && figures.together > 1, `${host}: no latency was measured.`],
  ];
  return said.filter(([wrong]) => wrong).map(([, sentence]) => sentence);
}

export const targets = { p99: 250, missedTicks: 0.01, cpuPerMessage: 0.75, viewsThroughput: 5 } as const;

/** Targets that were missed, as sentences. */
export function missed(ours: Figures, comparison: Comparison | undefined): string[] {
  const { p99 } = ours.latency;
  const share = ours.ticks.missed / Math.max(1, ours.ticks.asked);
  const said: [wrong: boolean, sentence: string][] = [
    [p99 >= targets.p99, `p99 of command to other client is ${p99} ms, not below ${targets.p99} ms.`],
    [share > targets.missedTicks, `${ours.ticks.missed} of ${ours.ticks.asked} ticks did not come.`],
  ];
  if (comparison !== undefined) {
    const { cpuPerMessage, bareOfPeer, throughput, equalWork } = comparison;
    said.push([!equalWork, 'Ours and the peer did not do the same work.']);
    said.push([
      cpuPerMessage > targets.cpuPerMessage,
      `Processor time for a message is ${cpuPerMessage} of the peer's, not ${targets.cpuPerMessage}; a bare write by itself is ${bareOfPeer}.`,
    ]);
    if (ours.layout === 'views')
      said.push([
        throughput < targets.viewsThroughput,
        `With views, throughput is ${throughput} times the peer's, not ${targets.viewsThroughput}.`,
      ]);
  }
  return said.filter(([wrong]) => wrong).map(([, sentence]) => sentence);
}

/** Figures for people. */
export function lines(figures: Figures): string[] {
  const { latency, commands, messages, ticks, cpu, memory, checksum } = figures;
  const rows: [string, string][] = [
    [
      'connected',
      `${figures.connected} of ${figures.players} in ${figures.connectSeconds} s, ${figures.socketsTriedAgain} sockets tried again, ${figures.socketsBroken} broken`,
    ],
    ['command to other client', `p50 ${latency.p50} ms, p99 ${latency.p99} ms, max ${latency.max} ms (${latency.measured} measured)`],
    [
      'commands',
      `${commands.sent} sent, ${commands.acknowledged} acknowledged, ${commands.lost} lost, ${commands.twice} twice, ${commands.refused} refused; ${commands.perSecond}/s`,
    ],
    ['a player gets', `${messages.perPlayerSecond} messages/s, ${messages.bytesPerPlayerSecond} bytes/s`],
    ['ticks', `${ticks.asked} asked for, ${ticks.missed} missed`],
    [
      'host, processor',
      `${cpu.perMessage} µs per delivered message, ${cpu.perUpdate} µs per update, ${cpu.cores} cores; ${cpu.messagesPerSecond} messages for a second of it`,
    ],
    ['host, memory', `${memory.startMiB} to ${memory.endMiB} MiB, ${memory.slopeMiBPerMinute} MiB/min`],
    ['the load itself', `${cpu.generatorCores} cores`],
    ['work', `${figures.updates} updates; places seen ${checksum.seen}, due ${checksum.due}`],
  ];
  return [
    `${figures.host}: ${figures.players} players, ${layoutText(figures)}`,
    ...rows.map(([name, value]) => `  ${name.padEnd(24)} ${value}`),
  ];
}

const layoutText = ({ layout, together }: Figures): string => {
  if (layout === 'sessions') return `sessions of ${together}`;
  return layout === 'one' ? 'all in one session' : `one session, each sees the ${together} of the own group`;
};

/** The same for everybody who plays it: what was asked for. */
export const asked = (shape: Shape): string =>
  `${shape.players} players, ${shape.hz} Hz, ${commandsEach(shape)} commands each in ${shape.seconds} s, seed ${shape.seed}`;
