import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { Tenant } from '../events/index.ts';
import { roles } from '../ports/index.ts';

/** `<data>/people.json`: who belongs to which tenant of a cloud on one machine, and as what. People edit it by hand. */
export const PeopleFile = z.strictObject({
  format: z.literal(1),
  tenants: z.record(Tenant, z.record(z.string().min(1).max(128), z.array(z.enum(roles)).min(1))),
  /** Where the data of a tenant stays, for those that say so. */
  regions: z.record(z.string(), z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/)).optional(),
});
export type PeopleFile = z.infer<typeof PeopleFile>;

/** The file's people. */
export const readPeople = (file: string, owner: string): PeopleFile['tenants'] => readPeopleFile(file, owner).tenants;

/** Whoever starts a cloud on their own machine owns its tenants and operates it. */
const all = ['owner', 'operator'] as const;

/** The file. Where there is none, it is written with `owner` as the owner and operator of the tenants `demo` and `acme`. */
export function readPeopleFile(file: string, owner: string): PeopleFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const first: PeopleFile = { format: 1, tenants: { demo: { [owner]: [...all] }, acme: { [owner]: [...all] } } };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(first, null, 2)}\n`, { mode: 0o600 });
    return first;
  }
  const document = parse(text);
  if (document === undefined)
    return refuse({
      code: 'bad-people-file',
      message: `${file} is not JSON.`,
      hint: 'Correct it, or move it away: the next start writes one with its owner alone.',
      where: file,
    });
  const parsed = PeopleFile.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse({
    code: 'bad-people-file',
    where: file,
    ...wordsOf(file, issue),
  });
}

/** What is wrong at its place, and what is right there. */
function wordsOf(file: string, issue: z.core.$ZodIssue | undefined): { message: string; hint?: string } {
  const [part, tenant = ''] = issue?.path.map(String) ?? [];
  if (part === 'tenants' && issue?.code === 'invalid_key')
    return {
      message: `${file}: no tenant can be called ${JSON.stringify(tenant)}.`,
      hint: 'A tenant’s name has 2 to 31 small letters, digits and dashes, and begins with a letter.',
    };
  return {
    message: `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`,
    ...(part === 'tenants' && { hint: `Roles are ${roles.join(', ')}.` }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
