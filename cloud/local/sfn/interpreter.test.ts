import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { openMachines, type TaskDouble } from '../testing/sfn.ts';
import { StatesError } from './states-error.ts';

let opened: ReturnType<typeof openMachines> | undefined;
afterEach(() => {
  opened?.close();
  opened = undefined;
});
const open = (task: TaskDouble = (input) => input) => (opened = openMachines(task));

const task = (more: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more });

describe('data', () => {
  it('passes input on, or what Output makes of it', async () => {
    const ended = await open().run(
      {
        A: {
          Type: 'Pass',
          Output: { n: '{% $states.input.n + 1 %}', text: 'as it is', list: ['{% $states.context.State.Name %}'] },
          Next: 'B',
        },
        B: { Type: 'Succeed' },
      },
      { n: 1 },
    );
    expect(ended.value).toEqual({ n: 2, text: 'as it is', list: ['A'] });
  });

  it('evaluates Output and Assign on the variables that held before', async () => {
    const ended = await open().run({
      A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'C' },
      C: { Type: 'Succeed', Output: { before: '{% $states.input %}', now: '{% $n %}' } },
    });
    expect(ended.value).toEqual({ before: 1, now: 2 });
  });

  it("takes a Task's result as its output and lets Output see it", async () => {
    const ended = await open((input) => ({ Payload: { doubled: (input['n'] as number) * 2 } })).run(
      { A: task({ Arguments: { n: '{% $states.input.n %}' }, Output: '{% $states.result.Payload.doubled %}', End: true }) },
      { n: 21 },
    );
    expect(ended.value).toBe(42);
  });

  it('fails with States.QueryEvaluationError where an expression gives nothing', async () => {
    const ended = await open().run({ A: { Type: 'Pass', Output: { x: '{% $states.input.missing %}' }, End: true } });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(ended.cause).toContain('$states.input.missing');
  });

  it('fails with States.DataLimitExceeded beyond 256 KiB, which States.ALL does not catch', async () => {
    const ended = await open(() => ({ big: 'x'.repeat(262_144) })).run({
      A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], Next: 'B' }),
      B: { Type: 'Succeed' },
    });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it("has the functions that Step Functions adds, and the host's clock, and no $eval", async () => {
    const { run } = open();
    const ended = await run({
      A: {
        Type: 'Pass',
        Output: {
          range: '{% $range(0, 6, 2) %}',
          parts: '{% $partition([1,2,3,4,5], 2) %}',
          hash: '{% $hash("abc", "SHA-256") %}',
          parsed: '{% $parse("{\\"a\\":1}").a %}',
          millis: '{% $millis() %}',
          now: '{% $now() %}',
          random: '{% $random() < 1 %}',
          uuid: '{% $length($uuid()) %}',
        },
        End: true,
      },
    });
    expect(ended.value).toEqual({
      range: [0, 2, 4, 6],
      parts: [[1, 2], [3, 4], [5]],
      hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      parsed: 1,
      millis: Date.UTC(2026, 0, 1),
      now: '2026-01-01T00:00:00.000Z',
      random: true,
      uuid: 36,
    });
    const refused = await opened!.run({ A: { Type: 'Pass', Output: '{% $eval("1") %}', End: true } });
    expect(refused.error).toBe('States.QueryEvaluationError');
  });
});

describe('Choice', () => {
  const states: JsonObject = {
    A: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Output: 'big' },
        { Condition: '{% $states.input.n = 10 %}', Next: 'Big', Assign: { ten: true } },
      ],
      Default: 'Small',
    },
    Big: { Type: 'Succeed' },
    Small: { Type: 'Fail', Error: 'TooSmall', Cause: '{% "n is " & $string($states.input.n) %}' },
  };
  it('takes the first rule that holds, with its own Output', async () => {
    expect((await open().run(states, { n: 11 })).value).toBe('big');
  });
  it('passes its input on where the rule has no Output', async () => {
    expect((await open().run(states, { n: 10 })).value).toEqual({ n: 10 });
  });
  it('goes to Default, and Fail names its error and cause', async () => {
    expect(await open().run(states, { n: 1 })).toMatchObject({ status: 'FAILED', error: 'TooSmall', cause: 'n is 1' });
  });
  it('fails with States.NoChoiceMatched without a Default', async () => {
    const ended = await open().run({ A: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'B' }] }, B: { Type: 'Succeed' } });
    expect(ended.error).toBe('States.NoChoiceMatched');
  });
  it('refuses a condition that is no boolean', async () => {
    const ended = await open().run({ A: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'B' }] }, B: { Type: 'Succeed' } });
    expect(ended.error).toBe('States.QueryEvaluationError');
  });
});

