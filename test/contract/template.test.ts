import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListRulesCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureTemplate } from '../../build/synth.ts';
import { CONTROL_PLANE_TYPES, INTERPRETED_TYPES } from '../../cloud/local/template/index.ts';
import { assembleParcels, refusal, startParcels, type Parcels } from './template/parcels.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => (folder = assembleParcels()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Template {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: unknown }>;
  Outputs: Record<string, { Value: unknown }>;
}

const file = (): string => path.join(folder, 'Parcels.template.json');
const original = readFileSync(path.join(ROOT, 'test/fixtures/parcels/Parcels.template.json'), 'utf8');
/** Changes the template that the next start reads. */
function change(how: (template: Template) => unknown): void {
  const template = JSON.parse(original) as Template;
  how(template);
  writeFileSync(file(), JSON.stringify(template));
}
afterEach(() => writeFileSync(file(), original));

const dirs: string[] = [];
const dataDir = (): string => {
  dirs.push(mkdtempSync(path.join(tmpdir(), 'parcels-')));
  return dirs.at(-1)!;
};
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/** Starts on the template as it is, asks, closes. */
async function once<T>(dir: string, ask: (cloud: Parcels) => Promise<T>, parameters?: Record<string, string>): Promise<T> {
  const cloud = await startParcels({ folder, dataDir: dir, ...(parameters && { parameters }) });
  try {
    return await ask(cloud);
  } finally {
    await cloud.close();
  }
}

const call = async (cloud: Parcels, FunctionName: string, event: unknown): Promise<Record<string, unknown>> => {
  const { Payload } = await new LambdaClient(cloud.client()).send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return JSON.parse(Buffer.from(Payload!).toString()) as Record<string, unknown>;
};

describe('a foreign template', () => {
  it('boots, in the account and region that it was made for, and its functions of names and conditions come true', async () => {
    await once(dataDir(), async ({ outputs }) => {
      expect(outputs).toMatchObject({
        Seen: 'Parcels-seen',
        Mapped: 'parcels',
        Last: 'c',
        BusArn: 'arn:aws:events:eu-north-1:111122223333:event-bus/parcel-bus',
      });
      expect(outputs['Parcels']).toMatch(/^Parcels-Parcels-[0-9a-f]{12}$/);
      expect(outputs['Labels']).toMatch(/^parcels-labels-[0-9a-f]{12}$/);
      expect(outputs['SocketUrl']).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-z]+\/live$/);
      expect(outputs['Callback']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-z]+\/live$/);
      expect(outputs).not.toHaveProperty('Hidden');
    });
  });

  it('takes values for its parameters, and refuses those that it does not allow', async () => {
    await once(
      dataDir(),
      async (cloud) => {
        expect(cloud.outputs['Hidden']).toBe('x');
        expect((await call(cloud, cloud.outputs['Play']!, { do: 'env' }))['GREETING']).toBe('moin');
      },
      { Greeting: 'moin', Versions: 'no' },
    );
    await expect(once(dataDir(), async () => undefined, { Versions: 'maybe' })).rejects.toThrow(
      'The parameter Versions may not be "maybe"',
    );
  });
});

