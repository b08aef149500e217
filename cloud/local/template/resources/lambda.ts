import { isObject, textOfJson, type JsonObject } from '../../json.ts';
import { splitName } from '../../lambda/functions.ts';
import type { AliasConfig, FunctionConfig, MappingConfig } from '../../lambda/index.ts';
import type { Provisioner } from '../provisioner.ts';
import { numberOf, objectsOf, optionalText, textOf, type ResourceType } from '../resource.ts';

function keepCode(properties: JsonObject, { lambda, assets }: Provisioner): string {
  const code = properties['Code'] as { ZipFile?: string; S3Key?: string };
  if (code.ZipFile !== undefined) return lambda.code.keepText(code.ZipFile);
  const folder = assets.find(code.S3Key ?? '');
  if (folder === undefined) throw new Error(`its code ${code.S3Key ?? '(none)'} is not in the asset manifest beside the template`);
  return lambda.code.keepFolder(folder);
}

const fn: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const { lambda } = provisioner;
    const functionName = optionalText(properties, 'FunctionName') ?? name(64);
    const runtime = optionalText(properties, 'Runtime') ?? '';
    if (!runtime.startsWith('nodejs')) throw new Error(`its runtime is ${runtime || 'an image'}; functions here run on Node (nodejs…)`);
    const variables = (properties['Environment'] as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};
    const deadLetterArn = (properties['DeadLetterConfig'] as { TargetArn?: string } | undefined)?.TargetArn;
    const config: FunctionConfig = {
      functionName,
      description: optionalText(properties, 'Description') ?? '',
      runtime,
      handler: textOf(properties, 'Handler'),
      roleArn: textOf(properties, 'Role'),
      memorySize: numberOf(properties, 'MemorySize', 128),
      timeout: numberOf(properties, 'Timeout', 3),
      environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
      codeSha256: keepCode(properties, provisioner),
      ...(deadLetterArn !== undefined && { deadLetterArn }),
    };
    lambda.code.entry(config.codeSha256, config.handler);
    lambda.functions.put(config);
    const reserved = properties['ReservedConcurrentExecutions'];
    lambda.store.setConcurrency(functionName, reserved === undefined ? undefined : Number(reserved));
    return { ref: functionName, attributes: { Arn: lambda.functions.arnOf(functionName) } };
  },
  remove({ ref }, { lambda }) {
    lambda.store.deleteFunction(ref);
    lambda.invocations.forget(ref);
  },
};

/** A version keeps its number as long as the template keeps the resource; a new resource is a new version if anything changed. */
const version: ResourceType = {
  deploy({ properties, provisioner, previous }) {
    const { functions, store } = provisioner.lambda;
    const [name] = splitName(textOf(properties, 'FunctionName'));
    const known = previous?.attributes['Version'];
    const number = typeof known === 'string' && store.version(name, known) ? known : functions.publish(name);
    const arn = functions.arnOf(name, number);
    return { ref: arn, attributes: { Version: number, FunctionArn: arn } };
  },
};

const alias: ResourceType = {
  deploy({ properties, provisioner }) {
    const { functions } = provisioner.lambda;
    const [functionName] = splitName(textOf(properties, 'FunctionName'));
    const weights = (
      properties['RoutingConfig'] as { AdditionalVersionWeights?: { FunctionVersion: string; FunctionWeight: number }[] } | undefined
    )?.AdditionalVersionWeights?.[0];
    const config: AliasConfig = {
      functionName,
      name: textOf(properties, 'Name'),
      functionVersion: textOf(properties, 'FunctionVersion'),
      ...(weights && { shifted: { version: weights.FunctionVersion, weight: Number(weights.FunctionWeight) } }),
    };
    functions.putAlias(config);
    const arn = functions.arnOf(functionName, config.name);
    return { ref: arn, attributes: { AliasArn: arn } };
  },
  remove({ ref }, { lambda }) {
    const [name, qualifier] = splitName(ref);
    lambda.store.deleteAlias(name, qualifier ?? '');
  },
};

const permission: ResourceType = {
  deploy({ logicalId, properties, provisioner }) {
    const { functions, store } = provisioner.lambda;
    const [name, qualifier] = splitName(textOf(properties, 'FunctionName'));
    const principal = textOf(properties, 'Principal');
    const source = optionalText(properties, 'SourceArn');
    const account = optionalText(properties, 'SourceAccount');
    const urlAuth = optionalText(properties, 'FunctionUrlAuthType');
    const viaUrl = properties['InvokedViaFunctionUrl'];
    const equal = {
      ...(account !== undefined && { 'aws:SourceAccount': account }),
      ...(urlAuth !== undefined && { 'lambda:FunctionUrlAuthType': urlAuth }),
    };
    const condition = {
      ...(source !== undefined && { ArnLike: { 'aws:SourceArn': source } }),
      ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
      ...(viaUrl !== undefined && { Bool: { 'lambda:InvokedViaFunctionUrl': textOfJson(viaUrl) } }),
    };
    store.putPermission(name, logicalId, {
      Sid: logicalId,
      Effect: 'Allow',
      Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
      Action: textOf(properties, 'Action'),
      Resource: functions.arnOf(name, qualifier),
      ...(Object.keys(condition).length > 0 && { Condition: condition }),
    });
    return { ref: `${name}|${logicalId}`, attributes: { Id: logicalId } };
  },
  remove({ ref }, { lambda }) {
    const [name = '', id = ''] = ref.split('|');
    lambda.store.deletePermission(name, id);
  },
};

