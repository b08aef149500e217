import { isObject, textOfJson, type JsonObject } from '../../json.ts';
import { numberOf, objectsOf, optionalText, textOf, type ResourceType } from '../resource.ts';

/** A name of lower-case letters and digits that stays the same from one deployment to the next. */
const plain = (name: (limit: number) => string, length: number): string =>
  name(128)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(-length)
    .padStart(length, '0');

const userPool: ResourceType = {
  deploy({ properties, provisioner, previous, name }) {
    const { region, account, cognito } = provisioner;
    const admin = properties['AdminCreateUserConfig'];
    if (!isObject(admin) || textOfJson(admin['AllowAdminCreateUserOnly'] ?? '') !== 'true')
      throw new Error('people may sign up by themselves; only pools whose people are made by the operator are run here');
    const lambdas = properties['LambdaConfig'];
    if (isObject(lambdas) && Object.keys(lambdas).length > 0) throw new Error('it has triggers; only pools without are run here');
    const id = previous?.ref ?? `${region}_${plain(name, 9)}`;
    const provider = `cognito-idp.${region}.amazonaws.com/${id}`;
    const arn = `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`;
    cognito.pools.pools.set(id, { id, arn, provider });
    return { ref: id, attributes: { Arn: arn, UserPoolId: id, ProviderName: provider, ProviderURL: `https://${provider}` } };
  },
};

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

const client: ResourceType = {
  deploy({ properties, provisioner, previous, name }) {
    if (textOfJson(properties['GenerateSecret'] ?? 'false') === 'true')
      throw new Error('it has a secret; only public clients, with PKCE, are run here');
    const id = previous?.ref ?? plain(name, 26);
    const units = (isObject(properties['TokenValidityUnits']) ? properties['TokenValidityUnits'] : {}) as JsonObject;
    const lifetime = (property: string, unit: string, otherwise: number, usual: string): number =>
      numberOf(properties, property, otherwise) * SECONDS[textOfJson(units[unit] ?? usual)]!;
    provisioner.cognito.pools.clients.set(id, {
      id,
      poolId: textOf(properties, 'UserPoolId'),
      callbacks: (properties['CallbackURLs'] ?? []) as string[],
      idSeconds: lifetime('IdTokenValidity', 'IdToken', 1, 'hours'),
      accessSeconds: lifetime('AccessTokenValidity', 'AccessToken', 1, 'hours'),
      refreshSeconds: lifetime('RefreshTokenValidity', 'RefreshToken', 30, 'days'),
    });
    return { ref: id, attributes: { ClientId: id, Name: optionalText(properties, 'ClientName') ?? id } };
  },
};

const group: ResourceType = {
  deploy({ properties, provisioner }) {
    const [poolId, name] = [textOf(properties, 'UserPoolId'), textOf(properties, 'GroupName')];
    const roleArn = optionalText(properties, 'RoleArn');
    const precedence = numberOf(properties, 'Precedence', Number.MAX_SAFE_INTEGER);
    provisioner.cognito.pools.groups.set(`${poolId}/${name}`, { poolId, name, precedence, ...(roleArn !== undefined && { roleArn }) });
    return { ref: name, attributes: {} };
  },
};

const domain: ResourceType = {
  deploy({ properties, provisioner }) {
    const prefix = textOf(properties, 'Domain');
    provisioner.cognito.pools.domains.set(prefix, textOf(properties, 'UserPoolId'));
    return { ref: prefix, attributes: { CloudFrontDistribution: '' } };
  },
};

const identityPool: ResourceType = {
  deploy({ properties, provisioner, previous, logicalId, name }) {
    if (textOfJson(properties['AllowUnauthenticatedIdentities'] ?? '') !== 'false')
      throw new Error('it lets in who has not signed in; only pools that do not are run here');
    const hex = Buffer.from(plain(name, 16)).toString('hex');
    const id =
      previous?.ref ??
      `${provisioner.region}:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}`;
    const providers = objectsOf(properties, 'CognitoIdentityProviders').map((each) => ({
      provider: textOf(each, 'ProviderName'),
      clientId: textOf(each, 'ClientId'),
      checked: textOfJson(each['ServerSideTokenCheck'] ?? 'false') === 'true',
    }));
    provisioner.cognito.pools.identityPools.set(id, { id, providers, tags: {} });
    return { ref: id, attributes: { Id: id, Name: optionalText(properties, 'IdentityPoolName') ?? logicalId } };
  },
};

/** Roles come from the token, that is from the groups of the pool: other mappings are not run here. */
const roleAttachment: ResourceType = {
  deploy({ properties, logicalId }) {
    const mappings = properties['RoleMappings'];
    for (const [name, each] of Object.entries(isObject(mappings) ? mappings : {}))
      if (!isObject(each) || each['Type'] !== 'Token' || each['AmbiguousRoleResolution'] !== 'Deny')
        throw new Error(`its mapping ${name} is not one by token that denies what is ambiguous`);
    if (!isObject(mappings) || Object.keys(mappings).length === 0) throw new Error('it maps no roles by token');
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
};

const principalTag: ResourceType = {
  deploy({ properties, provisioner, logicalId }) {
    const { identityPools } = provisioner.cognito.pools;
    const id = textOf(properties, 'IdentityPoolId');
    const pool = identityPools.get(id);
    if (!pool) throw new Error(`it belongs to the identity pool ${id}, which the template does not have`);
    const tags = isObject(properties['PrincipalTags']) ? properties['PrincipalTags'] : {};
    identityPools.set(id, { ...pool, tags: Object.fromEntries(Object.entries(tags).map(([tag, claim]) => [tag, textOfJson(claim)])) });
    return { ref: logicalId, attributes: {} };
  },
};

export const cognitoTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Cognito::UserPool': userPool,
  'AWS::Cognito::UserPoolClient': client,
  'AWS::Cognito::UserPoolGroup': group,
  'AWS::Cognito::UserPoolDomain': domain,
  'AWS::Cognito::IdentityPool': identityPool,
  'AWS::Cognito::IdentityPoolRoleAttachment': roleAttachment,
  'AWS::Cognito::IdentityPoolPrincipalTag': principalTag,
};
