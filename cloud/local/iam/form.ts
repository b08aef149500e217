import { AwsError } from '../wire/error.ts';

/** The parameters of a query-protocol request. */
export type Form = Readonly<Record<string, string>>;

const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** The parameter; throws ValidationError where it is missing or not of that shape. */
export function required(form: Form, name: string, shape: RegExp): string {
  const value = form[name] ?? '';
  if (!shape.test(value)) throw new AwsError('ValidationError', `${name} "${value}" is not of the form ${shape.source}.`);
  return value;
}

/** Tags `Tags.member.N.Key` and `.Value`; wildcards and the like are not tag characters. */
export function readTags(form: Form): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; form[`Tags.member.${index}.Key`] !== undefined; index++) {
    const key = required(form, `Tags.member.${index}.Key`, TAG_KEY);
    if (Object.hasOwn(tags, key)) throw new AwsError('ValidationError', `The tag ${key} is given twice.`);
    tags[key] = required(form, `Tags.member.${index}.Value`, TAG_VALUE);
  }
  return tags;
}
