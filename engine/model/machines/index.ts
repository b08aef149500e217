export { MachineSpec, MachineState } from './machine.ts';
export { checkMachines, checkMachineUse } from './check.ts';
export { guardOf, writeOf } from './nodes.ts';
