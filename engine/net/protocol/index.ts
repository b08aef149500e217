export { packChanges, type PlayerChange, unpackChanges } from './changes.ts';
export { assetAbilities, type AssetAbility, PlayerCommand, PlayerMessage } from './player.ts';
export { Part, PlayerAway, PlayerDiff, PlayerEntity, PlayerLevel, playerProtocol, PlayerSeat, ServerMessage } from './server.ts';
