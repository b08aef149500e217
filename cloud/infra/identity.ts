import { Aws, aws_cognito as cognito, aws_iam as iam, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { roles, type Role } from '../ports/index.ts';
import type { Data } from './data.ts';
import { rightsOf, statementsOf } from './rights.ts';
import { withObjectKey } from './tenants.ts';

const SERVICE = 'cognito-identity.amazonaws.com';
/** Where a person's browser comes back to on their own computer, letter by letter. */
const CALLBACK = 'http://127.0.0.1:8976/signed-in';

const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

/**
 * Who people are: a pool whose people the operator makes, each in one tenant; groups, which are the product's roles; and an identity pool, which
 * gives who has signed in the keys of their role, tagged with their tenant.
 */
export class Identity extends Construct {
  readonly pool: cognito.UserPool;
  readonly client: cognito.UserPoolClient;
  readonly identityPool: cognito.CfnIdentityPool;
  readonly domainUrl: string;

  constructor(scope: Construct, id: string, { data }: { data: Data }) {
    super(scope, id);
    this.pool = new cognito.UserPool(this, 'People', {
      selfSignUpEnabled: false,
      accountRecovery: cognito.AccountRecovery.NONE,
      passwordPolicy: { minLength: 12, requireDigits: false, requireLowercase: false, requireSymbols: false, requireUppercase: false },
      // Nobody changes their own tenant: it is said once, when the person is made.
      customAttributes: { tenant: new cognito.StringAttribute({ mutable: false, minLen: 1, maxLen: 63 }) },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.client = this.pool.addClient('Doors', {
      generateSecret: false,
      authFlows: {},
      oAuth: { flows: { authorizationCodeGrant: true }, scopes: [cognito.OAuthScope.OPENID], callbackUrls: [CALLBACK] },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // A role that is taken away ends with the token that says it, at the latest.
      idTokenValidity: Duration.minutes(15),
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
    });
    const domain = this.pool.addDomain('Pages', { cognitoDomain: { domainPrefix: `ledgerquest-${Aws.ACCOUNT_ID}` } });
    this.domainUrl = domain.baseUrl();
    this.identityPool = new cognito.CfnIdentityPool(this, 'Keys', {
      allowUnauthenticatedIdentities: false,
      cognitoIdentityProviders: [
        { clientId: this.client.userPoolClientId, providerName: this.pool.userPoolProviderName, serverSideTokenCheck: true },
      ],
    });
    new cognito.CfnIdentityPoolPrincipalTag(this, 'Tags', {
      identityPoolId: this.identityPool.ref,
      identityProviderName: this.pool.userPoolProviderName,
      principalTags: { tenant: 'custom:tenant' },
      useDefaults: false,
    });
    new cognito.CfnIdentityPoolRoleAttachment(this, 'Roles', {
      identityPoolId: this.identityPool.ref,
      roleMappings: {
        byToken: {
          type: 'Token',
          ambiguousRoleResolution: 'Deny',
          identityProvider: `${this.pool.userPoolProviderName}:${this.client.userPoolClientId}`,
        },
      },
    });
    for (const [precedence, role] of byRights.entries()) this.#group(role, precedence, data);
  }

  /** A group and what the keys of who is in it may do. */
  #group(role: Role, precedence: number, data: Data): void {
    const keys = new iam.Role(this, `SignedIn${capital(role)}`, {
      description: `What somebody may do for their tenant who signed in as ${role}`,
      assumedBy: new iam.FederatedPrincipal(
        SERVICE,
        {
          StringEquals: { [`${SERVICE}:aud`]: this.identityPool.ref },
          'ForAnyValue:StringLike': { [`${SERVICE}:amr`]: 'authenticated' },
          StringLike: { 'aws:RequestTag/tenant': '?*' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
        },
        'sts:AssumeRoleWithWebIdentity',
      ).withSessionTags(),
    });
    for (const statement of withObjectKey(data, statementsOf(role, data))) keys.addToPolicy(statement);
    new cognito.CfnUserPoolGroup(this, `Group${capital(role)}`, {
      userPoolId: this.pool.userPoolId,
      groupName: role,
      precedence,
      roleArn: keys.roleArn,
    });
  }
}

/** Who has several roles gets the keys of the one that may do most. */
const byRights = [...roles].sort((a, b) => rightsOf(b).length - rightsOf(a).length);