describe('Wait', () => {
  it('lasts as long as it says, by the clock', async () => {
    const ended = await open().run({ A: { Type: 'Wait', Seconds: '{% $states.input.s %}', Next: 'B' }, B: { Type: 'Succeed' } }, { s: 90 });
    expect(ended.stopped! - ended.started).toBe(90_000);
  });
  it('lasts until its Timestamp', async () => {
    const ended = await open().run({ A: { Type: 'Wait', Timestamp: '2026-01-01T01:00:00Z', End: true } });
    expect(ended.stopped! - ended.started).toBe(3_600_000);
  });
});

describe('Retry and Catch', () => {
  it('retries with growing pauses up to MaxAttempts, then catches', async () => {
    const at: number[] = [];
    const { context } = open(() => {
      at.push(context.time.now());
      throw new StatesError('Busy', 'try later');
    });
    const ended = await opened!.run({
      A: task({
        Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 3, MaxDelaySeconds: 10 }],
        Catch: [
          {
            ErrorEquals: ['States.TaskFailed'],
            Next: 'B',
            Output: { why: '{% $states.errorOutput.Error & ": " & $states.errorOutput.Cause %}' },
            Assign: { caught: true },
          },
        ],
        Next: 'Never',
      }),
      Never: { Type: 'Fail' },
      B: { Type: 'Succeed', Output: { why: '{% $states.input.why %}', caught: '{% $caught %}' } },
    });
    expect(at.map((time, index) => (index === 0 ? 0 : time - at[index - 1]!))).toEqual([0, 2000, 6000, 10_000]);
    expect(ended.value).toEqual({ why: 'Busy: try later', caught: true });
  });

  it('counts attempts for each retrier by itself', async () => {
    const errors = ['A', 'B', 'A', 'B'];
    const { run } = open(() => {
      const error = errors.shift();
      if (error) throw new StatesError(error, '');
      return 'done';
    });
    const ended = await run({
      A: task({
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 2 },
          { ErrorEquals: ['B'], MaxAttempts: 2 },
        ],
        End: true,
      }),
    });
    expect(ended.value).toBe('done');
  });

  it('spreads retries under FULL jitter between nothing and the whole pause', async () => {
    const at: number[] = [];
    const { context } = open(() => {
      at.push(context.time.now());
      throw new StatesError('Busy', '');
    });
    await opened!.run({
      A: task({
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 5, BackoffRate: 1, JitterStrategy: 'FULL' }],
        End: true,
      }),
    });
    const pauses = at.slice(1).map((time, index) => time - at[index]!);
    expect(pauses).toHaveLength(5);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(100_000);
    expect(new Set(pauses).size).toBeGreaterThan(1);
  });

  it('does not retry what no retrier names', async () => {
    let calls = 0;
    const ended = await open(() => {
      calls += 1;
      throw new StatesError('Domain', 'no');
    }).run({ A: task({ Retry: [{ ErrorEquals: ['States.Timeout'] }], End: true }) });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Domain' });
    expect(calls).toBe(1);
  });

  it('times a Task out, as States.Timeout', async () => {
    const ended = await open(
      (_input, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
    ).run({
      A: task({ TimeoutSeconds: 7, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }], Next: 'B' }),
      B: { Type: 'Succeed' },
    });
    expect(ended.stopped! - ended.started).toBe(7000);
    expect(ended.value).toMatchObject({ Error: 'States.Timeout' });
  });

  it("ends an execution that outlasts the machine's TimeoutSeconds", async () => {
    const { put, executions, context } = open();
    const { arn } = executions.start(
      put({ StartAt: 'A', TimeoutSeconds: 60, States: { A: { Type: 'Wait', Seconds: 600, End: true } } }),
      '{}',
    );
    const ended = executions.ended(arn);
    await context.time.advance(60_000);
    expect(await ended).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });
});

