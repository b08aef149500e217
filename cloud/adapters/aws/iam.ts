import type { AwsCredentials, AwsTarget } from './clients.ts';
import { signedFetch } from './signed-fetch.ts';

/** The little of IAM that onboarding a tenant needs: its Query API, signed by hand because no other part of the product calls IAM. */
export class IamUsers {
  readonly #target: AwsTarget;

  constructor(target: AwsTarget) {
    this.#target = target;
  }

  /** Makes the user, its tag and its one policy what they should be. */
  async put(user: string, { tags, policy }: { tags: Readonly<Record<string, string>>; policy: string }): Promise<void> {
    const tagged = Object.entries(tags).flatMap(([key, value], index) => [
      [`Tags.member.${index + 1}.Key`, key],
      [`Tags.member.${index + 1}.Value`, value],
    ]);
    try {
      await this.#call('CreateUser', { UserName: user, ...Object.fromEntries(tagged) });
    } catch (error) {
      if (!(error instanceof IamError) || error.code !== 'EntityAlreadyExists') throw error;
      await this.#call('TagUser', { UserName: user, ...Object.fromEntries(tagged) });
    }
    await this.#call('PutUserPolicy', { UserName: user, PolicyName: 'door', PolicyDocument: policy });
  }

  /** A new access key, in the place of those that the user had: a secret is told once, so an old key is one that was lost. */
  async createKey(user: string): Promise<AwsCredentials> {
    await this.#endKeys(user);
    const answer = await this.#call('CreateAccessKey', { UserName: user });
    return { accessKeyId: element(answer, 'AccessKeyId'), secretAccessKey: element(answer, 'SecretAccessKey') };
  }

  /** Ends a user: every key, the policy, the user itself. What is not there stays away, the rest of it goes all the same. */
  async remove(user: string): Promise<void> {
    await unlessGone(this.#endKeys(user));
    await unlessGone(this.#call('DeleteUserPolicy', { UserName: user, PolicyName: 'door' }));
    await unlessGone(this.#call('DeleteUser', { UserName: user }));
  }

  async #endKeys(user: string): Promise<void> {
    const keys = await this.#call('ListAccessKeys', { UserName: user });
    for (const id of elements(keys, 'AccessKeyId')) await this.#call('DeleteAccessKey', { UserName: user, AccessKeyId: id });
  }

  async #call(action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const { endpoint = process.env['AWS_ENDPOINT_URL'] ?? 'https://iam.amazonaws.com', region } = this.#target;
    const url = new URL(endpoint);
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString();
    const response = await signedFetch(this.#target, {
      called: 'IAM',
      service: 'iam',
      // IAM is global; AWS signs it for us-east-1, a cloud on one machine for its own region.
      region: url.hostname === 'iam.amazonaws.com' ? 'us-east-1' : region,
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body,
    });
    const text = await response.text();
    if (response.ok) return text;
    throw new IamError(element(text, 'Code'), element(text, 'Message'));
  }
}

export class IamError extends Error {
  override readonly name = 'IamError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

async function unlessGone(ending: Promise<unknown>): Promise<void> {
  try {
    await ending;
  } catch (error) {
    if (!(error instanceof IamError) || error.code !== 'NoSuchEntity') throw error;
  }
}

const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);
const element = (xml: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
