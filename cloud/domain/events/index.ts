export { achievementRules, awardFinished, type AwardDeps } from './achievements.ts';
export { noticeOf } from './notices.ts';
export { channelMoved, commandTaken, headMoved, requestMoved, segmentSealed, sessionStarted, summaryEvery } from './raise.ts';
export { warmAtQuorum, warmingQuorum, type WarmDeps } from './warming.ts';