const mapping: ResourceType = {
  deploy({ properties, provisioner, previous, name }) {
    const { mappings } = provisioner.lambda;
    const eventSourceArn = textOf(properties, 'EventSourceArn');
    const onFailure = (properties['DestinationConfig'] as { OnFailure?: { Destination?: string } } | undefined)?.OnFailure?.Destination;
    const filters = isObject(properties['FilterCriteria'])
      ? objectsOf(properties['FilterCriteria'], 'Filters').map((each) => textOf(each, 'Pattern'))
      : [];
    const config: MappingConfig = {
      id: previous?.ref ?? name(64),
      functionName: textOf(properties, 'FunctionName'),
      eventSourceArn,
      enabled: properties['Enabled'] !== false && properties['Enabled'] !== 'false',
      batchSize: numberOf(properties, 'BatchSize', eventSourceArn.includes(':sqs:') ? 10 : 100),
      filters,
      reportBatchItemFailures: ((properties['FunctionResponseTypes'] ?? []) as string[]).includes('ReportBatchItemFailures'),
      startingPosition: optionalText(properties, 'StartingPosition') === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON',
      bisect: properties['BisectBatchOnFunctionError'] === true || properties['BisectBatchOnFunctionError'] === 'true',
      maximumRetryAttempts: numberOf(properties, 'MaximumRetryAttempts', -1),
      maximumRecordAge: numberOf(properties, 'MaximumRecordAgeInSeconds', -1),
      ...(onFailure !== undefined && { onFailure }),
    };
    mappings.put(config);
    return {
      ref: config.id,
      attributes: {
        Id: config.id,
        EventSourceMappingArn: `arn:aws:lambda:${provisioner.region}:${provisioner.account}:event-source-mapping:${config.id}`,
      },
    };
  },
  remove: ({ ref }, { lambda }) => lambda.mappings.delete(ref),
};

const invokeConfig: ResourceType = {
  deploy({ properties, provisioner }) {
    const [name] = splitName(textOf(properties, 'FunctionName'));
    const destination = properties['DestinationConfig'] as
      | { OnFailure?: { Destination: string }; OnSuccess?: { Destination: string } }
      | undefined;
    provisioner.lambda.store.putAsyncConfig(name, {
      maximumRetryAttempts: numberOf(properties, 'MaximumRetryAttempts', 2),
      maximumEventAgeInSeconds: numberOf(properties, 'MaximumEventAgeInSeconds', 21_600),
      ...(destination?.OnFailure && { onFailure: destination.OnFailure.Destination }),
      ...(destination?.OnSuccess && { onSuccess: destination.OnSuccess.Destination }),
    });
    return { ref: name, attributes: {} };
  },
  remove({ ref }, { lambda }) {
    lambda.store.deleteAsyncConfig(ref);
  },
};

const url: ResourceType = {
  deploy({ properties, provisioner, previous, name }) {
    const authType = textOf(properties, 'AuthType');
    if (authType !== 'NONE') throw new Error(`its AuthType is ${authType}; only NONE is run here`);
    const mode = optionalText(properties, 'InvokeMode') ?? 'BUFFERED';
    if (mode !== 'BUFFERED') throw new Error(`its InvokeMode is ${mode}; only BUFFERED is run here`);
    const { functions, urls } = provisioner.lambda;
    const [functionName, ownQualifier] = splitName(textOf(properties, 'TargetFunctionArn'));
    const functionArn = functions.arnOf(functionName, optionalText(properties, 'Qualifier') ?? ownQualifier);
    const id =
      previous?.ref ??
      name(32)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '0');
    const cors = properties['Cors'];
    const list = (key: string): string[] => (isObject(cors) ? ((cors[key] ?? []) as string[]) : []);
    const address = urls.put({
      id,
      functionArn,
      ...(isObject(cors) && { cors: { origins: list('AllowOrigins'), headers: list('AllowHeaders'), methods: list('AllowMethods') } }),
    });
    return { ref: id, attributes: { FunctionUrl: address, FunctionArn: functionArn } };
  },
  remove: ({ ref }, { lambda }) => lambda.urls.delete(ref),
};

export const lambdaTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': fn,
  'AWS::Lambda::Version': version,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::EventSourceMapping': mapping,
  'AWS::Lambda::EventInvokeConfig': invokeConfig,
  'AWS::Lambda::Url': url,
};
