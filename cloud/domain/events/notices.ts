import type { DomainEvent } from '../../events/catalogue/index.ts';
import type { Notice } from '../../ports/index.ts';

/** What an event has to tell the people of its tenant; undefined where it is of no interest to them. */
export function noticeOf({ type, detail }: DomainEvent): Notice | undefined {
  switch (type) {
    case 'LevelPublished.v1': {
      const { level, channel, revision, latest, publisher } = detail;
      return { kind: 'published', about: level, said: { channel, revision, latest, publisher } };
    }
    case 'LevelRefused.v1':
      return { kind: 'refused', about: detail.request, said: { code: detail.code } };
    case 'SessionFinished.v1': {
      const { session, how, ticks, players } = detail;
      return { kind: 'finished', about: session, said: { how, ticks, players } };
    }
    case 'SessionParked.v1':
      return { kind: 'parked', about: detail.session, said: { ticks: detail.ticks } };
    case 'BudgetSpent.v1': {
      const { month, percent, spentUsd, budgetUsd } = detail;
      return { kind: 'budget', about: month, said: { percent, spentUsd, budgetUsd } };
    }
    case 'SessionStarted.v1':
    case 'PlayerJoined.v1':
    case 'PlayersJoined.v1':
    case 'SessionPhaseChanged.v2':
    case 'SliceCommitted.v1':
    case 'AssetStored.v1':
    case 'AuditSealed.v1':
      return undefined;
  }
}
