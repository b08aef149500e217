import type { aws_iam as iam } from 'aws-cdk-lib';
import type { Data } from './data.ts';
import { auditUntouched, tenantItems, tenantKey, tenantListing, tenantObjects } from './tenants.ts';

/** What a function may do for a tenant, by what it is for. Nobody has more than one purpose. */
export const purposes = {
  verify: (data) => [
    tenantItems(data, { sid: 'ReadDirectory', actions: ['GetItem'], partitions: ['DIRECTORY', 'LEVELS'] }),
    tenantItems(data, { sid: 'ReportProgress', actions: ['UpdateItem'], partitions: ['LEVELS'] }),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject'], paths: ['assets/*', 'levels/*'] }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'CheckRevisions', actions: ['GetPublicKey'], purpose: 'publish' }),
  ],
  sign: (data) => [
    tenantItems(data, { sid: 'ReportProgress', actions: ['UpdateItem'], partitions: ['LEVELS'] }),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject'], paths: ['levels/*'] }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'SignRevisions', actions: ['Sign'], purpose: 'publish' }),
  ],
  promote: (data) => [
    tenantItems(data, { sid: 'ReportProgress', actions: ['UpdateItem'], partitions: ['LEVELS'] }),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject'], paths: ['levels/*'] }),
    tenantObjects(data, { sid: 'MoveChannel', actions: ['PutObject'], paths: ['levels/*/*/HEAD', 'levels/*/*/revisions/*'] }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'CheckRevisions', actions: ['GetPublicKey'], purpose: 'publish' }),
  ],
  board: (data) => [tenantItems(data, { sid: 'ReportProgress', actions: ['UpdateItem'], partitions: ['LEVELS'] })],
  session: (data) => [
    tenantItems(data, { sid: 'ReadSessions', actions: ['GetItem', 'Query'], partitions: ['SESSION#*', 'SESSIONS', 'SOCKETS#*'] }),
    tenantItems(data, {
      sid: 'WriteSessions',
      actions: ['UpdateItem', 'ConditionCheckItem'],
      partitions: ['SESSION#*', 'SESSIONS', 'SOCKETS#*'],
    }),
    tenantItems(data, { sid: 'ForgetSockets', actions: ['DeleteItem'], partitions: ['SOCKETS#*'] }),
    auditUntouched(data),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject'], paths: ['assets/*', 'levels/*', 'checkpoints/*'] }),
    tenantObjects(data, { sid: 'WriteCheckpoints', actions: ['PutObject'], paths: ['checkpoints/*'] }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  audit: (data) => [
    tenantItems(data, { sid: 'ReadSessions', actions: ['GetItem', 'Query'], partitions: ['SESSION#*', 'AUDIT'] }),
    tenantItems(data, { sid: 'AppendRecords', actions: ['PutItem'], partitions: ['SESSION#*'] }),
    tenantItems(data, { sid: 'NoteSegmentsAndUsage', actions: ['UpdateItem'], partitions: ['SESSION#*', 'METER', 'AUDIT'] }),
    tenantObjects(data, {
      sid: 'SealSegments',
      actions: ['PutObject', 'PutObjectRetention', 'GetObject'],
      paths: ['audit/*', 'audit-digests/*'],
    }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'SignHeads', actions: ['Sign'], purpose: 'audit' }),
  ],
} as const satisfies Record<string, (data: Data) => iam.PolicyStatement[]>;
export type Purpose = keyof typeof purposes;
