export { createMachines, enterEvent, leaveEvent } from './system.ts';
