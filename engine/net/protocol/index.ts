export { PlayerCommand, PlayerMessage } from './player.ts';
export { Part, PlayerDiff, PlayerEntity, PlayerLevel, playerProtocol, PlayerSeat, ServerMessage } from './server.ts';
