import { clock, forTenant, isErased } from '../adapters/aws/environment.ts';
import { telemetry } from '../adapters/aws/telemetry.ts';
import { inOrder, sessionChange, type BatchReply, type StreamEvent } from '../adapters/aws/stream.ts';
import { auditChange } from '../domain/audit/index.ts';
import { observed } from './observed.ts';

/** Follows the stream of HEADs: appends to the audit, seals segments, counts usage. */
export const handler = observed((event: StreamEvent): Promise<BatchReply> =>
  inOrder(
    event,
    async (record) => {
      const change = sessionChange(record);
      if (change === undefined) return;
      const { audit, sessions, keys, spending } = forTenant(change.kind === 'started' ? change.start.tenant : change.ref.tenant);
      await auditChange({ audit, log: sessions, keys, clock, spending, telemetry }, change);
    },
    { system: 'audit', isErased },
  ),
);
