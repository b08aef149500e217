import { z } from 'zod';

/** A web address that a sign-in may be at: over TLS, or on this computer. */
const Address = z.url().refine((text) => {
  const { protocol, hostname, username, password } = new URL(text);
  return (protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')) && username === '' && password === '';
}, 'a sign-in is at an address that begins with https://');

const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region is written as eu-central-1 is');

/** How somebody signs in to AWS. Names of regions and pools become names of hosts, and are nothing else than names. */
export const SignInWay = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('identity-center'),
    startUrl: Address,
    region: Region,
    account: z
      .string()
      .regex(/^\d{12}$/, 'an account has 12 digits')
      .optional(),
    role: z
      .string()
      .regex(/^[\w+=,.@-]{1,64}$/, 'that is no name of a role')
      .optional(),
  }),
  z.strictObject({
    by: z.literal('cognito'),
    domain: Address.transform((text) => new URL(text).origin),
    clientId: z.string().regex(/^\w{1,128}$/, 'that is no client of a user pool'),
    pool: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/, 'a user pool is written as eu-central-1_AbCdEf is'),
    identityPool: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d:[0-9a-f-]+$/, 'an identity pool is written as eu-central-1:<uuid> is')
      .optional(),
    /** Where the browser comes back to; registered for the client, letter by letter. */
    redirect: z.url().default('http://127.0.0.1:8976/signed-in'),
  }),
]);
export type SignInWay = z.infer<typeof SignInWay>;

const Role = z.object({ account: z.string(), name: z.string().optional(), role: z.string() });

/** How it stands with the sign-in to AWS of this computer's person. Nothing of it is a secret. */
export const SignInState = z.discriminatedUnion('at', [
  /** `why`: the last one did not come about, or ended. */
  z.object({ at: z.literal('out'), why: z.object({ message: z.string(), hint: z.string().optional() }).optional() }),
  /** The person is at the page, in their own browser; the code is to be compared. */
  z.object({ at: z.literal('waiting'), page: z.url(), code: z.string().optional() }),
  z.object({
    at: z.literal('in'),
    /** The start page, or the domain of the user pool. */
    where: z.string(),
    account: z.string().optional(),
    role: z.string().optional(),
    /** Which there are, where none is chosen yet. */
    roles: z.array(Role),
  }),
]);
export type SignInState = z.infer<typeof SignInState>;

export const ChosenRole = z.object({ account: z.string().regex(/^\d{12}$/), role: z.string().regex(/^[\w+=,.@-]{1,64}$/) }).strict();
