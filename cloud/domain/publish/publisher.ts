import type { Directory, Membership, PersonSignatures, PublishRequest } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';
import { requireRight, type Permission } from './permission.ts';
import { requestText } from './text.ts';

export interface PublisherDeps {
  readonly directory: Directory;
  readonly signatures: PersonSignatures;
}

/**
 * The person who made a request: known to the tenant, and its signature is theirs over the request as it stands. Only then is their role asked
 * for. Speaks of nobody by name: what is refused is written down, and names stand in the directory alone.
 */
export async function requirePublisher(
  { directory, signatures }: PublisherDeps,
  request: PublishRequest,
  to: Permission,
): Promise<Membership> {
  const { tenant, publisher: id, signature } = request;
  const called = `The person ${id}`;
  if (signature === undefined)
    refuse({
      code: 'request-unsigned',
      message: `Request ${request.id} is not signed by its publisher.`,
      hint: 'Publish with lq or Studio of a machine that has your key.',
      where: request.id,
    });
  const member = (await directory.member(tenant, id)) ?? requireRight(undefined, { tenant, called, to });
  if (member.key === undefined || !signatures.verify(member.key, requestText(request), signature))
    refuse({
      code: 'request-forged',
      message: `The signature of request ${request.id} is not that of ${id} over what it says: somebody else made it, or it was changed.`,
      hint: 'Nothing of it went live. Publish again as yourself.',
      where: request.id,
    });
  return requireRight(member, { tenant, called, to });
}
