import { createHash, createPublicKey, verify } from 'node:crypto';
import { readExport, verifySession, type Assurance, type SessionVerdict, type WitnessStore, witnessOf } from '../domain/audit/index.ts';
import { need } from '../domain/refusal.ts';
import { bytesOfBase64, type EngineBuild, type SigningPurpose, type Signature } from '../ports/index.ts';

export interface AuditFileVerdict extends SessionVerdict {
  readonly tenant: string;
  readonly assurance: Extract<Assurance, 'local' | 'witnessed'>;
  /** SHA-256 of the audit key that the file carries, hex: to be compared with the tenant's own. */
  readonly key: string;
}

/** SHA-256 of a public key, hex. */
export const fingerprintOf = (spki: Uint8Array): string => createHash('sha256').update(spki).digest('hex');

/**
 * Checks an exported audit with nothing else at hand than the engine build that it names: what `lq session verify` checks, with the key in the
 * file. That this is the tenant's key is for who knows its fingerprint to say, or for heads of the session that were seen here before.
 */
export async function verifyAuditFile(
  text: string,
  { engine, witness }: { engine: (id: string) => Promise<EngineBuild>; witness?: WitnessStore },
): Promise<AuditFileVerdict> {
  const exported = need(readExport(text), () => ({
    code: 'not-an-audit-file',
    message: 'This is no exported audit.',
    hint: 'Make one: lq audit export <session> --to <file>',
  }));
  const { header, audit, problems } = exported;
  const { tenant, session, commits, key } = header;
  const build = await engine(header.engine);
  const seen = witnessOf(witness?.seen(tenant) ?? []);
  const verdict = await verifySession(
    {
      audit,
      keys: {
        verify: async (_tenant: string, _purpose: SigningPurpose, signed: string, signature: Signature) => holds(key, signed, signature),
      },
      engines: { load: async () => build, list: async () => [build.id] },
      level: async () => build.openPackage(exported.package.manifest, exported.package.files),
      sleep: async () => {},
      head: async () => ({ version: commits }),
    },
    { tenant, session },
    seen,
  );
  const findings = [...problems.map((message) => ({ kind: 'session' as const, session, name: 'file', message })), ...verdict.findings];
  return {
    ...verdict,
    findings,
    diverged: verdict.diverged || findings.length > 0,
    tenant,
    assurance: seen[session] === undefined ? 'local' : 'witnessed',
    key: fingerprintOf(key),
  };
}

function holds(spki: Uint8Array, text: string, { value }: Signature): boolean {
  const signed = bytesOfBase64(value);
  if (signed === undefined) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return verify('sha256', Buffer.from(text), key, signed);
  } catch {
    return false;
  }
}
