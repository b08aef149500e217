export { auditChange, segmentRecords, type AuditDeps, type SessionChange } from './append.ts';
export { AuditRecord, type AuditedCommand, type SliceRecord, type StartRecord } from './record.ts';
export { compareReplay, inputsOf, replaySession, type Replayed } from './replay.ts';
export {
  recordName,
  verifySession,
  verifyTenant,
  type Assurance,
  type AuditVerdict,
  type Finding,
  type SessionVerdict,
  type VerifyAuditDeps,
  type Witness,
} from './verify.ts';