describe('a second start', () => {
  it('finds ports, keys, names and data as they were', async () => {
    const dir = dataDir();
    const first = await once(dir, async (cloud) => {
      await new DynamoDBClient(cloud.client()).send(
        new PutItemCommand({ TableName: cloud.outputs['Seen']!, Item: { what: { S: 'kept' }, n: { S: '1' } } }),
      );
      await new S3Client(cloud.client()).send(new PutObjectCommand({ Bucket: cloud.outputs['Labels']!, Key: 'kept', Body: 'kept' }));
      return { endpoint: cloud.endpoint, websocketEndpoint: cloud.websocketEndpoint, outputs: cloud.outputs, client: cloud.client() };
    });
    await once(dir, async (cloud) => {
      expect({ endpoint: cloud.endpoint, websocketEndpoint: cloud.websocketEndpoint, outputs: cloud.outputs }).toEqual({
        endpoint: first.endpoint,
        websocketEndpoint: first.websocketEndpoint,
        outputs: first.outputs,
      });
      const { Item } = await new DynamoDBClient(first.client).send(
        new GetItemCommand({ TableName: cloud.outputs['Seen']!, Key: { what: { S: 'kept' }, n: { S: '1' } } }),
      );
      expect(Item).toBeDefined();
    });
    expect(statSync(path.join(dir, 'endpoint.json')).mode & 0o777).toBe(0o600);
  });

  it('with another template replaces functions, machines and rules, drops what is gone, and keeps tables and buckets', async () => {
    const dir = dataDir();
    const before = await once(dir, async (cloud) => {
      await new S3Client(cloud.client()).send(new PutObjectCommand({ Bucket: cloud.outputs['Labels']!, Key: 'kept', Body: 'kept' }));
      await new DynamoDBClient(cloud.client()).send(
        new PutItemCommand({ TableName: cloud.outputs['Parcels']!, Item: { id: { S: 'kept' } } }),
      );
      return cloud.outputs;
    });
    change(({ Resources, Outputs }) => {
      (Resources['Play']!.Properties['Environment'] as { Variables: Record<string, string> }).Variables['GREETING'] = 'changed';
      Resources['PlayVersion2'] = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Play' } } };
      Resources['PlayLive']!.Properties['FunctionVersion'] = { 'Fn::GetAtt': ['PlayVersion2', 'Version'] };
      Resources['Loop']!.Properties['DefinitionString'] = JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'New',
        States: { New: { Type: 'Succeed' } },
      });
      delete Resources['PlayVersion1'];
      delete Resources['Broken'];
      delete Resources['Gate'];
      for (const name of ['GateAuthorizer', 'GatePermission', 'Labels', 'LabelStored']) delete Resources[name];
      delete (Resources['ConnectRoute']!.Properties as Record<string, unknown>)['AuthorizerId'];
      const policy = (Resources['MachineRole']!.Properties['Policies'] as { PolicyDocument: { Statement: { Action: unknown }[] } }[])[0]!
        .PolicyDocument;
      policy.Statement = policy.Statement.filter(({ Action }) => Action !== 's3:PutObject');
      for (const name of ['Labels', 'Gate']) delete Outputs[name];
    });
    await once(dir, async (cloud) => {
      expect((await call(cloud, cloud.outputs['PlayLive']!, { do: 'context' }))['version']).toBe('2');
      expect((await call(cloud, cloud.outputs['PlayLive']!, { do: 'env' }))['GREETING']).toBe('changed');
      expect((await call(cloud, `${cloud.outputs['Play']}:1`, { do: 'env' }))['GREETING']).toBe('hello');
      expect(
        (await new SFNClient(cloud.client()).send(new DescribeStateMachineCommand({ stateMachineArn: cloud.outputs['Loop']! }))).definition,
      ).toContain('"New"');
      expect(
        (await new EventBridgeClient(cloud.client()).send(new ListRulesCommand({ EventBusName: cloud.outputs['Bus']! }))).Rules,
      ).toHaveLength(1);
      expect((await refusal(new LambdaClient(cloud.client()).send(new InvokeCommand({ FunctionName: before['Gate']! })))).name).toBe(
        'ResourceNotFoundException',
      );
      expect(
        (
          await new DynamoDBClient(cloud.client()).send(
            new GetItemCommand({ TableName: cloud.outputs['Parcels']!, Key: { id: { S: 'kept' } } }),
          )
        ).Item,
      ).toBeDefined();
      const object = await new S3Client(cloud.client()).send(new GetObjectCommand({ Bucket: before['Labels']!, Key: 'kept' }));
      expect(await object.Body!.transformToString()).toBe('kept');
    });
    writeFileSync(file(), original);
    await once(dir, async (cloud) => expect(cloud.outputs['Labels']).toBe(before['Labels']));
  });

  it("refuses to change a table's key rather than lose its items", async () => {
    const dir = dataDir();
    await once(dir, async () => undefined);
    change(({ Resources }) => {
      Resources['Seen']!.Properties['KeySchema'] = [{ AttributeName: 'what', KeyType: 'HASH' }];
      Resources['Seen']!.Properties['AttributeDefinitions'] = [{ AttributeName: 'what', AttributeType: 'S' }];
    });
    await expect(once(dir, async () => undefined)).rejects.toThrow(/the resource Seen .* exists with another key/);
  });
});

