/** One class for every room of this process, so that a refusal of the cloud's reaches a window as what it is. */
export { LedgerError, type LedgerErrorParts } from '../../engine/kernel/error.ts';
