export { alarmNoticeOf, ringing } from './alarm-notice.ts';
export { alarms, overruns } from './alarms.ts';
export { Gauge, metricsEvery, pulseEvery } from './gauge.ts';
export { failureFields, speakable } from './line.ts';
export { emf, metricsNamespace, sessionMetrics } from './metrics.ts';
export { spansOf, traceId, traceOf, type CommandTrace } from './trace.ts';
