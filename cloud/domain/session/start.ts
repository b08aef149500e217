import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { resolveParameters, type Parameters } from '../../../engine/model/parameters.ts';
import type {
  Clock,
  Directory,
  EngineBuilds,
  Ids,
  Keys,
  LevelStore,
  LimitsStore,
  LinkSeal,
  Orchestrator,
  Pace,
  Random,
  SessionHost,
  SessionStart,
  SessionStore,
  WorldStart,
} from '../../ports/index.ts';
import { authorise, requireSignature } from '../publish/index.ts';
import { digest } from '../evidence.ts';
import { requireBudget, requireResidency, requireRoomForASession, type BudgetDeps, type ResidencyDeps } from '../quota/index.ts';
import { need, refuse } from '../refusal.ts';
import { latencyOf } from './pins.ts';
import { readLevel } from './level.ts';

export interface StartDeps extends BudgetDeps, Omit<ResidencyDeps, 'limits'> {
  readonly limits: LimitsStore;
  readonly store: SessionStore;
  readonly levels: LevelStore;
  readonly keys: Keys;
  readonly links: LinkSeal;
  readonly directory: Directory;
  readonly engines: Pick<EngineBuilds, 'list'>;
  readonly orchestrator: Orchestrator;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
}

export interface StartOrder {
  readonly tenant: string;
  readonly level: string;
  readonly channel: string;
  /** Who starts it, by the name that the directory knows. */
  readonly person: string;
  readonly scenario?: string;
  readonly parameters?: WorldStart['parameters'];
  /** The scenario's own seed when absent. */
  readonly seed?: number;
  readonly pace?: Pace;
  /** How long what a player does may take until others see it, of a level that keeps to a clock; `interactive` when absent. */
  readonly latency?: 'interactive' | 'relaxed';
  /** Who runs it; `functions` when absent. */
  readonly host?: SessionHost;
}

export interface Started {
  readonly start: SessionStart;
  /** Secret of the player's link; its sha256 is stored, and itself only sealed. */
  readonly token: string;
}

/**
 * Starts a session on what is live: pins engine build, package, parameters and seed for good. Refuses `forbidden`, `level-unpublished`,
 * `scenario-unknown`, `bad-parameter`, `latency-of-turns`, `engine-unknown`, `residency`, `budget-spent`, `quota-sessions`, and a HEAD that the
 * tenant's key did not sign.
 */
export async function startSession(deps: StartDeps, order: StartOrder): Promise<Started> {
  const { tenant, channel } = order;
  const { id: startedBy } = await authorise(deps.directory, { tenant, person: order.person, to: 'startSession' });
  await requireResidency(deps, tenant);
  await requireBudget(deps, tenant);
  await requireRoomForASession(deps, tenant);
  const { revision } = need((await deps.levels.channel(tenant, order.level, channel))?.head, () => ({
    code: 'level-unpublished',
    message: `Nothing of level ${order.level} is live on channel ${channel} of tenant ${tenant}.`,
    hint: `Publish it first: lq publish <folder> --tenant ${tenant}`,
    where: `${order.level}#${channel}`,
  }));
  await requireSignature(deps.keys, revision);
  if (!(await deps.engines.list()).includes(revision.engine))
    refuse({
      code: 'engine-unknown',
      message: `Revision ${revision.revision} of ${order.level} needs ${revision.engine}, which this target does not run.`,
      hint: 'Publish the level again with the engine build of the target.',
      where: revision.engine,
    });
  const level = await readLevel(deps.levels, revision);
  if (order.latency !== undefined && level.clock.kind === 'turns')
    refuse({
      code: 'latency-of-turns',
      message: `Level ${level.id} goes by turns: its slices run when somebody sends a command, so it has no class ${order.latency}.`,
      hint: 'Leave the class out; it is for levels that keep to a clock.',
      where: level.id,
    });
  const start = chooseStart(level, order);
  const token = hex(deps.random.bytes(16));
  const pace = order.pace ?? 'realtime';
  const pins: SessionStart = {
    format: 1,
    tenant,
    region: deps.region,
    session: deps.ids.next('s'),
    project: revision.project,
    level: revision.level,
    channel,
    revision: revision.revision,
    packageHash: revision.packageHash,
    engine: revision.engine,
    start,
    latency: order.latency ?? latencyOf(level.clock),
    pace,
    hz: level.clock.kind === 'realtime' ? level.clock.hz : 0,
    startedBy,
    at: deps.clock.now(),
    tokenHash: digest(token),
    ...(order.host === 'hot' && { host: order.host }),
  };
  if (!(await deps.store.create(pins, await deps.links.seal(pins, token))))
    refuse({ code: 'session-exists', message: `Session ${pins.session} exists already.`, where: pins.session });
  if (level.clock.kind === 'realtime' || pace === 'fast') await deps.orchestrator.startLoop(pins, 0);
  return { start: pins, token };
}

/** Scenario, parameters and seed as pinned; every parameter is checked against its declaration. */
function chooseStart(level: CompiledLevel, { scenario, parameters = {}, seed }: StartOrder): SessionStart['start'] {
  const names = Object.keys(level.scenarios);
  const chosen = scenario ?? names[0];
  const spec = chosen === undefined || !Object.hasOwn(level.scenarios, chosen) ? undefined : level.scenarios[chosen];
  if (scenario !== undefined && spec === undefined)
    refuse({
      code: 'scenario-unknown',
      message: `Level ${level.id} has no scenario ${scenario}.`,
      hint: `It has ${names.join(', ') || 'none'}.`,
      where: scenario,
    });
  resolveParameters(level.parameters, spec?.values ?? {}, parameters as Parameters);
  return {
    ...(chosen !== undefined && { scenario: chosen }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    seed: seed ?? spec?.seed ?? 0,
  };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
