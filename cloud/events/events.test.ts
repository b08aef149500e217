import { describe, expect, it } from 'vitest';
import type { ZodType } from 'zod';
import {
  AlarmStateChange,
  alarmStateChangeSample,
  ObjectCreated,
  objectCreatedSample,
  PlayerMessage,
  playerMessageSamples,
  PublishRequest,
  publishRequestSample,
  Tenant,
} from './index.ts';

describe('event schemas', () => {
  const samples: [string, ZodType, unknown][] = [
    ['Object Created', ObjectCreated, objectCreatedSample],
    ['alarm state change', AlarmStateChange, alarmStateChangeSample],
    ['publish request', PublishRequest, publishRequestSample],
    ...playerMessageSamples.map((sample): [string, ZodType, unknown] => [`player ${sample.type}`, PlayerMessage, sample]),
  ];
  it.each(samples)('take their sample and give it back unchanged: %s', (_, schema, sample) => {
    expect(schema.parse(structuredClone(sample))).toEqual(sample);
  });

  const strangers: [string, ZodType, unknown][] = [
    ['a request for a channel that would shadow other objects', PublishRequest, { ...publishRequestSample, channel: 'requests' }],
    ['a request whose tenant walks up', PublishRequest, { ...publishRequestSample, tenant: '../acme' }],
    ...['', 'Demo', '-demo', '1demo', 'de mo', 'demo#', 'demo/x', 'demo*', 'a'.repeat(64)].map((name): [string, ZodType, unknown] => [
      `the tenant ${JSON.stringify(name)}`,
      Tenant,
      name,
    ]),
    ['a request whose publisher is a name', PublishRequest, { ...publishRequestSample, publisher: 'ada' }],
    ['a request with a hash of the wrong length', PublishRequest, { ...publishRequestSample, goldenHash: 'abc' }],
    ['an object of another service', ObjectCreated, { ...objectCreatedSample, source: 'aws.ec2' }],
    ['a command without a number', PlayerMessage, { type: 'command', command: { type: 'PlaceOrder', payload: {} } }],
    ['a command with number 0', PlayerMessage, { type: 'command', seq: 0, command: { type: 'PlaceOrder', payload: {} } }],
    ['a player who gives a name', PlayerMessage, { type: 'join', player: 'Ada Lovelace' }],
    ['a message of no type', PlayerMessage, { type: 'shutdown' }],
  ];
  it.each(strangers)('refuse %s', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
