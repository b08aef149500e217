import { AwsError } from '../wire/error.ts';
import type { LocalHost } from '../storage/index.ts';
import type { AliasConfig, FunctionConfig, LambdaStore } from './store.ts';

/** Which code a name and qualifier come to. */
export interface ResolvedFunction {
  readonly config: FunctionConfig;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** As invoked: with the qualifier if there was one. */
  readonly invokedArn: string;
  /** Without a qualifier. */
  readonly arn: string;
}

/** Functions, their versions and aliases. */
export interface Functions {
  readonly arnOf: (name: string, qualifier?: string) => string;
  /** @throws AwsError `ResourceNotFoundException`. */
  readonly get: (name: string) => FunctionConfig;
  readonly put: (config: FunctionConfig) => void;
  /** Makes a version of the function as it is now; the last one again if nothing changed since. */
  readonly publish: (name: string) => string;
  readonly putAlias: (alias: AliasConfig) => void;
  /** Finds the code for a name or ARN, with its own or a separate qualifier; a shifted alias chooses by chance. */
  readonly resolve: (nameOrArn: string, qualifier?: string) => ResolvedFunction;
}

export function createFunctions(store: LambdaStore, host: LocalHost, { account, region }: { account: string; region: string }): Functions {
  const arnOf = (name: string, qualifier?: string): string =>
    `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
  const notFound = (arn: string): AwsError => new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);

  function get(name: string): FunctionConfig {
    const config = store.function(name);
    if (!config) throw notFound(arnOf(name));
    return config;
  }

  function versionOf({ functionVersion, shifted }: AliasConfig): string {
    if (!shifted) return functionVersion;
    const draw = new DataView(Uint8Array.from(host.random.bytes(4)).buffer).getUint32(0) / 0x1_0000_0000;
    return draw < shifted.weight ? shifted.version : functionVersion;
  }

  return {
    arnOf,
    get,
    put(config) {
      store.putFunction(config, host.clock.now());
    },
    publish(name) {
      const config = get(name);
      const last = store.versions(name).at(-1);
      if (last && JSON.stringify(last.config) === JSON.stringify(config)) return last.version;
      const version = String(Number(last?.version ?? '0') + 1);
      store.insertVersion(name, version, config);
      return version;
    },
    putAlias(alias) {
      for (const version of [alias.functionVersion, alias.shifted?.version]) {
        if (version !== undefined && version !== '$LATEST' && !store.version(alias.functionName, version))
          throw notFound(arnOf(alias.functionName, version));
      }
      store.putAlias(alias);
    },
    resolve(nameOrArn, separate) {
      const [name, own] = splitName(nameOrArn);
      const qualifier = separate ?? own;
      const arn = arnOf(name);
      const invokedArn = arnOf(name, qualifier);
      if (qualifier === undefined || qualifier === '$LATEST') return { config: get(name), version: '$LATEST', arn, invokedArn };
      const alias = /^\d+$/.test(qualifier) ? undefined : store.alias(name, qualifier);
      const version = alias ? versionOf(alias) : qualifier;
      const config = version === '$LATEST' ? store.function(name) : /^\d+$/.test(version) ? store.version(name, version) : undefined;
      if (!config) throw notFound(invokedArn);
      return { config, version, arn, invokedArn };
    },
  };
}

/** `name`, `name:qualifier`, or the ARN of either, as name and qualifier. */
export function splitName(nameOrArn: string): [name: string, qualifier: string | undefined] {
  const parts = nameOrArn.split(':');
  const at = parts.lastIndexOf('function');
  const [name, qualifier] = at >= 0 ? parts.slice(at + 1) : parts;
  return [name ?? '', qualifier];
}
