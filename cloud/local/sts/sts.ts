import type { Iam } from '../iam/iam.ts';
import { parsePolicy } from '../iam/validate-policy.ts';
import type { LocalContext } from '../storage/context.ts';
import { AwsError } from '../wire/error.ts';
import { defineService, type AwsCall, type AwsReply, type LocalService } from '../wire/service.ts';
import { element, type XmlObject } from '../wire/xml.ts';

/** Security Token Service: who am I, and temporary credentials for a role. */
export function createSts(_context: LocalContext, iam: Iam): { readonly services: readonly LocalService[] } {
  const service = defineService({
    name: 'sts',
    protocol: 'query',
    actions: {
      GetCallerIdentity: (call) => {
        const { userId, account, arn } = call.principal;
        return answer(call, { UserId: userId, Account: account, Arn: arn });
      },
      AssumeRole: (call) => {
        const form = call.json as Readonly<Record<string, string>>;
        const policy = form['Policy'];
        const { credentials, principal } = iam.assumeRole({
          roleArn: required(form, 'RoleArn', /^arn:aws:iam::\d{12}:role\/.+$/),
          sessionName: required(form, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/),
          caller: call.principal,
          ...(form['DurationSeconds'] !== undefined && { seconds: Number(form['DurationSeconds']) }),
          ...(policy !== undefined && { policy: parsePolicy('session', policy) }),
          tags: readTags(form),
        });
        return answer(call, {
          Credentials: {
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            SessionToken: credentials.sessionToken,
            Expiration: new Date(credentials.expiresAt).toISOString(),
          },
          AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
        });
      },
    },
  });
  return { services: [service] };
}

function answer(call: AwsCall, result: XmlObject): AwsReply {
  const document = { [`${call.action}Result`]: result, ResponseMetadata: { RequestId: call.requestId } };
  return { xml: element(`${call.action}Response`, document, { xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' }) };
}

function required(form: Readonly<Record<string, string>>, name: string, shape: RegExp): string {
  const value = form[name] ?? '';
  if (!shape.test(value)) throw new AwsError('ValidationError', `${name} "${value}" is not of the form ${shape.source}.`);
  return value;
}

/** Session tags `Tags.member.N.Key` and `.Value`; wildcards and the like are not tag characters. */
function readTags(form: Readonly<Record<string, string>>): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; form[`Tags.member.${index}.Key`] !== undefined; index++) {
    const key = required(form, `Tags.member.${index}.Key`, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u);
    if (Object.hasOwn(tags, key)) throw new AwsError('ValidationError', `The session tag ${key} is given twice.`);
    tags[key] = form[`Tags.member.${index}.Value`] === '' ? '' : required(form, `Tags.member.${index}.Value`, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u);
  }
  return tags;
}
