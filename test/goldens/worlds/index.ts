/** The golden worlds, compiled here and played everywhere. Between them they use every part of the engine. */
import { levelOf } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { behaviourWorlds } from './behaviour.ts';
import { controlWorlds } from './control.ts';
import { gameWorlds } from './game.ts';
import { lab, labCommands } from './lab.ts';
import { languageWorlds } from './languages.ts';
import { physicsWorlds } from './physics.ts';
import { sampleWorlds } from './samples.ts';
import { storageWorlds } from './storage.ts';
import { wayWorlds } from './ways.ts';
import { world } from './world.ts';

/** @param ticks how long the worlds that have no end of their own are played */
export const goldenWorlds = (ticks: number): GoldenWorld[] => [
  world('laboratory', levelOf(lab), 'lab', ticks, labCommands),
  ...physicsWorlds(ticks),
  ...sampleWorlds(ticks),
  ...gameWorlds(ticks),
  ...storageWorlds(ticks),
  ...controlWorlds(ticks),
  ...behaviourWorlds(ticks),
  ...languageWorlds(ticks),
  ...wayWorlds(ticks),
];