describe('Parallel and Map', () => {
  it('gives each branch the same input and lists their outputs', async () => {
    const branch = (n: number): JsonObject => ({
      StartAt: 'P',
      States: { P: { Type: 'Pass', Output: `{% $states.input.x * ${n} %}`, End: true } },
    });
    const ended = await open().run(
      {
        A: {
          Type: 'Parallel',
          Arguments: { x: '{% $states.input.y %}' },
          Branches: [branch(1), branch(10)],
          Output: '{% $sum($states.result) %}',
          End: true,
        },
      },
      { y: 2 },
    );
    expect(ended.value).toBe(22);
  });

  it('maps items with index and value, at most MaxConcurrency at a time, in order', async () => {
    let now = 0;
    let most = 0;
    const { run } = open(async (input) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return (input['v'] as number) * (input['i'] as number);
    });
    const ended = await run(
      {
        A: {
          Type: 'Map',
          Items: '{% $states.input.items %}',
          ItemSelector: { v: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}' },
          MaxConcurrency: 2,
          ItemProcessor: { StartAt: 'T', States: { T: task({ End: true }) } },
          End: true,
        },
      },
      { items: [5, 6, 7, 8] },
    );
    expect(ended.value).toEqual([0, 6, 14, 24]);
    expect(most).toBe(2);
  });

  it('maps nothing to nothing', async () => {
    const ended = await open().run({
      A: { Type: 'Map', Items: [], ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Succeed' } } }, End: true },
    });
    expect(ended.value).toEqual([]);
  });

  it('stops the others when one branch fails, and can catch that', async () => {
    const { run } = open((input, { signal }) => {
      if (input['fail']) throw new StatesError('Broken', 'one');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    });
    const branch = (fail: boolean): JsonObject => ({ StartAt: 'T', States: { T: task({ Arguments: { fail }, End: true }) } });
    const ended = await run({
      A: { Type: 'Parallel', Branches: [branch(false), branch(true)], Catch: [{ ErrorEquals: ['Broken'], Next: 'B' }], Next: 'B' },
      B: { Type: 'Succeed' },
    });
    expect(ended.value).toEqual({ Error: 'Broken', Cause: 'one' });
  });

  it('gives inner threads the variables of outside and keeps theirs inside', async () => {
    const ended = await open().run({
      S: { Type: 'Pass', Assign: { a: 1 }, Next: 'A' },
      A: {
        Type: 'Map',
        Items: [10, 20],
        ItemProcessor: {
          StartAt: 'P',
          States: { P: { Type: 'Pass', Assign: { b: '{% $a + $states.input %}' }, Next: 'Q' }, Q: { Type: 'Succeed', Output: '{% $b %}' } },
        },
        Next: 'B',
      },
      B: { Type: 'Succeed', Output: { result: '{% $states.input %}', inside: '{% $exists($b) %}' } },
    });
    expect(ended.value).toEqual({ result: [11, 21], inside: false });
  });
});

