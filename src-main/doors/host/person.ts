import { userInfo } from 'node:os';

/** Whoever is at this machine, unless `--as` says otherwise. */
export function thisPerson(): string {
  try {
    return userInfo().username || 'me';
  } catch {
    return 'me';
  }
}
