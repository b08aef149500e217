import type { AuditEntry, SessionSummary as CloudSession } from '../../../cloud/client/index.ts';
import type { SessionSummary } from '../../contract/index.ts';
import { visible } from '../../contract/visible.ts';
import type { PersonalClient } from '../cloud/as-person.ts';

/** What a session plays; no ticks where that can no longer be told. */
interface Played {
  /** The scenario's name, where the level has any. */
  readonly name?: string;
  readonly ticks: number;
}
const played = new Map<string, Played>();

/** The scenario of a session. Packages never change, so an answer is kept. */
export async function scenarioOf(client: PersonalClient, { tenant, id }: Pick<CloudSession, 'tenant' | 'id'>): Promise<Played> {
  // What a session is called is its tenant's to say.
  const key = `${tenant}/${id}`;
  const known = played.get(key);
  if (known !== undefined) return known;
  try {
    const { start } = await client.session(tenant, id);
    const { scenario } = start.start;
    const all = await client.scenarios(tenant, start.level, start.packageHash);
    const found = (scenario === undefined ? all[0] : all.find((each) => each.id === scenario)) ?? { ticks: 0 };
    played.set(key, found);
    return found;
  } catch {
    return { ticks: 0 };
  }
}

export const summarise = (session: CloudSession, { name, ticks }: Played): SessionSummary => {
  const { project: _project, startedBy: _startedBy, kpis: _kpis, ...view } = session;
  return { ...view, plannedTicks: ticks, ...(name !== undefined && { scenario: name }) };
};

const phases: Readonly<Record<string, string>> = { $pause: 'paused', $resume: 'resumed', $end: 'ended' };

/** So many commands of a record besides its phases, and so many characters of what one carries; all of it is in `lq audit query`. */
const mostSaid = 20;
const mostSent = 120;

/** A word as it is; whatever else somebody wrote between quotes, so that it cannot be taken for what the audit says. */
const quoted = (value: unknown): string => (typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) ? value : JSON.stringify(value));

/** What a command carries: "quantity 9, stage retailer". */
function sentText(payload: unknown): string {
  const text =
    payload === null || typeof payload !== 'object' || Array.isArray(payload)
      ? quoted(payload)
      : Object.entries(payload)
          .map(([name, value]) => `${quoted(name)} ${quoted(value)}`)
          .join(', ');
  return text.length > mostSent ? `${text.slice(0, mostSent)}…` : text;
}

/** What a record of the audit says that happened, in a line. */
export async function sliceSummary(
  { fromTick, toTick, commands }: Pick<Extract<AuditEntry, { kind: 'slice' }>, 'fromTick' | 'toTick' | 'commands'>,
  nameOf: (id: string) => Promise<string>,
): Promise<string> {
  const said: string[] = [];
  let others = 0;
  for (const { type, sender, payload } of commands) {
    const phase = phases[type];
    if (phase !== undefined) {
      const { person, why } = (payload ?? {}) as { person?: unknown; why?: unknown };
      said.push(typeof why === 'string' ? `${phase} by the cloud (${why})` : `${phase} by ${await nameOf(String(person))}`);
    } else if ((others += 1) <= mostSaid) said.push(commandText({ type, sender, payload }));
  }
  if (others > mostSaid) said.push(`and ${others - mostSaid} more`);
  const ticks =
    toTick > fromTick + 1 ? `Ticks ${fromTick + 1} to ${toTick}` : toTick > fromTick ? `Tick ${toTick}` : `After tick ${toTick}`;
  return visible(`${ticks}${said.length > 0 ? `: ${said.join(', ')}` : ''}`);
}

function commandText({ type, sender, payload }: { type: string; sender: number; payload: unknown }): string {
  if (type === '$join') return `player ${String((payload as { sender?: unknown } | null)?.sender)} joined`;
  const sent = sentText(payload ?? {});
  return `${type}${sent === '' ? '' : ` (${sent})`} by ${sender === 0 ? 'the host' : `player ${sender}`}`;
}
