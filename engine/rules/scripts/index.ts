export { loadScripts } from './load.ts';
export { arenaWorld } from './arena-world.ts';
export { callScript, scriptSystem, unheardEvents } from './runner.ts';
export { WriteList } from './writes.ts';
