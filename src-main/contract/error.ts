export { LedgerError, type LedgerErrorParts } from '../../engine/kernel/error.ts';
