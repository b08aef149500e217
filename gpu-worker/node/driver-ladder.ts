import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One way to reach a Vulkan driver. Loaders read their environment once, so every rung is tried in a process of its own. */
export interface Rung {
  name: 'given' | 'system' | 'chromium-swiftshader' | 'lavapipe';
  env: Readonly<Record<string, string>>;
}

const chromiumHomes = ['/usr/lib/chromium', '/opt/google/chrome', '/usr/lib/chromium-browser'];
const lavapipeIcds = [
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.aarch64.json',
];

export interface Machine {
  env: NodeJS.ProcessEnv;
  exists: (path: string) => boolean;
}

/**
 * The drivers worth trying here, best first: the one that was named, the machine's own (a GPU), Chromium's SwiftShader, lavapipe. Dawn refuses
 * a lavapipe older than Mesa 25 by itself, so a rung may turn out to hold nothing. `LEDGERQUEST_DRIVERS` names the only rungs to try, by comma.
 */
export function driverLadder({ env, exists }: Machine = { env: process.env, exists: existsSync }): Rung[] {
  const rungs: Rung[] = [];
  const named = env['LEDGERQUEST_VK_ICD'];
  if (named) rungs.push({ name: 'given', env: { VK_ICD_FILENAMES: named } });
  rungs.push({ name: 'system', env: {} });
  const homes = [...(env['LEDGERQUEST_CHROMIUM'] ? [dirname(env['LEDGERQUEST_CHROMIUM'])] : []), ...chromiumHomes];
  for (const home of new Set(homes)) {
    const icd = join(home, 'vk_swiftshader_icd.json');
    if (!exists(icd)) continue;
    const search = [home, ...(env['LD_LIBRARY_PATH'] ? [env['LD_LIBRARY_PATH']] : [])].join(':');
    rungs.push({ name: 'chromium-swiftshader', env: { VK_ICD_FILENAMES: icd, LD_LIBRARY_PATH: search } });
  }
  const lavapipe = lavapipeIcds.find(exists);
  if (lavapipe) rungs.push({ name: 'lavapipe', env: { VK_ICD_FILENAMES: lavapipe } });
  const only = env['LEDGERQUEST_DRIVERS']?.split(',');
  return only === undefined ? rungs : rungs.filter(({ name }) => only.includes(name));
}
