import type { AuditEntry, SessionSummary as CloudSession } from '../../../cloud/client/index.ts';
import { CompiledLevel, compiledPath } from '../../../engine/model/compiled.ts';
import type { SessionSummary } from '../../contract/index.ts';
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
  const known = played.get(id);
  if (known !== undefined) return known;
  try {
    const { start } = await client.session(tenant, id);
    const { files } = await client.package(tenant, start.level, start.packageHash);
    const level = CompiledLevel.parse(JSON.parse(new TextDecoder().decode(files.get(compiledPath))));
    const scenario = start.start.scenario ?? Object.keys(level.scenarios)[0] ?? '';
    const { name, ticks = 0 } = level.scenarios[scenario] ?? {};
    const found = { ticks, ...(name !== undefined && { name }) };
    played.set(id, found);
    return found;
  } catch {
    return { ticks: 0 };
  }
}

export const summarise = (session: CloudSession, { name, ticks }: Played): SessionSummary => {
  const { project: _project, startedBy: _startedBy, kpis: _kpis, ...view } = session;
  return { ...view, plannedTicks: ticks, ...(name !== undefined && { scenario: name }) };
};

const deeds: Readonly<Record<string, string>> = { $pause: 'paused', $resume: 'resumed', $end: 'ended' };

/** So many commands of a record, and so many characters of what one carries; all of it is in `lq audit query`. */
const mostSaid = 20;
const mostSent = 120;

/** What a command carries: "quantity 9, stage retailer". */
function sentText(payload: unknown): string {
  const text =
    payload === null || typeof payload !== 'object' || Array.isArray(payload)
      ? JSON.stringify(payload)
      : Object.entries(payload)
          .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
          .join(', ');
  return text.length > mostSent ? `${text.slice(0, mostSent)}…` : text;
}

/** What a record of the audit says that happened, in a line. */
export async function sliceSummary(
  { fromTick, toTick, commands }: Pick<Extract<AuditEntry, { kind: 'slice' }>, 'fromTick' | 'toTick' | 'commands'>,
  nameOf: (id: string) => Promise<string>,
): Promise<string> {
  const said = await Promise.all(
    commands.slice(0, mostSaid).map(async ({ type, sender, payload }) => {
      const deed = deeds[type];
      const { person, why, sender: seat } = (payload ?? {}) as { person?: unknown; why?: unknown; sender?: unknown };
      if (type === '$join') return `player ${String(seat)} joined`;
      if (deed !== undefined && typeof why === 'string') return `${deed} by the cloud (${why})`;
      if (deed !== undefined) return `${deed} by ${await nameOf(String(person))}`;
      const sent = sentText(payload ?? {});
      return `${type}${sent === '' ? '' : ` (${sent})`} by ${sender === 0 ? 'the host' : `player ${sender}`}`;
    }),
  );
  if (commands.length > mostSaid) said.push(`and ${commands.length - mostSaid} more`);
  const ticks = toTick > fromTick ? `Ticks ${fromTick + 1} to ${toTick}` : `After tick ${toTick}`;
  return `${ticks}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
}
