import { aws_iam as iam } from 'aws-cdk-lib';
import { permissions, type Permission } from '../domain/publish/index.ts';
import type { Role } from '../ports/index.ts';
import type { Data } from './data.ts';
import { engineReading, personKeysReading, tenantItems, tenantKey, tenantListing, tenantObjects } from './tenants.ts';

/**
 * What each right means for the keys of somebody who has signed in. They read, upload what will be checked before it is believed, and ask for
 * letters; what changes a session, or lets players into it, goes through the API's function, which asks for the right each time, and so needs no
 * word here.
 */
const statements = {
  publish: (data) => [
    tenantObjects(data, {
      sid: 'UploadLevels',
      actions: ['PutObject'],
      paths: ['assets/*', 'levels/*/manifests/*', 'levels/*/requests/*'],
      onlyNew: true,
    }),
  ],
  rollback: (data) => [
    tenantObjects(data, { sid: 'AskForRollback', actions: ['PutObject'], paths: ['levels/*/requests/*'], onlyNew: true }),
  ],
  startSession: () => [],
  invitePlayers: () => [],
  pauseSessions: () => [],
  play: () => [],
  readLevels: (data) => [
    tenantItems(data, { sid: 'ReadLevelItems', actions: ['GetItem', 'Query'], partitions: ['LEVELS', 'DIRECTORY'] }),
    tenantObjects(data, { sid: 'ReadLevels', actions: ['GetObject', 'GetObjectVersion'], paths: ['assets/*', 'levels/*'] }),
    tenantListing(data, 'ListOwnObjects'),
    tenantKey(data, { sid: 'CheckRevisions', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'publish' }),
    // Who published is shown by name.
    ...personKeysReading(data),
    ...engineReading(data),
  ],
  readSessions: (data) => [
    tenantItems(data, {
      sid: 'ReadSessions',
      actions: ['GetItem', 'Query'],
      partitions: ['SESSION#*', 'SESSIONS', 'DIRECTORY', 'NOTICES', 'READ', 'PLAYER#*'],
    }),
  ],
  readAudit: (data) => [
    tenantItems(data, { sid: 'ReadAuditItems', actions: ['GetItem', 'Query'], partitions: ['AUDIT', 'METER', 'ENTITIES#*'] }),
    tenantObjects(data, {
      sid: 'ReadAudit',
      actions: ['GetObject'],
      paths: ['audit/*', 'audit-digests/*', 'checkpoints/*', 'segments/*', 'reads/*', 'analytics/*'],
    }),
    tenantObjects(data, { sid: 'LogReads', actions: ['PutObject'], paths: ['reads/*'], onlyNew: true }),
    tenantKey(data, { sid: 'CheckHeads', actions: ['GetPublicKey', 'DescribeKey'], purpose: 'audit' }),
  ],
  redrive: (data) => [
    tenantItems(data, { sid: 'ReadLetters', actions: ['GetItem', 'Query'], partitions: ['LETTERS'] }),
    tenantItems(data, { sid: 'AskForLetters', actions: ['UpdateItem'], partitions: ['LETTERS'], attributes: ['pk', 'sk', 'asked'] }),
  ],
  // What is held about a person stands where the other rights of an owner and an operator read.
  exportPeople: () => [],
  readLimits: (data) => [tenantItems(data, { sid: 'ReadLimits', actions: ['GetItem', 'Query'], partitions: ['LIMITS', 'METER'] })],
  // With the keys of the cloud's operator, not of a person.
  setLimits: () => [],
  eraseTenant: () => [],
  readLogs: () => [],
  operate: () => [],
} satisfies Record<Permission, (data: Data) => iam.PolicyStatement[]>;

/** The rights of a role, as the matrix has them. */
export const rightsOf = (role: Role): Permission[] =>
  (Object.keys(permissions) as Permission[]).filter((permission) => (permissions[permission] as readonly Role[]).includes(role));

/** What the keys of somebody may do who signed in and has this role. */
export const statementsOf = (role: Role, data: Data): iam.PolicyStatement[] =>
  rightsOf(role).flatMap((permission) => statements[permission](data));
