/** Many strikes at once from one tenant at others, and beside them the same calls where they are allowed. */
import { performance } from 'node:perf_hooks';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { IamError } from '../../../cloud/adapters/aws/iam.ts';
import { Refused, type Attack, type KnownTenant, type Port, type Principal } from './attack.ts';
import { apiAttacks } from './ports/api.ts';
import { dataKeyAttacks } from './ports/data-keys.ts';
import { itemAttacks } from './ports/items.ts';
import { identityAttacks } from './ports/identities.ts';
import { keyAttacks } from './ports/keys.ts';
import { linkAttacks } from './ports/links.ts';
import { machineryAttacks } from './ports/machinery.ts';
import { objectAttacks } from './ports/objects.ts';
import { roomAttacks } from './ports/rooms.ts';
import { tokenAttacks } from './ports/tokens.ts';
import { socketAttacks } from './ports/sockets.ts';
import { differences, type AttackStage } from './stage.ts';

export const attacks: readonly Attack[] = [
  ...itemAttacks,
  ...objectAttacks,
  ...linkAttacks,
  ...keyAttacks,
  ...dataKeyAttacks,
  ...identityAttacks,
  ...tokenAttacks,
  ...apiAttacks,
  ...socketAttacks,
  ...roomAttacks,
  ...machineryAttacks,
];

export interface PortReport {
  strikes: number;
  /** Answered by something else than a no. */
  allowed: number;
  /** Neither let in nor refused: something failed. */
  broken: number;
  controls: number;
  controlsAllowed: number;
}

export interface SiegeReport {
  readonly seed: number;
  readonly strikes: number;
  readonly allowed: number;
  readonly broken: number;
  /** Answers, refusals included, in which something of another tenant stood. */
  readonly leaked: number;
  /** What of the other tenants is not as it was before. */
  readonly changed: readonly string[];
  readonly controls: { readonly tried: number; readonly allowed: number };
  readonly byPort: Readonly<Partial<Record<Port, PortReport>>>;
  readonly byRights: Readonly<Record<string, number>>;
  /** The first of what is not as it should be. */
  readonly findings: readonly string[];
  readonly seconds: number;
}

/** One of that many calls is a control. */
const controlEvery = 20;
const workers = 12;
const mostFindings = 50;

/** @param only the ways in that are tried; all when absent */
export async function runSiege(
  stage: AttackStage,
  { strikes: count, seed, only }: { strikes: number; seed: number; only?: readonly Port[] },
): Promise<SiegeReport> {
  const began = performance.now();
  const byPort: Partial<Record<Port, PortReport>> = {};
  const byRights: Record<string, number> = {};
  const findings: string[] = [];
  const found = (text: string): void => {
    if (findings.length < mostFindings) findings.push(text);
  };
  let leaked = 0;
  const before = await stage.held();
  const findingsOfAcme = async (): Promise<string> => JSON.stringify((await stage.acme.verifyAudit('acme')).findings);
  const audit = await findingsOfAcme();

  const who = (rights: readonly string[] | undefined): Principal[] =>
    stage.principals.filter((principal) => rights === undefined || rights.includes(principal.rights));
  const tried = attacks.filter(({ port }) => only === undefined || only.includes(port));
  const striking = tried.filter(({ by }) => who(by).length > 0);
  const ports = [...Map.groupBy(striking, ({ port }) => port).values()];
  const controls = tried.flatMap((attack) => who(attack.own ?? []).map((by) => ({ attack, by })));

  const make = async (at: number): Promise<void> => {
    const dice = chance(seed * 1_000_003 + at);
    const isControl = at % controlEvery === controlEvery - 1;
    const control = controls[Math.floor(at / controlEvery) % controls.length]!;
    const attack = isControl ? control.attack : dice.pick(ports[at % ports.length]!);
    const by = isControl ? control.by : dice.pick(who(attack.by));
    const target: KnownTenant = isControl ? stage.own : dice.pick(stage.victims);
    const report = (byPort[attack.port] ??= { strikes: 0, allowed: 0, broken: 0, controls: 0, controlsAllowed: 0 });
    const { verdict, text } = await judge(attack.strike({ by, own: stage.own, at: target, stack: stage.stack, chance: dice }));
    const name = `${by.rights} who ${attack.name}${isControl ? '' : ` of ${target.name}`} (${at})`;
    if (isControl) {
      report.controls += 1;
      if (verdict === 'allowed') report.controlsAllowed += 1;
      else found(`${name}, their own: ${verdict}: ${text.slice(0, 300)}`);
      return;
    }
    report.strikes += 1;
    byRights[by.rights] = (byRights[by.rights] ?? 0) + 1;
    if (verdict !== 'refused') {
      report[verdict] += 1;
      found(`${name}: ${verdict}: ${text.slice(0, 300)}`);
    }
    const seen = stage.victims.find((tenant) => text.includes(stage.secretOf(tenant.name)));
    if (seen) {
      leaked += 1;
      found(`${name} sees what is ${seen.name}’s: ${text.slice(0, 300)}`);
    }
  };

  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await make(next - 1);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));

  const changed = differences(before, await stage.held());
  // The tenant that was struck at goes on: its keys are good, and its audit holds.
  if ((await findingsOfAcme()) !== audit) found(`acme’s audit is not what it was: ${await findingsOfAcme()}`);
  const sum = (part: keyof PortReport): number => Object.values(byPort).reduce((total, report) => total + report[part], 0);
  return {
    seed,
    strikes: sum('strikes'),
    allowed: sum('allowed'),
    broken: sum('broken'),
    leaked,
    changed,
    controls: { tried: sum('controls'), allowed: sum('controlsAllowed') },
    byPort,
    byRights,
    findings,
    seconds: Math.round(performance.now() - began) / 1000,
  };
}

/** Whether nothing came in, nothing came out, nothing broke, and everybody may still do what is theirs. */
export const held = ({ allowed, broken, leaked, changed, controls, findings }: SiegeReport): boolean =>
  allowed + broken + leaked + changed.length + findings.length === 0 && controls.allowed === controls.tried;

const isNo = (error: unknown): boolean => error instanceof Refused || (error instanceof IamError && error.code === 'AccessDenied');

interface Judged {
  readonly verdict: 'allowed' | 'refused' | 'broken';
  /** All that was answered. */
  readonly text: string;
}

async function judge(strike: Promise<unknown>): Promise<Judged> {
  try {
    const answer = await strike;
    return { verdict: 'allowed', text: typeof answer === 'string' ? answer : JSON.stringify(answer ?? null) };
  } catch (error) {
    const { name, message, status, $metadata } = error as Error & { status?: number; $metadata?: { httpStatusCode?: number } };
    const answered = status ?? $metadata?.httpStatusCode ?? (isNo(error) ? 403 : 500);
    // 501: what an AWS has and this cloud lacks.
    const refused = (answered >= 400 && answered < 500) || answered === 501;
    return { verdict: refused ? 'refused' : 'broken', text: `${answered} ${name}: ${message} ${JSON.stringify(error)}` };
  }
}
