import type { LocalContext } from '../storage/context.ts';
import { AwsError } from '../wire/error.ts';
import { type Action, type AwsCall, defineService, type LocalService } from '../wire/service.ts';
import { element, type XmlObject } from '../wire/xml.ts';
import { type Form, readTags, required } from './form.ts';
import type { Iam, User } from './iam.ts';
import { parsePolicy } from './validate-policy.ts';

const NAME = /^[\w+=,.@-]{1,64}$/;

/** What the wire has of IAM: users with tags, inline policies and access keys. Roles come from templates. */
export function createIamService({ account, host }: LocalContext, iam: Iam): { readonly services: readonly LocalService[] } {
  function existing(name: string): User {
    const user = iam.user(name);
    if (!user) throw new AwsError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404);
    return user;
  }

  /** An action on a user, once the caller may do it. */
  function onUser(run: (name: string, form: Form) => XmlObject | void): Action {
    return (call) => {
      const form = call.json as Form;
      const name = required(form, 'UserName', NAME);
      call.permit(`iam:${call.action}`, `arn:aws:iam::${account}:user/${name}`);
      return answer(call, run(name, form) ?? undefined);
    };
  }

  const service = defineService({
    name: 'iam',
    protocol: 'query',
    actions: {
      CreateUser: onUser((name, form) => {
        if (iam.user(name)) throw new AwsError('EntityAlreadyExists', `User with name ${name} already exists.`, 409);
        iam.putUser({ name, policies: [], tags: readTags(form) });
        return { User: describe(existing(name)) };
      }),
      GetUser: onUser((name) => ({ User: describe(existing(name)) })),
      DeleteUser: onUser((name) => {
        const { policies } = existing(name);
        const left = policies.length > 0 ? 'policies' : iam.accessKeys(name).length > 0 ? 'access keys' : undefined;
        if (left) throw new AwsError('DeleteConflict', `Cannot delete entity, must delete ${left} first.`, 409);
        iam.deleteUser(name);
      }),
      TagUser: onUser((name, form) => {
        const user = existing(name);
        iam.putUser({ ...user, tags: { ...user.tags, ...readTags(form) } });
      }),
      PutUserPolicy: onUser((name, form) => {
        const user = existing(name);
        const policy = required(form, 'PolicyName', NAME);
        const document = parsePolicy(policy, form['PolicyDocument'] ?? '');
        iam.putUser({ ...user, policies: [...user.policies.filter((each) => each.name !== policy), { name: policy, document }] });
      }),
      GetUserPolicy: onUser((name, form) => {
        const policy = existing(name).policies.find((each) => each.name === form['PolicyName']);
        if (!policy) throw new AwsError('NoSuchEntity', `The user policy with name ${form['PolicyName']} cannot be found.`, 404);
        return { UserName: name, PolicyName: policy.name, PolicyDocument: encodeURIComponent(JSON.stringify(policy.document)) };
      }),
      DeleteUserPolicy: onUser((name, form) => {
        const user = existing(name);
        iam.putUser({ ...user, policies: user.policies.filter((each) => each.name !== form['PolicyName']) });
      }),
      ListUserPolicies: onUser((name) => ({
        PolicyNames: { member: existing(name).policies.map((each) => each.name) },
        IsTruncated: false,
      })),
      CreateAccessKey: onUser((name) => {
        existing(name);
        if (iam.accessKeys(name).length >= 2) throw new AwsError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409);
        const { accessKeyId, secretAccessKey } = iam.putAccessKey(name);
        return {
          AccessKey: {
            UserName: name,
            AccessKeyId: accessKeyId,
            Status: 'Active',
            SecretAccessKey: secretAccessKey,
            CreateDate: new Date(host.clock.now()).toISOString(),
          },
        };
      }),
      ListAccessKeys: onUser((name) => ({
        AccessKeyMetadata: {
          member: iam.accessKeys(existing(name).name).map((id) => ({ UserName: name, AccessKeyId: id, Status: 'Active' })),
        },
        IsTruncated: false,
      })),
      DeleteAccessKey: onUser((name, form) => {
        const id = form['AccessKeyId'] ?? '';
        if (!iam.accessKeys(existing(name).name).includes(id))
          throw new AwsError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404);
        iam.deleteAccessKey(id);
      }),
    },
  });
  return { services: [service] };
}

function describe({ name, arn, id, tags }: User): XmlObject {
  return {
    Path: '/',
    UserName: name,
    UserId: id,
    Arn: arn,
    Tags: { member: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
  };
}

function answer(call: AwsCall, result: XmlObject | undefined): { xml: ReturnType<typeof element> } {
  const document = { ...(result && { [`${call.action}Result`]: result }), ResponseMetadata: { RequestId: call.requestId } };
  return { xml: element(`${call.action}Response`, document, { xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' }) };
}
