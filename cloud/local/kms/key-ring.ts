import { generateKeyPairSync } from 'node:crypto';
import type { NamedPolicy, PolicyDocument } from '../iam/policy.ts';
import type { LocalContext } from '../storage/context.ts';
import { AwsError } from '../wire/error.ts';
import { openRootKey } from './root-key.ts';
import { seal, unseal } from './seal.ts';

export type KeySpec = 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256' | 'ECC_NIST_EDWARDS25519';
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';

/** What may be known of a key without using it. */
export interface KeyDescription {
  readonly id: string;
  readonly arn: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly policy: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  /** When the key is to be destroyed, in milliseconds since the epoch. */
  readonly deletionAt?: number;
}

/** A key with its bytes: 32 of AES, or a private key as PKCS #8 in DER. */
export interface Key extends KeyDescription {
  readonly material: Uint8Array;
}

/** Text by text, both of which must be given again to decrypt. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** Keys on disk, each sealed under the root key. */
export interface KeyRing {
  create(input: {
    readonly spec: KeySpec;
    readonly usage: KeyUsage;
    readonly description: string;
    readonly policy?: PolicyDocument;
    readonly tags: Readonly<Record<string, string>>;
  }): KeyDescription;
  /** By id, ARN, alias or alias ARN; throws NotFoundException. */
  describe(name: string): KeyDescription;
  /** The same with its bytes; throws when the key is disabled, going to be deleted or made for another use. */
  use(name: string, usage: KeyUsage): Key;
  list(): KeyDescription[];
  change(
    id: string,
    change: Partial<Pick<KeyDescription, 'enabled' | 'policy'>> & { readonly deletionAt?: number | undefined },
  ): KeyDescription;
  putAlias(alias: string, id: string): void;
  deleteAlias(alias: string): void;
  aliases(): { readonly alias: string; readonly id: string }[];
  /** Destroys the keys whose day of deletion has come. */
  sweep(): void;
}

/** The policies of a key as the authorizer takes them: without a word of these nobody gets in. */
export function keyPolicies(key: KeyDescription): { readonly policies: readonly NamedPolicy[]; readonly required: true } {
  return { policies: [{ name: `key ${key.id}`, document: key.policy }], required: true };
}

export function openKeyRing(context: LocalContext): KeyRing {
  const { database, host, account, region } = context;
  database.migrate('kms', [
    `CREATE TABLE kms_key (id TEXT PRIMARY KEY, description TEXT NOT NULL, material BLOB NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE kms_alias (alias TEXT PRIMARY KEY, id TEXT NOT NULL REFERENCES kms_key (id) ON DELETE CASCADE) STRICT, WITHOUT ROWID`,
  ]);
  const root = openRootKey(context);
  const prefix = `arn:aws:kms:${region}:${account}:`;

  function find(name: string): { id: string; description: string; material: Uint8Array } | undefined {
    const local = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    const id = local.startsWith('alias/')
      ? database.get<{ id: string }>('SELECT id FROM kms_alias WHERE alias = ?', local)?.id
      : local.replace(/^key\//, '');
    return id === undefined ? undefined : database.get('SELECT * FROM kms_key WHERE id = ?', id);
  }

  function existing(name: string): { id: string; description: string; material: Uint8Array } {
    const row = find(name);
    if (!row) throw new AwsError('NotFoundException', `${name.startsWith('alias/') ? 'Alias' : 'Key'} '${name}' does not exist`);
    return row;
  }

  const ring: KeyRing = {
    create({ spec, usage, description, policy, tags }) {
      const id = uuid(host.random.bytes(16));
      const key: KeyDescription = {
        id,
        arn: `${prefix}key/${id}`,
        spec,
        usage,
        description,
        createdAt: host.clock.now(),
        policy: policy ?? accountPolicy(account),
        tags,
        enabled: true,
      };
      const material = spec === 'SYMMETRIC_DEFAULT' ? host.random.bytes(32) : privateKey(spec);
      database.run(
        'INSERT INTO kms_key (id, description, material) VALUES (?, ?, ?)',
        id,
        JSON.stringify(key),
        seal(root, material, Buffer.from(id), host.random),
      );
      return key;
    },
    describe: (name) => JSON.parse(existing(name).description) as KeyDescription,
    use(name, usage) {
      const row = existing(name);
      const key = JSON.parse(row.description) as KeyDescription;
      if (key.deletionAt !== undefined) throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
      if (!key.enabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
      if (key.usage !== usage)
        throw new AwsError('InvalidKeyUsageException', `${key.arn} key usage is ${key.usage} which is not valid for this operation.`);
      const material = unseal(root, row.material, Buffer.from(key.id));
      if (!material) throw new AwsError('KMSInternalException', `${key.arn} cannot be opened with the root key of this data folder.`, 500);
      return { ...key, material };
    },
    list: () =>
      database.all<{ description: string }>('SELECT description FROM kms_key ORDER BY id').map((row) => JSON.parse(row.description)),
    change(id, { deletionAt, ...change }) {
      const { deletionAt: _, ...key } = ring.describe(id);
      const changed: KeyDescription = { ...key, ...change, ...(deletionAt !== undefined && { deletionAt }) };
      database.run('UPDATE kms_key SET description = ? WHERE id = ?', JSON.stringify(changed), key.id);
      return changed;
    },
    putAlias(alias, id) {
      database.run('INSERT INTO kms_alias (alias, id) VALUES (?, ?) ON CONFLICT (alias) DO UPDATE SET id = excluded.id', alias, id);
    },
    deleteAlias(alias) {
      if (database.run('DELETE FROM kms_alias WHERE alias = ?', alias) === 0)
        throw new AwsError('NotFoundException', `Alias ${alias} is not found.`);
    },
    aliases: () => database.all('SELECT alias, id FROM kms_alias ORDER BY alias'),
    sweep() {
      for (const { id, deletionAt } of ring.list()) {
        if (deletionAt !== undefined && deletionAt <= host.clock.now()) database.run('DELETE FROM kms_key WHERE id = ?', id);
      }
    },
  };
  return ring;
}

/** Private keys come from the operating system's randomness; there is no way to hand our own to the generator. */
function privateKey(spec: Exclude<KeySpec, 'SYMMETRIC_DEFAULT'>): Uint8Array {
  const { privateKey: key } =
    spec === 'ECC_NIST_P256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return key.export({ format: 'der', type: 'pkcs8' });
}

/** The policy that a key gets when none is given: the account's own policies decide. */
function accountPolicy(account: string): PolicyDocument {
  return {
    Statement: {
      Sid: 'Enable IAM policies',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  };
}

function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
