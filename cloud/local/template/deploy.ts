import { readFileSync } from 'node:fs';
import path from 'node:path';
import { textOfJson, type Json, type JsonObject } from '../json.ts';
import type { LocalContext } from '../storage/index.ts';
import { CONTROL_PLANE_TYPES } from './control-plane.ts';
import { parseTemplate, type TemplateDocument } from './document.ts';
import { conditionHolds, resolve, type ResolveScope } from './intrinsics.ts';
import { localEndpoints } from './local-endpoints.ts';
import { deploymentOrder } from './order.ts';
import type { Provisioner } from './provisioner.ts';
import type { DeployedResource } from './resource.ts';
import { INTERPRETED_TYPES } from './resource-types.ts';
import { openStack, type Stack } from './stack.ts';

export interface DeployOptions {
  readonly context: LocalContext;
  readonly provisioner: Provisioner;
  readonly templateFile: string;
  /** Values for parameters of the template; their defaults otherwise. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly stack: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Resources that have no effect on this machine, by type. */
  readonly controlPlane: Readonly<Record<string, number>>;
}

/**
 * Makes what a synthesized template describes, or brings what an earlier deployment made up to date: functions, machines and
 * rules are replaced, tables, buckets, queues and keys keep what they hold.
 * @throws Error that names the resource that cannot be made, and why.
 */
export async function deployTemplate({ context, provisioner, templateFile, parameters = {} }: DeployOptions): Promise<Deployment> {
  const document = parseTemplate(readFileSync(templateFile, 'utf8'), templateFile);
  refuseUnknownTypes(document, templateFile);
  const name = path.basename(templateFile).replace(/(\.template)?\.json$/, '');
  const stack = openStack(context, name);
  const deployed = new Map<string, { type: string; resource: DeployedResource; properties: JsonObject }>();
  const scope = scopeOf(document, name, provisioner, parameters, deployed);
  const controlPlane: Record<string, number> = {};

  for (const logicalId of deploymentOrder(document)) {
    const { Type: type, Properties = {}, Condition } = document.Resources[logicalId]!;
    try {
      if (Condition !== undefined && !conditionHolds(Condition, scope)) continue;
      const properties = localEndpoints(resolve(Properties, scope), provisioner) as JsonObject;
      const resource = await deployOne(logicalId, type, properties, provisioner, stack);
      if (CONTROL_PLANE_TYPES.has(type)) controlPlane[type] = (controlPlane[type] ?? 0) + 1;
      deployed.set(logicalId, { type, resource, properties });
      stack.put(logicalId, type, resource);
    } catch (error) {
      throw new Error(
        `${path.basename(templateFile)}: the resource ${logicalId} (${type}) cannot be made here: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }
  await removeGone(stack, deployed, provisioner);
  return { stack: name, outputs: outputsOf(document, scope, provisioner), controlPlane };
}

function refuseUnknownTypes({ Resources }: TemplateDocument, file: string): void {
  const unknown = Object.entries(Resources).filter(
    ([, { Type }]) => !Object.hasOwn(INTERPRETED_TYPES, Type) && !CONTROL_PLANE_TYPES.has(Type),
  );
  if (unknown.length === 0) return;
  const list = unknown.map(([logicalId, { Type }]) => `${logicalId} (${Type})`).join(', ');
  throw new Error(
    `${path.basename(file)} has resources that this cloud neither makes nor may leave out: ${list}. Teach it the type, or list it as control plane only where it has no effect on one machine`,
  );
}

async function deployOne(
  logicalId: string,
  type: string,
  properties: JsonObject,
  provisioner: Provisioner,
  stack: Stack,
): Promise<DeployedResource> {
  const handler = INTERPRETED_TYPES[type];
  const previous = stack.get(logicalId, type);
  if (!handler) return previous ?? { ref: stack.physicalName(logicalId, 128), attributes: {} };
  return handler.deploy({
    logicalId,
    type,
    properties,
    provisioner,
    name: (limit) => stack.physicalName(logicalId, limit),
    ...(previous && { previous }),
  });
}

async function removeGone(stack: Stack, deployed: ReadonlyMap<string, { type: string }>, provisioner: Provisioner): Promise<void> {
  for (const { logicalId, type, resource } of stack.list().toReversed()) {
    if (deployed.get(logicalId)?.type === type) continue;
    const handler = INTERPRETED_TYPES[type];
    if (handler && !handler.remove) continue;
    await handler?.remove?.(resource, provisioner);
    stack.delete(logicalId, type);
  }
}

function scopeOf(
  document: TemplateDocument,
  stackName: string,
  provisioner: Provisioner,
  parameters: Readonly<Record<string, string>>,
  deployed: ReadonlyMap<string, { type: string; resource: DeployedResource; properties: JsonObject }>,
): ResolveScope {
  const { account, region } = provisioner;
  const pseudo: Readonly<Record<string, Json>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
  };
  return {
    document,
    ref(name) {
      const parameter = document.Parameters?.[name];
      if (parameter) return parameterValue(name, parameter, parameters);
      return pseudo[name] ?? deployed.get(name)?.resource.ref;
    },
    attribute(logicalId, name) {
      const known = deployed.get(logicalId);
      if (!known) return undefined;
      const { type, resource, properties } = known;
      const value = resource.attributes[name];
      if (value !== undefined || !CONTROL_PLANE_TYPES.has(type)) return value;
      // Nothing here acts on such a resource: its attributes only have to be texts that look right.
      const [, service] = type.split('::');
      return (
        properties[name] ?? (name.endsWith('Arn') ? `arn:aws:${service!.toLowerCase()}:${region}:${account}:${resource.ref}` : resource.ref)
      );
    },
  };
}

function parameterValue(
  name: string,
  parameter: NonNullable<TemplateDocument['Parameters']>[string],
  given: Readonly<Record<string, string>>,
): Json {
  const value = given[name] ?? parameter.Default;
  if (value === undefined) throw new Error(`The parameter ${name} has neither a value nor a default`);
  if (parameter.AllowedValues && !parameter.AllowedValues.some((each) => sameText(each, value)))
    throw new Error(`The parameter ${name} may not be ${JSON.stringify(value)}`);
  const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
  return isList && typeof value === 'string' ? value.split(',').map((each) => each.trim()) : value;
}

/** Values of parameters are texts, also where the template writes a number. */
function sameText(left: Json, right: Json): boolean {
  return textOfJson(left) === textOfJson(right);
}

function outputsOf(document: TemplateDocument, scope: ResolveScope, provisioner: Provisioner): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, { Value, Condition }] of Object.entries(document.Outputs ?? {})) {
    if (Condition !== undefined && !conditionHolds(Condition, scope)) continue;
    const value = localEndpoints(resolve(Value, scope), provisioner);
    outputs[name] = textOfJson(value);
  }
  return outputs;
}
