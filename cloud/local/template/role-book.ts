import type { Iam } from '../iam/iam.ts';
import type { NamedPolicy, PolicyDocument } from '../iam/policy.ts';

interface RoleDraft {
  readonly trust: PolicyDocument;
  readonly policies: readonly NamedPolicy[];
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds?: number;
}

/** The roles of the template being deployed: each is put whole again when a policy of its joins it. */
export interface RoleBook {
  readonly put: (name: string, draft: RoleDraft) => string;
  /** Adds a policy to roles of this template, by name. @throws Error for a role that is not there. */
  readonly attach: (policy: NamedPolicy, roleNames: readonly string[]) => void;
  /** The document of a managed policy of this template. */
  readonly managed: (arn: string) => NamedPolicy | undefined;
  readonly putManaged: (arn: string, policy: NamedPolicy) => void;
}

export function createRoleBook(iam: Iam): RoleBook {
  const drafts = new Map<string, RoleDraft>();
  const managed = new Map<string, NamedPolicy>();
  const write = (name: string, draft: RoleDraft): string => {
    drafts.set(name, draft);
    return iam.putRole({ name, ...draft });
  };
  return {
    put: write,
    attach(policy, roleNames) {
      for (const name of roleNames) {
        const draft = drafts.get(name);
        if (!draft) throw new Error(`The policy ${policy.name} belongs to the role ${name}, which the template does not have`);
        write(name, { ...draft, policies: [...draft.policies.filter((each) => each.name !== policy.name), policy] });
      }
    },
    managed: (arn) => managed.get(arn),
    putManaged: (arn, policy) => void managed.set(arn, policy),
  };
}
