import type { AwsCall } from '../../wire/service.ts';
import type { Table } from '../tables/catalogue.ts';
import { keyText } from '../tables/key.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

/** Permissions of item actions: the partition keys that a request names are shown as `dynamodb:LeadingKeys`. */
export interface Access {
  /** For actions that name their items. */
  item(call: AwsCall, action: string, table: Table, keys: readonly Item[]): void;
  /** For Query: the partition is that of the table or of the index it reads. */
  partition(call: AwsCall, action: string, table: Table, index: string | undefined, hash: AttributeValue): void;
  /** For Scan and others that name no partition. */
  whole(call: AwsCall, action: string, table: Table, index?: string): void;
}

export const access: Access = {
  item(call, action, table, keys) {
    const leading = [...new Set(keys.map((key) => keyText(key[table.key.hash]!)))];
    call.permit(`dynamodb:${action}`, table.arns.table, { 'dynamodb:LeadingKeys': leading });
  },
  partition(call, action, table, index, hash) {
    call.permit(`dynamodb:${action}`, index === undefined ? table.arns.table : table.arns.index(index), {
      'dynamodb:LeadingKeys': [keyText(hash)],
    });
  },
  whole(call, action, table, index) {
    call.permit(`dynamodb:${action}`, index === undefined ? table.arns.table : table.arns.index(index));
  },
};
