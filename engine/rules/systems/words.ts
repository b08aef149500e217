/** What the built-in systems do, for people who know the level and not the engine. */
export interface SystemWords {
  /** To follow "it". */
  readonly does: string;
  /** Fields that it writes, and the field of the same entity that says how much. */
  readonly by?: Readonly<Record<string, string>>;
  /** The component whose `event` and `hero` say which events it counts. */
  readonly counts?: string;
}

export const systemWords: Readonly<Record<string, SystemWords>> = {
  input: { does: 'checks what players send, and seats them' },
  scripts: { does: 'runs the scripts of the level' },
  behaviour: { does: 'lets every entity with a Behaviour visit its tree once a tick, and notes what the visit came to' },
  'state-machine': { does: 'takes every state machine at most one step a tick' },
  velocity: {
    does: 'moves and turns, by its Velocity, every entity that has no body',
    by: { 'Transform.position': 'Velocity.linear', 'Transform.rotation': 'Velocity.angular' },
  },
  spin: {
    does: 'turns every entity with a Spin about its axis',
    by: { 'Transform.rotation': 'Spin.speed', 'Spin.angle': 'Spin.speed' },
  },
  'nav-agent': {
    does: 'leads every running NavAgent over its nav region, around what is in the way',
    by: { 'Transform.position': 'NavAgent.speed', 'NavWay.corners': 'NavAgent.target' },
  },
  'path-follower': {
    does: 'moves every running PathFollower along its path',
    by: { 'Transform.position': 'PathFollower.speed', 'PathFollower.travelled': 'PathFollower.speed' },
  },
  progress: {
    does: 'fills every Progress by its rate, up to its goal',
    by: { 'Progress.value': 'Progress.rate' },
  },
  wallet: {
    does: 'pays every Wallet its income once a tick, as far as its credit allows',
    by: { 'Wallet.balance': 'Wallet.income' },
  },
  timer: { does: 'counts every running Timer down by one a tick, and tells its event when it is over' },
  trigger: { does: 'notes who with a Team is inside the zone of a Trigger' },
  spawner: { does: 'makes an entity of its prefab for every Spawner whose time has come and that has room for one more' },
  quest: { does: 'counts the events that open quests wait for, and pays the hero of a quest that is done', counts: 'Quest' },
  achievement: { does: 'counts the events that achievements wait for', counts: 'Achievement' },
};
