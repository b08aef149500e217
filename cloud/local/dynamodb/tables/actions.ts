import { AwsError, invalid } from '../../wire/error.ts';
import { jsonAction, type Action } from '../../wire/service.ts';
import type { Engine } from '../items/engine.ts';
import type { Table } from './catalogue.ts';
import { type CreateTableInput, defineStream, defineTable, noSuchTable, type TableDefinition } from './definition.ts';
import { describeTable, tableArns } from './describe.ts';

/** The actions on tables themselves. */
export function tableActions(engine: Engine) {
  const { catalogue, store, context } = engine;
  const { host, region, account } = context;
  const describe = (table: Table): Record<string, unknown> => describeTable(table, table.arns, store.counts(table));
  const arnOf = (name: string): string => tableArns({ name }, region, account).table;

  /** Permission first, so that a stranger cannot tell which tables there are. */
  function find(input: { readonly TableName: string }, permit: (arn: string) => void): Table {
    const name = String(input.TableName);
    permit(name.startsWith('arn:') ? name : arnOf(name));
    return catalogue.table(input.TableName);
  }

  return {
    CreateTable: jsonAction<CreateTableInput>((input, call) => {
      call.permit('dynamodb:CreateTable', arnOf(input.TableName));
      return { TableDescription: describe(catalogue.create(defineTable(input, host.ids.next('table'), host.clock.now()))) };
    }),
    DescribeTable: jsonAction<{ TableName: string }>((input, call) => ({
      Table: describe(find(input, (arn) => call.permit('dynamodb:DescribeTable', arn))),
    })),
    ListTables: jsonAction<{ Limit?: number; ExclusiveStartTableName?: string }>(
      ({ Limit = 100, ExclusiveStartTableName: after = '' }, call) => {
        call.permit('dynamodb:ListTables', '*');
        const names = catalogue.names().filter((name) => name > after);
        return { TableNames: names.slice(0, Limit), ...(names.length > Limit && { LastEvaluatedTableName: names[Limit - 1] }) };
      },
    ),
    UpdateTable: jsonAction<Pick<CreateTableInput, 'TableName' | 'BillingMode' | 'StreamSpecification' | 'DeletionProtectionEnabled'>>(
      (input, call) => {
        const table = find(input, (arn) => call.permit('dynamodb:UpdateTable', arn));
        return { TableDescription: describe(catalogue.replace(changed(table, input, host.clock.now()))) };
      },
    ),
    DeleteTable: jsonAction<{ TableName: string }>((input, call) => {
      const table = find(input, (arn) => call.permit('dynamodb:DeleteTable', arn));
      if (table.deletionProtection)
        throw invalid(
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first: ${table.name}`,
        );
      const description = describe(table);
      catalogue.remove(table.name);
      return { TableDescription: { ...description, TableStatus: 'DELETING' } };
    }),
    DescribeTimeToLive: jsonAction<{ TableName: string }>((input, call) => {
      const { ttlAttribute } = find(input, (arn) => call.permit('dynamodb:DescribeTimeToLive', arn));
      return {
        TimeToLiveDescription:
          ttlAttribute === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
      };
    }),
    UpdateTimeToLive: jsonAction<{ TableName: string; TimeToLiveSpecification: { Enabled: boolean; AttributeName: string } }>(
      (input, call) => {
        const table = find(input, (arn) => call.permit('dynamodb:UpdateTimeToLive', arn));
        const { Enabled, AttributeName } = input.TimeToLiveSpecification;
        if (Enabled === (table.ttlAttribute !== undefined)) throw invalid(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
        const { ttlAttribute: _, ...rest } = definitionOf(table);
        store.refreshExpiry(catalogue.replace(Enabled ? { ...rest, ttlAttribute: AttributeName } : rest));
        return { TimeToLiveSpecification: input.TimeToLiveSpecification };
      },
    ),
    ListTagsOfResource: jsonAction<{ ResourceArn: string }>(({ ResourceArn }, call) => {
      call.permit('dynamodb:ListTagsOfResource', ResourceArn);
      const table = catalogue
        .names()
        .map((name) => catalogue.table(name))
        .find(({ arns }) => arns.table === ResourceArn);
      if (!table) throw noSuchTable(ResourceArn);
      return { Tags: Object.entries(table.tags).map(([Key, Value]) => ({ Key, Value })) };
    }),
  } satisfies Readonly<Record<string, Action>>;
}

function changed(
  table: Table,
  input: Pick<CreateTableInput, 'BillingMode' | 'StreamSpecification' | 'DeletionProtectionEnabled'>,
  now: number,
): TableDefinition {
  const { stream: current, ...rest } = definitionOf(table);
  const { StreamSpecification: asked, BillingMode: billing, DeletionProtectionEnabled: protection } = input;
  if (asked && asked.StreamEnabled === (current !== undefined))
    throw new AwsError(
      'ResourceInUseException',
      `Table ${asked.StreamEnabled ? 'already has an enabled stream' : 'has no stream to disable'}`,
    );
  const stream = asked ? (asked.StreamEnabled ? defineStream(asked.StreamViewType, now) : undefined) : current;
  return {
    ...rest,
    ...(billing && { billing }),
    ...(protection !== undefined && { deletionProtection: protection }),
    ...(stream && { stream }),
  };
}

function definitionOf({ row: _row, arns: _arns, ...definition }: Table): TableDefinition {
  return definition;
}
