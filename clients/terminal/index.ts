export { playInTerminal, type Player, type Terminal } from './terminal.ts';
export { parseLink } from './link.ts';
