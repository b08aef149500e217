export { playInTerminal, type Terminal } from './terminal.ts';
