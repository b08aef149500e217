export { achievementRules, awardFinished, type AwardDeps } from './achievements.ts';
export { noticeOf } from './notices.ts';
export {
  budgetMoved,
  channelMoved,
  commandTaken,
  headMoved,
  requestMoved,
  segmentSealed,
  segmentTaken,
  sessionStarted,
  summaryEvery,
} from './raise.ts';
export { warmAtQuorum, warmingQuorum, type WarmDeps } from './warming.ts';
