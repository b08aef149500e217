export { PlayerCommand, PlayerMessage } from './player.ts';
export { Part, PlayerDiff, PlayerEntity, PlayerLevel, PlayerSeat, ServerMessage } from './server.ts';
