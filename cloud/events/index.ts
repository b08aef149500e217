export { AlarmStateChange, alarmStateChangeSample } from './alarm.ts';
export { DoorRequest } from './host.ts';
export { PlayerMessage, playerMessageSamples } from './player.ts';
export { ObjectCreated, objectCreatedSample } from './stored.ts';
export { LoopEvent, PictureEvent, RefuseEvent, VerifyEvent } from './workflow.ts';
export { isTenant, Tenant, tenantPattern } from './tenant.ts';
export { Channel, PublishRequest, publishRequestSample } from './request.ts';
