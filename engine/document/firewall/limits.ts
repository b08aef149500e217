/** What a room takes at once, and keeps. */
export interface FirewallLimits {
  /** Bytes of one update. */
  bytes: number;
  structs: number;
  /** Entities of a level, the deleted ones included. */
  entities: number;
}

export const firewallLimits: FirewallLimits = { bytes: 8 << 20, structs: 400_000, entities: 60_000 };
