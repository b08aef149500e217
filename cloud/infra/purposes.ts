import type { aws_iam as iam } from 'aws-cdk-lib';
import type { Data } from './data.ts';
import {
  auditUntouched,
  engineReading,
  linkSealing,
  personKeysReading,
  recordsStay,
  tenantItems,
  tenantKey,
  tenantListing,
  tenantObjects,
} from './tenants.ts';

/** What a function may do for a tenant, by what it is for. Nobody has more than one purpose. */
export const purposes = {
  verify: (data) => [
    tenantItems(data, { sid: 'ReadDirectory', actions: ['GetItem'], partitions: ['DIRECTORY', 'LEVELS', 'LIMITS'] }),
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
    tenantObjects(data, { sid: 'MoveChannel', actions: ['PutObject'], paths: ['levels/*/*/HEAD'] }),
    tenantObjects(data, { sid: 'StoreRevisions', actions: ['PutObject'], paths: ['levels/*/*/revisions/*'], onlyNew: true }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'CheckRevisions', actions: ['GetPublicKey'], purpose: 'publish' }),
  ],
  board: (data) => [tenantItems(data, { sid: 'ReportProgress', actions: ['UpdateItem'], partitions: ['LEVELS'] })],
  session: (data) => [
    tenantItems(data, {
      sid: 'ReadSessions',
      actions: ['GetItem', 'Query'],
      partitions: ['SESSION#*', 'SESSIONS', 'SOCKETS#*', 'WAITING#*'],
    }),
    tenantItems(data, { sid: 'ReadLimits', actions: ['GetItem', 'Query'], partitions: ['LIMITS', 'METER'] }),
    tenantItems(data, { sid: 'NoteBudget', actions: ['UpdateItem'], partitions: ['BUDGET'] }),
    tenantItems(data, {
      sid: 'WriteSessions',
      actions: ['UpdateItem', 'ConditionCheckItem'],
      partitions: ['SESSION#*', 'SESSIONS', 'SOCKETS#*', 'WAITING#*'],
    }),
    tenantItems(data, { sid: 'ForgetSockets', actions: ['DeleteItem'], partitions: ['SOCKETS#*', 'WAITING#*'] }),
    auditUntouched(data),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject'], paths: ['assets/*', 'levels/*', 'checkpoints/*', 'derivatives/*'] }),
    tenantObjects(data, { sid: 'WriteCheckpoints', actions: ['PutObject'], paths: ['checkpoints/*'] }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  entities: (data) => [
    tenantItems(data, { sid: 'ReadSessions', actions: ['GetItem'], partitions: ['SESSION#*'] }),
    tenantItems(data, { sid: 'KeepEntities', actions: ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'], partitions: ['ENTITIES#*'] }),
    auditUntouched(data),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject'], paths: ['assets/*', 'levels/*', 'checkpoints/*'] }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  host: (data) => [
    tenantItems(data, { sid: 'ReadSessions', actions: ['GetItem', 'Query'], partitions: ['SESSION#*'] }),
    tenantItems(data, { sid: 'ReadLimits', actions: ['GetItem', 'Query'], partitions: ['LIMITS', 'METER'] }),
    tenantItems(data, { sid: 'WriteSessions', actions: ['UpdateItem', 'ConditionCheckItem'], partitions: ['SESSION#*'] }),
    auditUntouched(data),
    tenantObjects(data, {
      sid: 'ReadLevels',
      actions: ['GetObject'],
      paths: ['assets/*', 'levels/*', 'checkpoints/*', 'segments/*', 'derivatives/*'],
    }),
    tenantObjects(data, { sid: 'KeepSessions', actions: ['PutObject'], paths: ['checkpoints/*', 'segments/*'], onlyNew: true }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  audit: (data) => [
    tenantItems(data, { sid: 'ReadSessions', actions: ['GetItem', 'Query'], partitions: ['SESSION#*', 'AUDIT'] }),
    // That a record is put only where none is has no word in the policies' language: what was put over stands in no sealed segment.
    tenantItems(data, {
      sid: 'AppendRecords',
      actions: ['PutItem'],
      partitions: ['SESSION#*'],
      attributes: ['pk', 'sk', 'record', 'sha256', 'usage'],
    }),
    tenantItems(data, { sid: 'NoteSegments', actions: ['UpdateItem'], partitions: ['SESSION#*'], attributes: ['pk', 'sk', 'head'] }),
    tenantItems(data, { sid: 'CountUsage', actions: ['UpdateItem'], partitions: ['METER', 'AUDIT'] }),
    recordsStay(data),
    tenantObjects(data, {
      sid: 'SealSegments',
      actions: ['PutObject'],
      paths: ['audit/*', 'audit-digests/*', 'audit-records/*'],
      onlyNew: true,
    }),
    tenantObjects(data, {
      sid: 'LockSegments',
      actions: ['PutObjectRetention', 'GetObject'],
      paths: ['audit/*', 'audit-digests/*', 'audit-records/*'],
    }),
    tenantObjects(data, { sid: 'ReadCommands', actions: ['GetObject'], paths: ['segments/*'] }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'SignHeads', actions: ['Sign'], purpose: 'audit' }),
  ],
  room: (data) => [
    tenantItems(data, { sid: 'ReadDirectory', actions: ['GetItem'], partitions: ['DIRECTORY'] }),
    // Rooms say who is in them.
    ...personKeysReading(data),
    tenantItems(data, { sid: 'ReadRooms', actions: ['GetItem', 'Query'], partitions: ['ROOM#*'] }),
    tenantItems(data, { sid: 'AppendToRooms', actions: ['UpdateItem'], partitions: ['ROOM#*'] }),
    auditUntouched(data),
    tenantObjects(data, { sid: 'ReadRoomFiles', actions: ['GetObject'], paths: ['rooms/*'] }),
    tenantObjects(data, { sid: 'KeepRoomFiles', actions: ['PutObject'], paths: ['rooms/*'], onlyNew: true }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  door: (data) => [tenantItems(data, { sid: 'ReadDirectory', actions: ['GetItem'], partitions: ['DIRECTORY'] })],
  compact: (data) => [
    tenantItems(data, { sid: 'ReadRooms', actions: ['GetItem', 'Query'], partitions: ['ROOM#*'] }),
    tenantItems(data, {
      sid: 'PointToSnapshots',
      actions: ['UpdateItem'],
      partitions: ['ROOM#*'],
      attributes: ['pk', 'sk', 'epoch', 'snapshot', 'exp'],
    }),
    tenantObjects(data, { sid: 'ReadRoomFiles', actions: ['GetObject'], paths: ['rooms/*'] }),
    tenantObjects(data, { sid: 'KeepRoomFiles', actions: ['PutObject'], paths: ['rooms/*'], onlyNew: true }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  achievements: (data) => [
    tenantItems(data, { sid: 'ReadWhoPlayed', actions: ['GetItem', 'Query'], partitions: ['SESSION#*', 'PLAYER#*', 'HEARD#achievements'] }),
    tenantItems(data, { sid: 'AwardPlayers', actions: ['UpdateItem'], partitions: ['PLAYER#*', 'HEARD#achievements'] }),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject'], paths: ['assets/*', 'levels/*'] }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  notifications: (data) => [
    tenantItems(data, { sid: 'TellPeople', actions: ['UpdateItem'], partitions: ['NOTICES', 'HEARD#notifications'] }),
  ],
  analytics: (data) => [tenantObjects(data, { sid: 'KeepEvents', actions: ['PutObject'], paths: ['analytics/*'], onlyNew: true })],
  warming: (data) => [
    tenantItems(data, { sid: 'ReadSessions', actions: ['GetItem'], partitions: ['SESSION#*', 'HEARD#warming'] }),
    tenantItems(data, { sid: 'MarkWarmed', actions: ['UpdateItem'], partitions: ['HEARD#warming'] }),
  ],
  derive: (data) => [
    tenantObjects(data, { sid: 'ReadAssets', actions: ['GetObject'], paths: ['assets/*', 'derivatives/*'] }),
    tenantObjects(data, { sid: 'PutDerivatives', actions: ['PutObject'], paths: ['derivatives/*'], onlyNew: true }),
    tenantListing(data, 'ListOwnObjects'),
  ],
  letters: (data) => [
    tenantItems(data, { sid: 'ReadWhatLettersAreAbout', actions: ['GetItem'], partitions: ['LETTERS', 'LEVELS', 'SESSION#*'] }),
    tenantItems(data, { sid: 'FileLetters', actions: ['UpdateItem', 'DeleteItem'], partitions: ['LETTERS'] }),
    auditUntouched(data),
  ],
  api: (data) => [
    tenantItems(data, {
      sid: 'ReadTenant',
      actions: ['GetItem', 'BatchGetItem', 'Query'],
      partitions: ['DIRECTORY', 'LEVELS', 'SESSION#*', 'SESSIONS', 'METER', 'AUDIT', 'LETTERS', 'LIMITS'],
    }),
    tenantItems(data, { sid: 'WriteSessions', actions: ['UpdateItem', 'ConditionCheckItem'], partitions: ['SESSION#*', 'SESSIONS'] }),
    tenantItems(data, { sid: 'AskForLetters', actions: ['UpdateItem'], partitions: ['LETTERS'], attributes: ['pk', 'sk', 'asked'] }),
    auditUntouched(data),
    tenantObjects(data, {
      sid: 'ReadObjects',
      actions: ['GetObject'],
      paths: ['levels/*', 'audit/*', 'audit-digests/*', 'checkpoints/*', 'exports/*', 'assets/*'],
    }),
    tenantObjects(data, { sid: 'KeepExports', actions: ['PutObject'], paths: ['exports/*', 'reads/*'], onlyNew: true }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'CheckRevisions', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'publish' }),
    tenantKey(data, { sid: 'CheckHeads', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'audit' }),
    // It says who somebody is.
    ...personKeysReading(data),
    ...linkSealing(data),
    ...engineReading(data),
  ],
} as const satisfies Record<string, (data: Data) => iam.PolicyStatement[]>;
export type Purpose = keyof typeof purposes;
