/**
 * Players' own clients against racing routers: a socket's messages meet the routers in any order, answers get lost, connections break in the
 * middle of a burst. What a player saw saved is in the log, once, in the order it was sent; and nothing that was sent is missing in the end.
 * Run it alone: `npx vitest run --project node test/contract/player-burst.test.ts`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../cloud/domain/refusal.ts';
import { acceptCommand, joinSession, OutOfOrder, packets } from '../../cloud/domain/session/index.ts';
import { ToyCloud } from '../../cloud/domain/testing/toy-cloud.ts';
import type { SessionRef } from '../../cloud/ports/index.ts';
import { seeded } from '../../engine/run/testing/index.ts';
import type { PlayerMessage } from '../../engine/net/protocol/index.ts';
import { createSessionClient, type PlaySocket, type Remembered } from '../../src-renderer/play/session-client.ts';

type Dice = ReturnType<typeof seeded>;

/** A gateway whose messages take effect in any order, and which sometimes loses an answer. */
function openGateway(cloud: ToyCloud, ref: SessionRef, dice: Dice) {
  const underWay: (() => Promise<void>)[] = [];

  const answer = async (message: PlayerMessage, sender: number): Promise<{ type: string; sender?: number }[]> => {
    if (message.type === 'hello') return [{ type: 'welcome', session: ref.session, level: {}, tick: 0 } as { type: string }];
    if (message.type === 'join')
      return [{ type: 'joined', ...(await joinSession(cloud.acceptDeps(), ref, { player: message.player, secret: message.secret! })) }];
    if (message.type !== 'command') return [];
    const { type, payload } = message.command;
    const ack = await acceptCommand(cloud.acceptDeps(), ref, { sender, clientSeq: message.seq, type, payload: payload as never });
    return [{ type: 'ack', ...ack }];
  };

  const connect = (): PlaySocket & { drop: () => void } => {
    let sender = 0;
    let open = true;
    const socket: PlaySocket & { drop: () => void } = {
      onopen: null,
      onmessage: null,
      onclose: null,
      send(text) {
        if (!open) return;
        const message = JSON.parse(text) as PlayerMessage;
        underWay.push(async () => {
          const answers = await answer(message, sender).catch((error: unknown) => {
            if (!isRefusal(error)) throw error;
            const { code, message: said } = error;
            const expected = error instanceof OutOfOrder ? { expected: error.expected } : {};
            return [{ type: 'refused', code, message: said, ...expected, ...(message.type === 'command' && { clientSeq: message.seq }) }];
          });
          for (const one of answers) {
            if (one.type === 'joined') sender = (one as { sender: number }).sender;
            if (open && dice.int(0, 9) > 0) socket.onmessage?.({ data: JSON.stringify(one) });
          }
        });
      },
      close: () => {},
      drop() {
        if (!open) return;
        open = false;
        socket.onclose?.({ code: 1006 });
      },
    };
    underWay.push(async () => void (open && socket.onopen?.()));
    return socket;
  };

  /** Lets some of what is under way take effect, at once and in any order. */
  const step = async (): Promise<void> => {
    const chosen = Array.from({ length: Math.min(underWay.length, dice.int(1, 12)) }, () =>
      underWay.splice(dice.int(0, underWay.length - 1), 1),
    );
    await Promise.all(chosen.flat().map((run) => run()));
  };
  return { connect, step };
}

describe('a burst of commands', () => {
  it.each([1, 2, 3, 4, 5])(
    'through racing routers, lost answers and broken connections is in the log whole, once, and in the order it was sent (seed %d)',
    async (seed) => {
      const dice = seeded(seed);
      const cloud = new ToyCloud();
      await cloud.publish();
      const { start } = await cloud.startSession();
      const gateway = openGateway(cloud, start, dice);
      const later: (() => void)[] = [];
      const players = ['p-1', 'p-2'].map((player) => {
        let kept: Remembered | undefined;
        const sockets: ReturnType<typeof gateway.connect>[] = [];
        const host = {
          connect: () => {
            const socket = gateway.connect();
            sockets.push(socket);
            return socket;
          },
          memory: { read: () => kept, write: (memory: Remembered) => void (kept = structuredClone(memory)) },
          newPlayer: () => player,
          newSecret: () => `${player} and nobody else`,
          later: (run: () => void) => void later.push(run),
          now: () => 0,
        };
        return { player, sockets, sent: [] as number[], client: createSessionClient({ tenant: '', session: '', token: '' }, host) };
      });
      for (const { client } of players) client.start();
      for (let round = 0; round < 400; round += 1) {
        for (const { client, sent, sockets } of players) {
          if (sent.length < 40 && dice.int(0, 3) === 0)
            for (let more = dice.int(1, 12); more > 0; more -= 1) {
              sent.push(sent.length);
              client.command('Order', { quantity: sent.length - 1 });
            }
          if (round < 300 && dice.int(0, 24) === 0) sockets.at(-1)?.drop();
        }
        await gateway.step();
        for (const run of later.splice(0)) run();
      }
      for (let round = 0; round < 4000 && players.some(({ client }) => client.state().unsaved > 0); round += 1) {
        // An answer that was lost leaves the client waiting until something tells it to send again: here, a new connection.
        if (round % 200 === 199) for (const { sockets } of players) sockets.at(-1)?.drop();
        await gateway.step();
        for (const run of later.splice(0)) run();
        await nextTurn();
      }
      const logged = (await cloud.sessions.read(start, 0, 9999)).filter(({ type }) => type === 'Order');
      const seats = await cloud.sessions.seats(start);
      for (const { player, sent, client } of players) {
        expect(client.state().unsaved).toBe(0);
        const { sender } = seats.find((seat) => seat.player === player)!;
        const quantities = logged
          .filter((command) => command.sender === sender)
          .map(({ payload }) => (payload as { quantity: number }).quantity);
        expect(quantities).toEqual(sent);
      }
      expect(seats).toHaveLength(2);
    },
  );
});

it('a state larger than a message reaches the player’s own client whole', () => {
  const text = 'a "quoted" \\ line and a 😀'.repeat(20_000);
  const keyframe = {
    type: 'keyframe' as const,
    tick: 7,
    hash: 'h',
    kpis: {},
    waiting: [],
    seats: [],
    entities: [{ key: 'sign', name: 'Sign', parent: null, components: { Label: { text } } }],
    done: false,
  };
  const parts = packets(keyframe, '1:0');
  expect(parts.length).toBeGreaterThan(1);
  let kept: Remembered | undefined;
  const socket: PlaySocket = { onopen: null, onmessage: null, onclose: null, send() {}, close() {} };
  const client = createSessionClient(
    { tenant: '', session: '', token: '' },
    {
      connect: () => socket,
      memory: { read: () => kept, write: (memory) => void (kept = memory) },
      newPlayer: () => 'p-1',
      newSecret: () => 'secret',
      later: () => {},
      now: () => 0,
    },
  );
  const seen: unknown[] = [];
  client.watch((picture) => seen.push(picture));
  client.start();
  socket.onopen?.();
  for (const part of parts) socket.onmessage?.({ data: new TextDecoder().decode(part) });
  expect(seen).toEqual([{ kind: 'whole', tick: 7, entities: keyframe.entities }]);
});
