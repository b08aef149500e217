import { Count, defineEvent, Session, Sha256 } from './define.ts';

export const AuditSealed = defineEvent({
  type: 'AuditSealed.v1',
  area: 'audit',
  means: 'A segment of a session’s audit is signed, locked and linked into the tenant’s digest',
  idOf: '`<session>.sealed.<last record>`',
  raisedAt: 'SEALED',
  shape: {
    session: Session,
    /** Records, both included. */
    from: Count,
    to: Count,
    /** Of the segment’s bytes. */
    sha256: Sha256,
    /** Of the last record. */
    hash: Sha256,
  },
});
