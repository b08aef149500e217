/** Who may do what: one table of the domain, from which the checks and the policies come, and which the page on security shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { permissions, requireRight, type Permission } from '../../cloud/domain/publish/index.ts';
import { rightsOf } from '../../cloud/infra/rights.ts';
import { roles, type Role } from '../../cloud/ports/index.ts';

const root = join(import.meta.dirname, '../..');
const rights = Object.keys(permissions) as Permission[];
const cells = rights.flatMap((right) => roles.map((role) => [role, right] as const));
const may = (role: Role, right: Permission): boolean => (permissions[right] as readonly Role[]).includes(role);

/** The page's table by right, as the roles whose column has a mark. */
function shown(): Record<string, string[]> {
  const text = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| (needs|`\w+`) \|/.test(line));
  const [head = [], ...body] = rows.map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(body.map((row) => [row[1]!.replaceAll('`', ''), head.filter((_, at) => row[at] === '✓')]));
}

describe('the table of rights', () => {
  it('stands on the page on security as it is in the domain', () => {
    const wanted = Object.fromEntries(rights.map((right) => [right, roles.filter((role) => may(role, right))]));
    expect(shown()).toEqual(wanted);
  });

  it.each(cells)('%s: %s', (role, right) => {
    const ask = (): string => {
      try {
        return requireRight({ id: 'u-1', name: 'Ada', roles: [role] }, { tenant: 'demo', called: 'Ada', to: right }).id;
      } catch (error) {
        return (error as { code?: string }).code ?? 'failed';
      }
    };
    expect(ask()).toBe(may(role, right) ? 'u-1' : 'forbidden');
    expect(rightsOf(role).includes(right)).toBe(may(role, right));
  });

  it('lets nobody do anything who is in no role or is no member', () => {
    for (const to of rights)
      for (const member of [undefined, { id: 'u-1', name: 'Ada', roles: [] }])
        expect(() => requireRight(member, { tenant: 'demo', called: 'Ada', to })).toThrow('has no role in tenant demo');
  });
});
