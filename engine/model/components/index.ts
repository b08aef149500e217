import type { ComponentType } from '../component.ts';
import { Achievement } from './achievement.ts';
import { Behaviour } from './behaviour.ts';
import { Board } from './board.ts';
import { Camera } from './camera.ts';
import { Character } from './character.ts';
import { Collider } from './collider.ts';
import { Conveyor } from './conveyor.ts';
import { Dial } from './dial.ts';
import { Joint } from './joint.ts';
import { Label } from './label.ts';
import { Light } from './light.ts';
import { Material } from './material.ts';
import { Model } from './model.ts';
import { NavAgent } from './nav-agent.ts';
import { NavObstacle } from './nav-obstacle.ts';
import { NavRegion } from './nav-region.ts';
import { NavWay } from './nav-way.ts';
import { Occupants } from './occupants.ts';
import { Panorama } from './panorama.ts';
import { Path } from './path.ts';
import { PathFollower } from './path-follower.ts';
import { Progress } from './progress.ts';
import { Quest } from './quest.ts';
import { RigidBody } from './rigid-body.ts';
import { Role } from './role.ts';
import { Seat } from './seat.ts';
import { Shape } from './shape.ts';
import { Sound } from './sound.ts';
import { Spawned } from './spawned.ts';
import { Spawner } from './spawner.ts';
import { Spin } from './spin.ts';
import { Stack } from './stack.ts';
import { StateMachine } from './state-machine.ts';
import { Team } from './team.ts';
import { Timer } from './timer.ts';
import { Transform } from './transform.ts';
import { Trigger } from './trigger.ts';
import { Typeface } from './typeface.ts';
import { Velocity } from './velocity.ts';
import { Wallet } from './wallet.ts';

export {
  Achievement,
  Behaviour,
  Board,
  Camera,
  Character,
  Collider,
  Conveyor,
  Dial,
  Joint,
  Label,
  Light,
  Material,
  Model,
  NavAgent,
  NavObstacle,
  NavRegion,
  NavWay,
  Occupants,
  Panorama,
  Path,
  PathFollower,
  Progress,
  Quest,
  RigidBody,
  Role,
  Seat,
  Shape,
  Sound,
  Spawned,
  Spawner,
  Spin,
  Stack,
  StateMachine,
  Team,
  Timer,
  Transform,
  Trigger,
  Typeface,
  Velocity,
  Wallet,
};

/** The component types that every level has, besides those of its project. */
export const builtinComponents: readonly ComponentType[] = [
  Achievement,
  Behaviour,
  Board,
  Camera,
  Character,
  Collider,
  Conveyor,
  Dial,
  Joint,
  Label,
  Light,
  Material,
  Model,
  NavAgent,
  NavObstacle,
  NavRegion,
  NavWay,
  Occupants,
  Panorama,
  Path,
  PathFollower,
  Progress,
  Quest,
  RigidBody,
  Role,
  Seat,
  Shape,
  Sound,
  Spawned,
  Spawner,
  Spin,
  Stack,
  StateMachine,
  Team,
  Timer,
  Transform,
  Trigger,
  Typeface,
  Velocity,
  Wallet,
];