describe('a template that cannot be made here is refused, naming the resource:', () => {
  it.each<[string, (template: Template) => unknown, RegExp]>([
    [
      'a type that is on no list',
      ({ Resources }) => (Resources['Brain'] = { Type: 'AWS::SageMaker::Endpoint', Properties: {} }),
      /Brain \(AWS::SageMaker::Endpoint\)/,
    ],
    ['a custom resource', ({ Resources }) => (Resources['Own'] = { Type: 'Custom::Thing', Properties: {} }), /Own \(Custom::Thing\)/],
    [
      'a reference to nothing',
      ({ Resources }) => (Resources['Play']!.Properties['Role'] = { Ref: 'Nobody' }),
      /the resource Play .*Ref "Nobody"/,
    ],
    [
      'an attribute that is not there',
      ({ Resources }) => (Resources['Play']!.Properties['Role'] = { 'Fn::GetAtt': ['Parcels', 'Colour'] }),
      /the resource Play .*Parcels\.Colour/,
    ],
    [
      'a circle',
      ({ Resources }) => ((Resources['Play']!.DependsOn = 'PlayVersion1'), undefined),
      /PlayVersion1 -> Play -> PlayVersion1|Play -> PlayVersion1 -> Play/,
    ],
    [
      'a handler that its code lacks',
      ({ Resources }) => (Resources['Play']!.Properties['Handler'] = 'none.handler'),
      /the resource Play .*none\.handler/,
    ],
    [
      'code that is not in the manifest',
      ({ Resources }) => (Resources['Play']!.Properties['Code'] = { S3Bucket: 'b', S3Key: 'none.zip' }),
      /the resource Play .*none\.zip/,
    ],
    ['another runtime', ({ Resources }) => (Resources['Play']!.Properties['Runtime'] = 'python3.13'), /the resource Play .*python3\.13/],
    [
      'a machine in JSONPath',
      ({ Resources }) => (Resources['Loop']!.Properties['DefinitionString'] = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'),
      /the resource Loop .*JSONPATH_NOT_SUPPORTED.*State "A"/,
    ],
    [
      'a rule with a broken pattern',
      ({ Resources }) => (Resources['Told']!.Properties['EventPattern'] = { source: 'x' }),
      /the resource Told .*source must be a list/,
    ],
    [
      'an event API with keys',
      ({ Resources }) =>
        ((Resources['Board']!.Properties['EventConfig'] as Record<string, unknown>)['AuthProviders'] = [{ AuthType: 'API_KEY' }]),
      /the resource Board .*API_KEY/,
    ],
    [
      'a channel namespace with handlers',
      ({ Resources }) => (Resources['Depot']!.Properties['CodeHandlers'] = 'export const onPublish = (ctx) => ctx.events;'),
      /the resource Depot .*CodeHandlers/,
    ],
    [
      'a function URL for signed requests',
      ({ Resources }) => (Resources['WindowUrl']!.Properties['AuthType'] = 'AWS_IAM'),
      /the resource WindowUrl .*AWS_IAM/,
    ],
    [
      'an HTTP API with routes of its own',
      ({ Resources }) => (Resources['Sockets']!.Properties['ProtocolType'] = 'HTTP'),
      /the resource ConnectRoute .*HTTP APIs here have \$default alone/,
    ],
  ])('%s', async (_what, how, expected) => {
    change(how);
    await expect(once(dataDir(), async () => undefined)).rejects.toThrow(expected);
  });

  it('a file that is no template, by its path and place', async () => {
    writeFileSync(file(), '{"Resources":{"A":{}}}');
    await expect(once(dataDir(), async () => undefined)).rejects.toThrow(
      /Parcels\.template\.json is not a CloudFormation template: .*\/Resources\/A\/Type/,
    );
  });
});

it('no type is both made and left out', () => {
  expect(Object.keys(INTERPRETED_TYPES).filter((type) => CONTROL_PLANE_TYPES.has(type))).toEqual([]);
});

describe('the embedded cloud knows AWS and not the product:', () => {
  const sources = readdirSync(path.join(ROOT, 'cloud/local'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name, text: readFileSync(path.join(ROOT, 'cloud/local', name), 'utf8') }));

  it('imports nothing of it', () => {
    const foreign = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/from '(\.[^']+)'/g)]
        .map(([, target]) => path.relative(ROOT, path.resolve(ROOT, 'cloud/local', path.dirname(name), target!)))
        .filter((target) => !target.startsWith('cloud/local/') && !['cloud/ports/host.ts', 'cloud/ports/base64.ts'].includes(target))
        .map((target) => `${name} -> ${target}`),
    );
    expect(foreign).toEqual([]);
  });

  it('has none of our words, keys and names', () => {
    const words = /ledgerquest|TENANT#|SESSION#|AUDIT#|CMD#|CKPT#|ENTITY#|\btenants\/|\bgame-?loop\b|\bloopEpoch\b|\bthumbnail/i;
    expect(sources.filter(({ text }) => words.test(text)).map(({ name, text }) => `${name}: ${words.exec(text)![0]}`)).toEqual([]);
  });

  it('has no logical id of our template', async () => {
    const { template } = await ensureTemplate();
    const ids = Object.keys((JSON.parse(readFileSync(template, 'utf8')) as Template).Resources);
    const specific = ids.filter((id) => /[0-9A-F]{8}$/.test(id));
    expect(specific.length, 'nothing was looked for').toBeGreaterThan(20);
    expect(sources.filter(({ text }) => specific.some((id) => text.includes(id))).map(({ name }) => name)).toEqual([]);
  });
});
