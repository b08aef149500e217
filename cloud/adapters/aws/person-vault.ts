import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { openText, sealText } from '../envelope.ts';
import { systemHost } from './host.ts';
import { keyAlias } from './keys.ts';
import type { Item, Key, Table } from './table.ts';

const prefix = 'PERSON#';
const partition = (tenant: string): string => `TENANT#${tenant}#PERSONS`;
const keyOf = (tenant: string, id: string): Key => ({ pk: partition(tenant), sk: `${prefix}${id}` });
const boundTo = (tenant: string, id: string): string => `${tenant}/${id}`;
const contextOf = (tenant: string, person: string): Record<string, string> => ({ tenant, person });

/**
 * A key for each person, under the data key of their tenant, in a table that has no backups: once a person's key is deleted there, nothing opens
 * what was sealed with it, wherever a copy of that may lie.
 */
export class PersonVault {
  readonly #kms: KMSClient;
  readonly #table: Table;
  /** Opened keys by what they are wrapped as, so that a new key of an old id is never taken for the old one. */
  readonly #open = new Map<string, Promise<Uint8Array>>();

  /** @param table the one of the persons' keys */
  constructor(kms: KMSClient, table: Table) {
    this.#kms = kms;
    this.#table = table;
  }

  /** Seals a text with the person's key, which is made when there is none. */
  async seal(tenant: string, id: string, text: string): Promise<Uint8Array> {
    return sealText(await this.#keyFor(tenant, id), text, boundTo(tenant, id), systemHost.random);
  }

  /** Opens many of a tenant's sealed texts; what has no key any more, or was changed, is left out. */
  async open(tenant: string, sealed: ReadonlyMap<string, Uint8Array>): Promise<Map<string, string>> {
    const keys = new Map<string, Uint8Array>();
    if (sealed.size > 0)
      for await (const { sk, wrapped } of this.#table.startingWith(partition(tenant), prefix))
        keys.set(String(sk).slice(prefix.length), wrapped as Uint8Array);
    const opened = await Promise.all(
      [...sealed].map(async ([id, bytes]): Promise<[string, string | undefined]> => {
        const wrapped = keys.get(id);
        return [id, wrapped && openText(await this.#unwrap(tenant, id, wrapped), bytes, boundTo(tenant, id))];
      }),
    );
    return new Map(opened.flatMap(([id, text]) => (text === undefined ? [] : [[id, text]])));
  }

  /** One of them; undefined where it has no key any more, or was changed. */
  async openOne(tenant: string, id: string, sealed: Uint8Array): Promise<string | undefined> {
    const item = await this.#table.get(keyOf(tenant, id));
    return item && openText(await this.#unwrap(tenant, id, wrappedIn(item)), sealed, boundTo(tenant, id));
  }

  /** Ends a person's key. There is no way back. */
  async destroy(tenant: string, id: string): Promise<void> {
    await this.#table.delete(keyOf(tenant, id));
  }

  async #keyFor(tenant: string, id: string): Promise<Uint8Array> {
    const found = await this.#table.get(keyOf(tenant, id));
    if (found) return this.#unwrap(tenant, id, wrappedIn(found));
    const { CiphertextBlob: wrapped, Plaintext: plain } = await this.#kms.send(
      new GenerateDataKeyCommand({ KeyId: keyAlias(tenant, 'data'), KeySpec: 'AES_256', EncryptionContext: contextOf(tenant, id) }),
    );
    const stored = await this.#table.update({ key: keyOf(tenant, id), set: { wrapped: wrapped! }, isNew: true });
    // Another was faster: its key is the person's.
    return stored.ok ? plain! : this.#unwrap(tenant, id, wrappedIn(stored.item!));
  }

  #unwrap(tenant: string, id: string, wrapped: Uint8Array): Promise<Uint8Array> {
    const name = Buffer.from(wrapped).toString('base64');
    const opened = this.#open.get(name) ?? this.#decrypt(tenant, id, wrapped);
    this.#open.set(name, opened);
    opened.catch(() => this.#open.delete(name));
    return opened;
  }

  async #decrypt(tenant: string, id: string, wrapped: Uint8Array): Promise<Uint8Array> {
    const { Plaintext: plain } = await this.#kms.send(
      new DecryptCommand({ CiphertextBlob: wrapped, KeyId: keyAlias(tenant, 'data'), EncryptionContext: contextOf(tenant, id) }),
    );
    return plain!;
  }
}

const wrappedIn = ({ wrapped }: Item): Uint8Array => wrapped as Uint8Array;
