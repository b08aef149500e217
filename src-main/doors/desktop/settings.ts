import { z } from 'zod';
import type { Keep } from './window-state.ts';

/** What the person has said about this computer's windows, once for all of them. Absent: not asked yet. */
const Settings = z.object({
  format: z.literal(1),
  /** Where secrets lie on a computer without a keychain. */
  secrets: z.literal('file').optional(),
  /** Whether the app looks for updates by itself; it does until somebody says never. */
  updates: z.enum(['look', 'never']).optional(),
  channel: z.enum(['latest', 'beta']).optional(),
  /** Reports of crashes stay here until somebody says that they may be sent. */
  crashReports: z.enum(['send', 'keep']).optional(),
});
export type Settings = Omit<z.infer<typeof Settings>, 'format'>;

export interface SettingsStore {
  read(): Settings;
  change(change: Settings): void;
}

/** Unreadable is the same as never asked. */
export function openSettings(keep: Keep): SettingsStore {
  const read = (): Settings => {
    const parsed = Settings.safeParse(keep.read());
    if (!parsed.success) return {};
    const { format: _format, ...settings } = parsed.data;
    return settings;
  };
  return { read, change: (change) => keep.write({ ...read(), ...change, format: 1 }) };
}
