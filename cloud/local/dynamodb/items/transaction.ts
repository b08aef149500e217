import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsError, invalid } from '../../wire/error.ts';
import { jsonAction, type Action, type AwsCall } from '../../wire/service.ts';
import { project } from '../expressions/projection.ts';
import type { Item } from '../values/attribute-value.ts';
import type { Access } from './access.ts';
import { createMeter, readUnits, type ReturnConsumedCapacity } from './capacity.ts';
import type { Engine } from './engine.ts';
import { changeOf, conditionHolds, readWrite, type WriteAction, type WriteInput, type WriteIntent } from './intent.ts';
import { type GetInput, readGet } from './read.ts';
import type { Change } from './store.ts';
import { meterWrite } from './write.ts';
import { itemName } from './writer.ts';

const MAX_ITEMS = 100;
const MAX_BYTES = 4 << 20;
const TOKEN_LIFETIME_MS = 10 * 60_000;

const ACTIONS = { ConditionCheck: 'ConditionCheckItem', Put: 'PutItem', Delete: 'DeleteItem', Update: 'UpdateItem' } as const;

interface TransactWriteInput {
  readonly TransactItems: readonly Partial<Record<keyof typeof ACTIONS, WriteInput>>[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** Why one item of a transaction kept it from happening. */
interface Reason {
  readonly Code: 'None' | 'ConditionalCheckFailed' | 'TransactionConflict' | 'ValidationError';
  readonly Message?: string;
  readonly Item?: Item;
}

const NONE: Reason = { Code: 'None' };
const CONFLICT: Reason = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

/**
 * TransactWriteItems: all or nothing. The items are held across one turn of the event loop, as the transaction
 * protocol of AWS holds them for a while, so that requests which arrive together can meet in a TransactionConflict.
 */
export function transactWriteAction(engine: Engine, access: Access): Action {
  const { database, host } = engine.context;
  database.migrate('dynamodb-transactions', [
    `CREATE TABLE ddb_token (token TEXT PRIMARY KEY, request TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE INDEX ddb_token_expiry ON ddb_token (expires_at)`,
  ]);

  /** Whether this very request was carried out before. */
  function isRepeat(token: string | undefined, request: string): boolean {
    const known =
      token && database.get<{ request: string; expires_at: number }>('SELECT request, expires_at FROM ddb_token WHERE token = ?', token);
    if (!known || known.expires_at <= host.clock.now()) return false;
    if (known.request !== request)
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    return true;
  }

  function remember(token: string | undefined, request: string): void {
    if (!token) return;
    const now = host.clock.now();
    database.run('DELETE FROM ddb_token WHERE expires_at <= ?', now);
    database.run('INSERT INTO ddb_token (token, request, expires_at) VALUES (?, ?, ?)', token, request, now + TOKEN_LIFETIME_MS);
  }

  return jsonAction<TransactWriteInput>(async (input, call) => {
    const intents = readTransaction(input, engine);
    permitAll(intents, call, access);
    const token = input.ClientRequestToken && `${call.principal.account}:${input.ClientRequestToken}`;
    const request = createHash('sha256').update(JSON.stringify(input.TransactItems)).digest('hex');
    const meter = createMeter(input.ReturnConsumedCapacity, true);
    if (isRepeat(token, request)) {
      for (const { table, key } of intents) meter.read(table, readUnits(engine.store.get(table, key)?.size ?? 0, 'transactional'));
      return meter.many();
    }
    const hold = engine.writer.hold(intents);
    if ('busy' in hold) throw cancelled(intents.map((_, index) => (hold.busy.includes(index) ? CONFLICT : NONE)));
    try {
      await nextTurn();
      const changes = decide(intents, engine);
      if (changes.reduce((bytes, { after }) => bytes + (after?.size ?? 0), 0) > MAX_BYTES) throw tooMuch();
      await engine.writer.commit(changes, () => remember(token, request));
      for (const change of changes) meterWrite(meter, change, true);
    } finally {
      hold.release();
    }
    return meter.many();
  });
}

function readTransaction(input: TransactWriteInput, engine: Engine): WriteIntent[] {
  const items = input.TransactItems ?? [];
  checkCount(items);
  const intents = items.map((item) => {
    const [kind, ...more] = Object.keys(item) as (keyof typeof ACTIONS)[];
    if (kind === undefined || more.length > 0 || !Object.hasOwn(ACTIONS, kind))
      throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    return readWrite(ACTIONS[kind] satisfies WriteAction, item[kind]!, engine.catalogue);
  });
  if (new Set(intents.map(({ table, key }) => itemName(table, key))).size < intents.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  return intents;
}

function checkCount({ length }: { readonly length: number }): void {
  if (length >= 1 && length <= MAX_ITEMS) return;
  const bound = length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ITEMS}`;
  throw invalid(`1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`);
}

const tooMuch = (): AwsError => invalid('The aggregate size of the items in the transaction cannot exceed 4 MB');

/** Each item needs the permission of its own action. */
function permitAll(intents: readonly WriteIntent[], call: AwsCall, access: Access): void {
  for (const intent of intents) access.item(call, intent.action, intent.table, [intent]);
}

/** The changes of the transaction, or TransactionCanceledException with a reason for every item. */
function decide(intents: readonly WriteIntent[], engine: Engine): Change[] {
  const changes: Change[] = [];
  const reasons = intents.map((intent): Reason => {
    const before = engine.store.get(intent.table, intent.key);
    if (!conditionHolds(intent, before)) {
      return {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(intent.returnOldOnFailure && before && { Item: before.item }),
      };
    }
    try {
      if (intent.action !== 'ConditionCheckItem') changes.push(changeOf(intent, before));
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
      throw error;
    }
    return NONE;
  });
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  return changes;
}

function cancelled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}

interface TransactGetInput {
  readonly TransactItems: readonly { readonly Get?: GetInput }[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** TransactGetItems: one picture of all items. */
export function transactGetAction(engine: Engine, access: Access): Action {
  return jsonAction<TransactGetInput>((input, call) => {
    const items = input.TransactItems ?? [];
    checkCount(items);
    const intents = items.map(({ Get }) => {
      if (!Get) throw invalid('TransactItems of TransactGetItems can only contain Get');
      return readGet(Get, engine.catalogue);
    });
    if (new Set(intents.map(({ table, key }) => itemName(table, key))).size < intents.length)
      throw invalid('Transaction request cannot include multiple operations on one item');
    for (const intent of intents) access.item(call, 'GetItem', intent.table, [intent]);
    const hold = engine.writer.hold(intents);
    if ('busy' in hold) throw cancelled(intents.map((_, index) => (hold.busy.includes(index) ? CONFLICT : NONE)));
    hold.release();

    const found = intents.map(({ table, key }) => engine.store.get(table, key));
    if (found.reduce((bytes, item) => bytes + (item?.size ?? 0), 0) > MAX_BYTES) throw tooMuch();
    const meter = createMeter(input.ReturnConsumedCapacity, true);
    const responses = intents.map(({ table, projection }, index) => {
      const item = found[index];
      meter.read(table, readUnits(item?.size ?? 0, 'transactional'));
      return item ? { Item: project(item.item, projection) } : {};
    });
    return { Responses: responses, ...meter.many() };
  });
}
