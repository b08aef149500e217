export { auditChange, type SessionChange } from './append.ts';
export { exportAudit, readExport, type ExportDeps } from './export.ts';
export { queryAudit, systemSender, type AuditedDeed, type AuditQuery, type Moment } from './query.ts';
export { keepHeads, witnessOf, type WitnessStore } from './witness.ts';
export { AuditRecord, type AuditedCommand } from './record.ts';
export {
  recordName,
  verifySession,
  verifyTenant,
  type Assurance,
  type AuditVerdict,
  type SessionVerdict,
  type VerifyAuditDeps,
  type Witness,
} from './verify.ts';
