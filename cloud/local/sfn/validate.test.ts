import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { refuseResource } from './integrations/resource.ts';
import { parseDefinition } from './validate.ts';

const problemsOf = (definition: JsonObject): string[] => {
  const parsed = parseDefinition(JSON.stringify(definition), refuseResource);
  return parsed.ok ? [] : parsed.problems.map((each) => `${each.code} ${each.location} ${each.message}`);
};
const machine = (states: JsonObject, more: JsonObject = {}): JsonObject => ({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: states,
  ...more,
});

describe('a definition is refused by name', () => {
  it('when the machine is written in "JSONPath"', () => {
    expect(problemsOf({ StartAt: 'A', States: { A: { Type: 'Succeed' } } })[0]).toMatch(
      /^JSONPATH_NOT_SUPPORTED \/States\/A State "A" is written in "JSONPath"/,
    );
  });
  it('when one inner state is', () => {
    const inner = { StartAt: 'P', States: { P: { Type: 'Pass', InputPath: '$.x', End: true } } };
    expect(problemsOf(machine({ A: { Type: 'Map', ItemProcessor: inner, End: true } }))[0]).toMatch(
      /\/States\/A\/ItemProcessor\/States\/P\/InputPath/,
    );
  });
  it.each([
    ['a successor that is not there', { A: { Type: 'Pass', Next: 'B' } }, 'There is no state "B"'],
    ['a state that nothing leads to', { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } }, 'No state leads to "B"'],
    ['neither Next nor End', { A: { Type: 'Pass' } }, 'needs either Next or "End": true'],
    ['a broken expression', { A: { Type: 'Pass', Output: '{% $states.input. %}', End: true } }, 'INVALID_JSONATA /States/A/Output'],
    ['a field that does not exist', { A: { Type: 'Pass', Outptu: 1, End: true } }, 'Outptu'],
    ['a type that does not exist', { A: { Type: 'Loop', End: true } }, '/States/A/Type'],
    [
      'a distributed Map',
      {
        A: {
          Type: 'Map',
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'P', States: { P: { Type: 'Succeed' } } },
          End: true,
        },
      },
      'only Mode INLINE',
    ],
    [
      'an integration that this cloud lacks',
      { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', End: true } },
      'no integration glue:startJobRun',
    ],
    ['a pattern that this cloud lacks', { A: { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', End: true } }, 'pattern .sync'],
    ['an activity', { A: { Type: 'Task', Resource: 'arn:aws:states:eu-west-1:1:activity:x', End: true } }, 'not a service integration'],
    ['a Wait without an end', { A: { Type: 'Wait', End: true } }, 'either Seconds or Timestamp'],
    ['two ends for a Wait', { A: { Type: 'Wait', Seconds: 1, Timestamp: 'x', End: true } }, 'either Seconds or Timestamp'],
  ] as const)('for %s', (_what, states, expected) => {
    expect(problemsOf(machine(states as unknown as JsonObject)).join('\n')).toContain(expected);
  });
  it('when it is no JSON', () => {
    expect(parseDefinition('{')).toMatchObject({ ok: false, problems: [{ code: 'INVALID_JSON_DESCRIPTION' }] });
  });
});

it('accepts every kind of state and integration that this cloud runs', () => {
  const task = (Resource: string): JsonObject => ({ Type: 'Task', Resource, End: true });
  const resources = [
    'arn:aws:states:::lambda:invoke',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
    'arn:aws:states:::states:startExecution',
    'arn:aws:states:::dynamodb:updateItem',
    'arn:aws:states:::aws-sdk:dynamodb:transactWriteItems',
    'arn:aws:states:::aws-sdk:s3:putObject',
    'arn:aws:states:::aws-sdk:kms:sign',
    'arn:aws:states:::aws-sdk:sfn:startExecution',
    'arn:aws:states:::events:putEvents',
    'arn:aws:states:::ecs:runTask.waitForTaskToken',
    'arn:aws:states:::sqs:sendMessage',
  ];
  const branches = resources.map((resource) => ({ StartAt: 'T', States: { T: task(resource) } }));
  expect(problemsOf(machine({ A: { Type: 'Parallel', Branches: branches, End: true } }))).toEqual([]);
});
