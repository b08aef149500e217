import type { Announcement, Topic } from '../../contract/index.ts';

/** A window that listens, and whose it is. */
export interface Listener {
  person: string;
  announce<T extends Topic>(topic: T, announcement: Announcement<T>): void;
}

/** Who is told: one person, whoever sees a tenant's sessions or levels, whoever may look at the projects, or every window. */
export type Audience = { person: string } | { tenant: string } | 'members' | 'everybody';

export interface AnnouncerOptions {
  seesTenant: (person: string, tenant: string) => Promise<boolean>;
  isMember: (person: string) => boolean;
  log: (error: unknown) => void;
}

export interface Announcer {
  /** @returns how to stop listening */
  join: (listener: Listener) => () => void;
  watched: () => boolean;
  tell: <T extends Topic>(to: Audience, topic: T, announcement: Announcement<T>) => Promise<void>;
}

/** Tells windows what they did not ask for, and nobody what is not theirs to know. */
export function createAnnouncer({ seesTenant, isMember, log }: AnnouncerOptions): Announcer {
  const listeners = new Set<Listener>();

  const hears = async (person: string, to: Audience): Promise<boolean> => {
    if (to === 'everybody') return true;
    if (to === 'members') return isMember(person);
    return 'person' in to ? to.person === person : seesTenant(person, to.tenant);
  };

  return {
    join(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watched: () => listeners.size > 0,
    async tell(to, topic, announcement) {
      await Promise.all(
        [...listeners].map(async (listener) => {
          try {
            if ((await hears(listener.person, to)) && listeners.has(listener)) listener.announce(topic, announcement);
          } catch (error) {
            log(error);
          }
        }),
      );
    },
  };
}
