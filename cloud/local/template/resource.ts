import { textOfJson, type Json, type JsonObject } from '../json.ts';
import type { Provisioner } from './provisioner.ts';

/** A resource of the template about to be deployed, its intrinsics resolved. */
export interface ResourceRequest {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** What it was when it was deployed before. */
  readonly previous?: DeployedResource;
  /** A physical name that stays the same from one deployment to the next; at most `limit` characters. */
  readonly name: (limit: number) => string;
  /** Texts that other resources need of it, such as the region. */
  readonly provisioner: Provisioner;
}

/** What other resources of the template see of one. */
export interface DeployedResource {
  /** What Ref gives. */
  readonly ref: string;
  /** What Fn::GetAtt gives, by attribute. */
  readonly attributes: Readonly<Record<string, Json>>;
}

/** How a type of resource comes to be. */
export interface ResourceType {
  /** Makes the resource, or brings it up to date without losing what it holds. */
  readonly deploy: (request: ResourceRequest) => DeployedResource | Promise<DeployedResource>;
  /** Called for a resource that the template no longer has. Types that hold data have none: they are kept. */
  readonly remove?: (resource: DeployedResource, provisioner: Provisioner) => void | Promise<void>;
}

/** A property that must be a text. */
export function textOf(properties: JsonObject, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string') throw new Error(`${name} must be a text, not ${JSON.stringify(value)}`);
  return value;
}

export function optionalText(properties: JsonObject, name: string): string | undefined {
  return properties[name] === undefined ? undefined : textOf(properties, name);
}

/** A property that must be a number where it is there; texts of digits count, as in CloudFormation. */
export function numberOf(properties: JsonObject, name: string, otherwise: number): number {
  const value = properties[name];
  if (value === undefined) return otherwise;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw new Error(`${name} must be a number, not ${JSON.stringify(value)}`);
  return number;
}

/** A property that is a list of objects; empty where it is not there. */
export function objectsOf(properties: JsonObject, name: string): readonly JsonObject[] {
  return (properties[name] ?? []) as readonly JsonObject[];
}

/** `[{Key, Value}]` as a record. */
export function tagsOf(properties: JsonObject): Record<string, string> {
  return Object.fromEntries(objectsOf(properties, 'Tags').map(({ Key, Value }) => [textOfJson(Key), textOfJson(Value)]));
}
