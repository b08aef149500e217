export { spawnEntity } from './spawn.ts';
