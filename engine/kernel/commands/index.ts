export { freshCommands, validateCommand } from './command.ts';
export type { Checked, Command, CommandType, CommandTypes, TickedCommand } from './command.ts';
