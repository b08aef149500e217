/**
 * A short siege of `npm run attack:tenants`, and what the siege finds where a policy is careless. Run it alone:
 * `vitest run --project node test/contract/tenants-attack.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../cloud/handlers/api/routes.ts';
import { held, runSiege } from '../tenants/attack/siege.ts';
import { openAttackStage, type AttackStage } from '../tenants/attack/stage.ts';

let stage: AttackStage;
beforeAll(async () => {
  stage = await openAttackStage();
}, 240_000);
afterAll(() => stage.close());

describe('whoever has the rights of one tenant', () => {
  it('gets, changes and learns nothing of another’s by any way in, and everything that is their own', async () => {
    const report = await runSiege(stage, { strikes: 1000, seed: 3 });
    expect(report.findings).toEqual([]);
    expect(held(report), JSON.stringify(report)).toBe(true);
    expect(Object.values(report.byPort).every(({ strikes }) => strikes > 50)).toBe(true);
    expect(report.controls.tried).toBeGreaterThanOrEqual(50);
  }, 120_000);

  it('is refused by every operation of the HTTP API that is not for them, and answered by every one that is', async () => {
    const report = await runSiege(stage, { strikes: routes.length * 20, seed: 5, only: ['api'] });
    expect(report.findings).toEqual([]);
    expect(held(report), JSON.stringify(report)).toBe(true);
    expect(report.controls.tried).toBe(routes.length);
  }, 120_000);

  it('is found out where a policy forgets where a tenant’s name ends', async () => {
    const careless = stage.cloud.target.outputs.TenantPolicy.replaceAll('PrincipalTag/tenant}#', 'PrincipalTag/tenant}*#');
    const principals = [await stage.doorWith(careless)];
    const report = await runSiege({ ...stage, principals }, { strikes: 600, seed: 4, only: ['items'] });
    expect(report.byPort.items?.allowed).toBeGreaterThan(0);
    expect(report.leaked).toBeGreaterThan(0);
    expect(report.changed).toContainEqual(expect.stringContaining('TENANT#demo2#'));
    expect(report.findings.filter((finding) => !finding.includes('demo2'))).toEqual([]);
    expect(report.controls.allowed).toBe(report.controls.tried);
  }, 120_000);
});
