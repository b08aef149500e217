import type { NamedPolicy, PolicyDocument } from '../../iam/policy.ts';
import { managedPolicy } from '../managed-policies.ts';
import { numberOf, objectsOf, optionalText, tagsOf, textOf, type ResourceType } from '../resource.ts';

const role: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const roleName = optionalText(properties, 'RoleName') ?? name(64);
    const inline = objectsOf(properties, 'Policies').map((each): NamedPolicy => ({
      name: textOf(each, 'PolicyName'),
      document: each['PolicyDocument'] as unknown as PolicyDocument,
    }));
    const managed = ((properties['ManagedPolicyArns'] ?? []) as string[]).flatMap(
      (arn) => provisioner.roles.managed(arn) ?? managedPolicy(arn) ?? [],
    );
    const arn = provisioner.roles.put(roleName, {
      trust: properties['AssumeRolePolicyDocument'] as unknown as PolicyDocument,
      policies: [...managed, ...inline],
      tags: tagsOf(properties),
      maxSessionSeconds: numberOf(properties, 'MaxSessionDuration', 3600),
    });
    return { ref: roleName, attributes: { Arn: arn, RoleId: roleName } };
  },
  remove: ({ ref }, { iam }) => iam.deleteRole(ref),
};

const policy: ResourceType = {
  deploy({ properties, provisioner }) {
    const policyName = textOf(properties, 'PolicyName');
    provisioner.roles.attach(
      { name: policyName, document: properties['PolicyDocument'] as unknown as PolicyDocument },
      (properties['Roles'] ?? []) as string[],
    );
    return { ref: policyName, attributes: { Id: policyName } };
  },
};

const managed: ResourceType = {
  deploy({ properties, provisioner, name }) {
    const policyName = optionalText(properties, 'ManagedPolicyName') ?? name(128);
    const arn = `arn:aws:iam::${provisioner.account}:policy/${policyName}`;
    const named = { name: policyName, document: properties['PolicyDocument'] as unknown as PolicyDocument };
    provisioner.roles.putManaged(arn, named);
    provisioner.roles.attach(named, (properties['Roles'] ?? []) as string[]);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
};

export const iamTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::RolePolicy': {
    deploy({ properties, provisioner }) {
      const policyName = textOf(properties, 'PolicyName');
      provisioner.roles.attach({ name: policyName, document: properties['PolicyDocument'] as unknown as PolicyDocument }, [
        textOf(properties, 'RoleName'),
      ]);
      return { ref: policyName, attributes: {} };
    },
  },
  'AWS::IAM::ManagedPolicy': managed,
};
