import { AwsError } from '../../wire/error.ts';
import type { Provisioner } from '../provisioner.ts';
import { objectsOf, optionalText, textOf, type ResourceType } from '../resource.ts';

const call = (provisioner: Provisioner, action: string, input: unknown): Promise<unknown> =>
  provisioner.calls.invoke({ service: 'kms', action, input, principal: provisioner.operator });

/** A key is kept for good: what was sealed or signed with it must stay readable. */
const key: ResourceType = {
  async deploy({ properties, provisioner, previous }) {
    const policy = properties['KeyPolicy'] === undefined ? undefined : JSON.stringify(properties['KeyPolicy']);
    if (previous) {
      if (policy !== undefined) await call(provisioner, 'PutKeyPolicy', { KeyId: previous.ref, Policy: policy, PolicyName: 'default' });
      return previous;
    }
    const tags = objectsOf(properties, 'Tags').map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
    const answer = await call(provisioner, 'CreateKey', {
      KeySpec: optionalText(properties, 'KeySpec') ?? 'SYMMETRIC_DEFAULT',
      KeyUsage: optionalText(properties, 'KeyUsage') ?? 'ENCRYPT_DECRYPT',
      Description: optionalText(properties, 'Description') ?? '',
      ...(policy !== undefined && { Policy: policy }),
      ...(tags.length > 0 && { Tags: tags }),
    });
    const { KeyId, Arn } = (answer as { KeyMetadata: { KeyId: string; Arn: string } }).KeyMetadata;
    return { ref: KeyId, attributes: { Arn, KeyId } };
  },
};

const alias: ResourceType = {
  async deploy({ properties, provisioner }) {
    const AliasName = textOf(properties, 'AliasName');
    const TargetKeyId = textOf(properties, 'TargetKeyId');
    try {
      await call(provisioner, 'CreateAlias', { AliasName, TargetKeyId });
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'AlreadyExistsException')) throw error;
      await call(provisioner, 'UpdateAlias', { AliasName, TargetKeyId });
    }
    return { ref: AliasName, attributes: {} };
  },
};

export const kmsTypes: Readonly<Record<string, ResourceType>> = { 'AWS::KMS::Key': key, 'AWS::KMS::Alias': alias };
