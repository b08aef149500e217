export { applySeatCommand, pendingSeats, waitingSeats } from './seats.ts';
export type { SeatChange, SeatState } from './seats.ts';
export { passTurn, setParameter, setTickRate, systemCommands } from './system-commands.ts';