describe('task tokens', () => {
  const states = (more: JsonObject = {}): JsonObject => ({
    A: task({
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: { token: '{% $states.context.Task.Token %}' },
      ...more,
      End: true,
    }),
  });
  const start = async (more: JsonObject = {}) => {
    let token = '';
    const all = open((input) => {
      token = input['token'] as string;
      return {};
    });
    const { arn } = all.executions.start(all.put({ StartAt: 'A', States: states(more) }), '{}');
    await all.context.time.advance(0);
    return { ...all, arn, token };
  };

  it('goes on with the output that the token brings back', async () => {
    const { executions, arn, token } = await start();
    const ended = executions.ended(arn);
    executions.tokens.settle(token, { output: '{"picture":1}' });
    expect(await ended).toMatchObject({ status: 'SUCCEEDED', output: '{"picture":1}' });
    expect(() => executions.tokens.settle(token, { output: '1' })).toThrow(/does not exist anymore/);
    expect(() => executions.tokens.settle('nonsense', { output: '1' })).toThrow(/Invalid Token/);
  });

  it('fails with the error that the token brings back', async () => {
    const { executions, arn, token } = await start();
    const ended = executions.ended(arn);
    executions.tokens.settle(token, { error: 'NoAdapter', cause: 'no GPU' });
    expect(await ended).toMatchObject({ status: 'FAILED', error: 'NoAdapter', cause: 'no GPU' });
  });

  it('times out when heartbeats stop, which States.Timeout also names', async () => {
    const { executions, context, arn, token } = await start({ HeartbeatSeconds: 10, TimeoutSeconds: 100 });
    const ended = executions.ended(arn);
    await context.time.advance(9000);
    executions.tokens.heartbeat(token);
    await context.time.advance(9000);
    expect(executions.tokens.look(token)).toBeDefined();
    await context.time.advance(1000);
    expect(await ended).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
    expect(() => executions.tokens.heartbeat(token)).toThrow(/does not exist anymore/);
  });

  it('times out as a whole however often a heartbeat comes', async () => {
    const { executions, context, arn, token } = await start({ HeartbeatSeconds: 10, TimeoutSeconds: 25 });
    const ended = executions.ended(arn);
    for (let turn = 0; turn < 5; turn += 1) {
      await context.time.advance(5000);
      if (executions.tokens.look(token)) executions.tokens.heartbeat(token);
    }
    expect(await ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('Express', () => {
  it('ends after five minutes whatever it does', async () => {
    const ended = await open().run({ A: { Type: 'Wait', Seconds: 3600, End: true } }, {}, 'EXPRESS');
    expect(ended).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(ended.stopped! - ended.started).toBe(300_000);
  });

  it('starts equal names twice', async () => {
    const all = open();
    const machine = all.put({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, End: true } } }, 'EXPRESS');
    const first = all.executions.start(machine, '{}', 'same');
    const second = all.executions.start(machine, '{}', 'same');
    expect(first.arn).not.toBe(second.arn);
  });

  it('keeps no history but logs every event', async () => {
    const all = open();
    const ended = await all.run({ A: { Type: 'Pass', End: true } }, {}, 'EXPRESS');
    expect(all.events(ended.arn)).toEqual([]);
    expect(all.lines.map((line) => line['type'])).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(all.store.execution(ended.arn)).toBeUndefined();
  });
});

describe('Standard', () => {
  const machine: JsonObject = { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, End: true } } };

  it('starts equal names and input once, and refuses the name for other input or after the end', async () => {
    const { put, executions, context } = open();
    const row = put(machine);
    const first = executions.start(row, '{"a":1}', 'same');
    expect(executions.start(row, '{"a":1}', 'same').arn).toBe(first.arn);
    expect(() => executions.start(row, '{"a":2}', 'same')).toThrow(/Already Exists/);
    await context.time.advance(5000);
    expect(() => executions.start(row, '{"a":1}', 'same')).toThrow(/Already Exists/);
  });

  it('records a history whose events each name the one before', async () => {
    const all = open(() => ({ ok: true }));
    const ended = await all.run({ A: task({ Next: 'B' }), B: { Type: 'Succeed' } });
    const events = all.events(ended.arn);
    expect(events.map((event) => event.type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events.map((event) => event.previous)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('stops on request, with the error and cause given', async () => {
    const { put, executions } = open();
    const { arn } = executions.start(put(machine), '{}');
    executions.stop(arn, 'Operator', 'not needed');
    expect(await executions.ended(arn)).toMatchObject({ status: 'ABORTED', error: 'Operator', cause: 'not needed' });
  });

  it('fails at 25,000 events of history', async () => {
    const all = open();
    const { arn } = all.executions.start(
      all.put({
        StartAt: 'A',
        States: { A: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', End: true } },
      }),
      '{}',
    );
    await all.context.time.advance(0);
    all.store.transaction(() => {
      for (let id = 3; id <= 24_997; id += 1)
        all.store.insertEvent(arn, { id, previous: id - 1, time: 0, type: 'PassStateExited', details: {} });
    });
    const ending = all.executions.ended(arn);
    await all.context.time.advance(5000);
    const ended = await ending;
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(ended.cause).toContain('25000 history events');
    const [last, before] = all.store.history(arn, 'DESC', 0, 2);
    expect([before!.id, before!.type]).toEqual([24_999, 'PassStateEntered']);
    expect([last!.id, last!.type]).toEqual([25_000, 'ExecutionFailed']);
  });
});

describe('a restart', () => {
  it('goes on where each thread stood: a Wait keeps its end, finished iterations are not run again', async () => {
    const calls: unknown[] = [];
    const first = openMachines((input, { signal }) => {
      calls.push(input['v']);
      if (input['v'] === 'done') return 'kept';
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone'))));
    });
    const states: JsonObject = {
      W: { Type: 'Wait', Seconds: 10, Next: 'M' },
      M: {
        Type: 'Map',
        Items: ['done', 'open'],
        ItemProcessor: { StartAt: 'T', States: { T: task({ Arguments: { v: '{% $states.input %}' }, End: true }) } },
        End: true,
      },
    };
    const { arn } = first.executions.start(first.put({ StartAt: 'W', States: states }), '{}');
    await first.context.time.advance(4000);
    first.executions.close();
    const waiting = openMachines(() => 'x', first.context.reopen());
    waiting.executions.resume();
    await waiting.context.time.advance(5999);
    expect(waiting.store.frame(arn, '')?.state).toBe('W');
    waiting.executions.close();

    const middle = openMachines((input, { signal }) => {
      calls.push(input['v']);
      if (input['v'] === 'done') return 'kept';
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone'))));
    }, waiting.context.reopen());
    middle.executions.resume();
    await middle.context.time.advance(1);
    expect(calls).toEqual(['done', 'open']);
    middle.executions.close();

    opened = openMachines((input) => {
      calls.push(input['v']);
      return 'again';
    }, middle.context.reopen());
    const { executions } = opened;
    executions.resume();
    expect(JSON.parse((await executions.ended(arn)).output!)).toEqual(['kept', 'again']);
    expect(calls).toEqual(['done', 'open', 'open']);
  });

  it('that is Express begins anew, with the input that it was started with', async () => {
    const calls: unknown[] = [];
    const first = openMachines((input) => {
      calls.push(input['v']);
      return 'first';
    });
    const states: JsonObject = {
      T: task({ Arguments: { v: '{% $states.input.n %}' }, Next: 'W' }),
      W: { Type: 'Wait', Seconds: 10, End: true },
    };
    const { arn } = first.executions.start(first.put({ StartAt: 'T', States: states }, 'EXPRESS'), '{"n": 7}');
    await first.context.time.advance(4000);
    first.executions.close();
    opened = openMachines((input) => {
      calls.push(input['v']);
      return 'second';
    }, first.context.reopen());
    const { executions, context } = opened;
    executions.resume();
    const ending = executions.ended(arn);
    await context.time.advance(0);
    await context.time.advance(10_000);
    expect((await ending).output).toBe('"second"');
    expect(calls).toEqual([7, 7]);
  });

  it('does not send a task with a token twice once its request was answered, and takes a token that came back meanwhile', async () => {
    let sent = 0;
    let token = '';
    const double: TaskDouble = (input) => {
      sent += 1;
      token = input['token'] as string;
      return {};
    };
    const first = openMachines(double);
    const { arn } = first.executions.start(
      first.put({
        StartAt: 'A',
        States: {
          A: task({
            Resource: 'arn:aws:states:::ecs:runTask.waitForTaskToken',
            Arguments: { token: '{% $states.context.Task.Token %}' },
            End: true,
          }),
        },
      }),
      '{}',
    );
    await first.context.time.advance(0);
    first.executions.close();
    opened = openMachines(double, first.context.reopen());
    opened.executions.tokens.settle(token, { output: '7' });
    opened.executions.resume();
    expect(await opened.executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '7' });
    expect(sent).toBe(1);
  });

  it('lets running executions keep the definition they began with', async () => {
    const { put, executions, context } = open();
    const before: JsonObject = {
      StartAt: 'A',
      States: { A: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: { Type: 'Succeed', Output: 'old' } },
    };
    const { arn } = executions.start(put(before), '{}');
    put({ StartAt: 'A', States: { A: { Type: 'Succeed', Output: 'new' } } });
    const ended = executions.ended(arn);
    await context.time.advance(5000);
    expect((await ended).output).toBe('"old"');
  });
});

describe('a full disk', () => {
  it('makes an execution stand still and go on when there is room again', async () => {
    const { put, executions, context, store } = open(() => 'x'.repeat(200_000));
    const row = put({
      StartAt: 'A',
      States: { A: task({ Next: 'B' }), B: { Type: 'Wait', Seconds: 1, Next: 'C' }, C: { Type: 'Succeed', Output: 'fine' } },
    });
    const { arn } = executions.start(row, '{}');
    context.database.limitSize(1);
    await context.time.advance(10_000);
    expect(store.execution(arn)?.status).toBe('RUNNING');
    expect(store.frame(arn, '')?.state).toBe('A');
    context.database.limitSize(1 << 30);
    const ended = executions.ended(arn);
    await context.time.advance(10_000);
    expect(await ended).toMatchObject({ status: 'SUCCEEDED', output: '"fine"' });
  });
});
