import { z } from 'zod';
import { isRefusal } from '../../domain/refusal.ts';

/** Why a request was not answered, as RFC 9457 writes it. */
export const Problem = z
  .object({
    type: z.string().describe('Names the problem: urn:ledgerquest:problem:<code>'),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().describe('What is wrong, for people to read'),
    hint: z.string().optional().describe('What to do about it'),
    where: z.string().optional().describe('What it is about'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be done as it is',
  401: 'Nobody has signed in',
  403: 'This needs another role',
  404: 'There is no such thing',
  405: 'This cannot be done here',
  500: 'The API failed',
};

export const problem = (status: number, parts: Pick<Problem, 'code' | 'detail' | 'hint' | 'where'>): Problem => {
  const { code, detail, hint, where } = parts;
  return {
    type: `urn:ledgerquest:problem:${code}`,
    title: titles[status] ?? titles[400]!,
    status,
    code,
    detail,
    ...(hint !== undefined && { hint }),
    ...(where !== undefined && { where }),
  };
};

/** A refusal's sentences; anything else is a fault of ours, whose insides stay in the log. */
export function problemOf(error: unknown): Problem {
  if (!isRefusal(error)) return problem(500, { code: 'internal', detail: 'The API failed at this request.', hint: 'Try again.' });
  const { code, message, hint, where } = error.toJSON();
  const status = code === 'forbidden' ? 403 : /(^|-)unknown(-|$)/.test(code) ? 404 : 400;
  return problem(status, { code, detail: message, ...(hint !== undefined && { hint }), ...(where !== undefined && { where }) });
}
