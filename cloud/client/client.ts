import { evidenceClient, type EvidenceClient } from './evidence.ts';
import { headKeeper } from './heads.ts';
import { membersClient, type MembersClient } from './members.ts';
import { operatingClient, type OperatingClient } from './operating.ts';
import { publicationsClient, type PublicationsClient } from './publications.ts';
import { sessionsClient, type SessionsClient } from './sessions.ts';
import { openStores } from './stores.ts';
import type { CloudTarget } from './target.ts';

/** A cloud, as one principal may use it. */
export interface CloudClient extends MembersClient, PublicationsClient, SessionsClient, EvidenceClient, OperatingClient {
  readonly target: CloudTarget;
  close(): void;
}

/** Opens a target. Nothing is sent before the first call. */
export function openTarget(target: CloudTarget): CloudClient {
  const stores = openStores(target);
  const heads = headKeeper(stores, target);
  return {
    target,
    ...membersClient(stores.directory),
    ...publicationsClient(stores, target, heads),
    ...sessionsClient(stores, target, heads),
    ...evidenceClient(stores, heads),
    ...operatingClient(stores, target),
    close: stores.close,
  };
}
