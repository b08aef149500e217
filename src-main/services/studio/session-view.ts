import type { AuditEntry, SessionSummary as CloudSession } from '../../../cloud/client/index.ts';
import { CompiledLevel, compiledPath } from '../../../engine/model/compiled.ts';
import type { SessionSummary } from '../../contract/index.ts';
import type { PersonalClient } from '../cloud/as-person.ts';

const planned = new Map<string, number>();

/** How many ticks a session's scenario has; 0 when that can no longer be told. Packages never change, so an answer is kept. */
export async function plannedTicks(client: PersonalClient, { tenant, id }: Pick<CloudSession, 'tenant' | 'id'>): Promise<number> {
  const known = planned.get(id);
  if (known !== undefined) return known;
  try {
    const { start } = await client.session(tenant, id);
    const { files } = await client.package(tenant, start.level, start.packageHash);
    const level = CompiledLevel.parse(JSON.parse(new TextDecoder().decode(files.get(compiledPath))));
    const scenario = start.start.scenario ?? Object.keys(level.scenarios)[0] ?? '';
    const ticks = level.scenarios[scenario]?.ticks ?? 0;
    planned.set(id, ticks);
    return ticks;
  } catch {
    return 0;
  }
}

export const summarise = (session: CloudSession, ticks: number): SessionSummary => {
  const { project: _project, startedBy: _startedBy, kpis: _kpis, ...view } = session;
  return { ...view, plannedTicks: ticks };
};

const deeds: Readonly<Record<string, string>> = { $pause: 'paused', $resume: 'resumed', $end: 'ended' };

/** What a record of the audit says that happened, in a line. */
export async function sliceSummary(
  { fromTick, toTick, commands }: Pick<Extract<AuditEntry, { kind: 'slice' }>, 'fromTick' | 'toTick' | 'commands'>,
  nameOf: (id: string) => Promise<string>,
): Promise<string> {
  const said = await Promise.all(
    commands.map(async ({ type, sender, payload }) => {
      const deed = deeds[type];
      const { person, why } = (payload ?? {}) as { person?: unknown; why?: unknown };
      if (deed !== undefined && typeof why === 'string') return `${deed} by the cloud (${why})`;
      if (deed !== undefined) return `${deed} by ${await nameOf(String(person))}`;
      return `${type} by ${sender === 0 ? 'the host' : `player ${sender}`}`;
    }),
  );
  const ticks = toTick > fromTick ? `Ticks ${fromTick + 1} to ${toTick}` : `After tick ${toTick}`;
  return `${ticks}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
}
