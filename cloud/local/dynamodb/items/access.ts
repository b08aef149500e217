import type { AwsCall } from '../../wire/service.ts';
import type { Table } from '../tables/catalogue.ts';
import { keyText } from '../tables/key.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

/**
 * Permissions of item actions: the partition keys that a request names are shown as `dynamodb:LeadingKeys`, the top-level
 * attributes that it writes or names in expressions as `dynamodb:Attributes`.
 */
export interface Access {
  /** For actions that name their items. */
  item(call: AwsCall, action: string, table: Table, items: readonly Named[]): void;
  /** For Query: the partition is that of the table or of the index it reads. */
  partition(
    call: AwsCall,
    action: string,
    table: Table,
    index: string | undefined,
    hash: AttributeValue,
    attributes: Iterable<string>,
  ): void;
  /** For Scan and others that name no partition. */
  whole(call: AwsCall, action: string, table: Table, index: string | undefined, attributes: Iterable<string>): void;
}

/** An item as a request names it. */
export interface Named {
  readonly keyItem: Item;
  /** Besides those of the key. */
  readonly attributes: readonly string[];
}

export const access: Access = {
  item(call, action, table, items) {
    const leading = new Set(items.map(({ keyItem }) => keyText(keyItem[table.key.hash]!)));
    const attributes = new Set(items.flatMap(({ keyItem, attributes: named }) => [...Object.keys(keyItem), ...named]));
    call.permit(`dynamodb:${action}`, table.arns.table, { 'dynamodb:LeadingKeys': [...leading], 'dynamodb:Attributes': [...attributes] });
  },
  partition(call, action, table, index, hash, attributes) {
    call.permit(`dynamodb:${action}`, index === undefined ? table.arns.table : table.arns.index(index), {
      'dynamodb:LeadingKeys': [keyText(hash)],
      'dynamodb:Attributes': [...attributes],
    });
  },
  whole(call, action, table, index, attributes) {
    call.permit(`dynamodb:${action}`, index === undefined ? table.arns.table : table.arns.index(index), {
      'dynamodb:Attributes': [...attributes],
    });
  },
};
