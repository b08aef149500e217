import type { PlayerMessage } from '../../engine/net/protocol/player.ts';

export { PlayerMessage } from '../../engine/net/protocol/player.ts';

export const playerMessageSamples: PlayerMessage[] = [
  { type: 'hello' },
  { type: 'join', player: 'p-4f1c', secret: '0123456789abcdef' },
  { type: 'command', seq: 1, command: { type: 'PlaceOrder', payload: { quantity: 8 } } },
  { type: 'resume' },
  { type: 'asset', path: 'assets/truck.glb', from: 0 },
  { type: 'ping' },
];
