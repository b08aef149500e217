import type { Iam } from '../iam/iam.ts';
import { readTags, required } from '../iam/form.ts';
import { parsePolicy } from '../iam/validate-policy.ts';
import type { LocalContext } from '../storage/context.ts';
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
