import { expect, test } from 'vitest';
import { driverLadder } from './driver-ladder.ts';

const names = (env: NodeJS.ProcessEnv, files: string[]): string[] =>
  driverLadder({ env, exists: (path) => files.includes(path) }).map(({ name }) => name);

test("a named driver comes first, the machine's own next, software last", () => {
  const files = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'];
  expect(names({ LEDGERQUEST_VK_ICD: '/x.json' }, files)).toEqual(['given', 'system', 'chromium-swiftshader', 'lavapipe']);
  expect(names({}, [])).toEqual(['system']);
});

test('only the drivers that were asked for are tried, which may be none', () => {
  const files = ['/usr/lib/chromium/vk_swiftshader_icd.json'];
  expect(names({ LEDGERQUEST_DRIVERS: 'chromium-swiftshader,lavapipe' }, files)).toEqual(['chromium-swiftshader']);
  expect(names({ LEDGERQUEST_DRIVERS: '' }, files)).toEqual([]);
});

test("SwiftShader's rung also finds the Vulkan loader that lies beside it", () => {
  const [, rung] = driverLadder({
    env: { LEDGERQUEST_CHROMIUM: '/opt/c/chrome', LD_LIBRARY_PATH: '/a' },
    exists: (path) => path === '/opt/c/vk_swiftshader_icd.json',
  });
  expect(rung).toEqual({
    name: 'chromium-swiftshader',
    env: { VK_ICD_FILENAMES: '/opt/c/vk_swiftshader_icd.json', LD_LIBRARY_PATH: '/opt/c:/a' },
  });
});
