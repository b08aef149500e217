import { isObject, type Json } from '../../json.ts';

/** Members whose inner names are the caller's own and stay as they are. */
const OPAQUE = new Set(['tags', 'options', 'dockerlabels']);

/** `{TaskDefinition: …}` to `{taskDefinition: …}`, all the way down. */
export function toCamel(value: Json): Json {
  return rename(value, (key) => key[0]!.toLowerCase() + key.slice(1));
}

/** `{taskArn: …}` to `{TaskArn: …}`, all the way down. */
export function fromCamel(value: Json): Json {
  return rename(value, (key) => key[0]!.toUpperCase() + key.slice(1));
}

function rename(value: Json, how: (key: string) => string): Json {
  if (Array.isArray(value)) return value.map((each) => rename(each as Json, how));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [how(key), OPAQUE.has(key.toLowerCase()) && isObject(child) ? child : rename(child, how)]),
  );
}
