import { expect, test } from 'vitest';
import { told } from './testing/told.ts';

const camera = (main: boolean) => ({ components: { Transform: {}, Camera: { main } } });

test('two main cameras are told of by both names, at each but the one that is looked through', () => {
  expect(told({ gate: camera(true), yard: camera(false) })).toEqual([]);
  const both = (other: string): string => `Entity gate and Entity ${other} are both the main camera: players look through Entity gate.`;
  expect(told({ yard: camera(true), gate: camera(true), alley: camera(false), zoo: { components: { Camera: {} } } })).toEqual([
    ['two-main-cameras', both('yard'), 'yard.Camera.main', 'warning'],
    ['two-main-cameras', both('zoo'), 'zoo.Camera.main', 'warning'],
  ]);
});
