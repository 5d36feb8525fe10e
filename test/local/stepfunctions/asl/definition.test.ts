import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../../../local/stepfunctions/asl/definition.ts';
import { FUNCTION, pass, task, waitingTask } from '../harness.ts';

const check = (states: object, rest: object = {}) =>
  checkDefinition('Flow', { StartAt: Object.keys(states)[0], States: states, ...rest });
const processor = { StartAt: 'P', States: { P: pass() } };
const map = (more: object) => ({ M: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });
const choice = (rule: object) => ({
  C: { Type: 'Choice', Choices: [{ Next: 'P', ...rule }], Default: 'P' },
  P: pass(),
});

describe('definitions that run', () => {
  it('are returned as they are', () => {
    const states = { T: task({ Comment: 'c', Next: 'W' }), W: waitingTask({ HeartbeatSeconds: 5, TimeoutSeconds: 6 }) };
    const definition = {
      Comment: 'x',
      Version: '1.0',
      QueryLanguage: 'JSONPath',
      TimeoutSeconds: 9,
      StartAt: 'T',
      States: states,
    };
    const before = structuredClone(definition);
    expect(checkDefinition('Flow', definition)).toEqual(before);
    expect(definition).toEqual(before);
  });
});

describe('definitions that are refused, and what the message names', () => {
  it.each<[string, object, object, RegExp]>([
    ['JSONata', { P: pass() }, { QueryLanguage: 'JSONata' }, /QueryLanguage/],
    [
      'JSONata in a state',
      { P: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 %}', End: true } },
      {},
      /States\.P/,
    ],
    ['variables', { P: pass({ Assign: { x: 1 } }) }, {}, /States\.P: not supported: Assign/],
    ['a path to a variable', { P: pass({ InputPath: '$x' }) }, {}, /variables are not supported/],
    [
      'a Distributed Map',
      map({ ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } } }),
      {},
      /ProcessorConfig/,
    ],
    ['ItemReader', map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } }), {}, /not supported: ItemReader/],
    ['ItemBatcher', map({ ItemBatcher: { MaxItemsPerBatch: 2 } }), {}, /not supported: ItemBatcher/],
    ['ToleratedFailureCount', map({ ToleratedFailureCount: 1 }), {}, /not supported: ToleratedFailureCount/],
    [
      'another integration',
      { T: task({ Resource: 'arn:aws:states:::sqs:sendMessage' }) },
      {},
      /States\.T\.Resource.*sqs/,
    ],
    ['a function ARN as Resource', { T: task({ Resource: FUNCTION }) }, {}, /States\.T\.Resource/],
    ['a substitution left over', { T: task({ Resource: '$' + '{Function}' }) }, {}, /States\.T\.Resource/],
    ['.sync', { T: task({ Resource: 'arn:aws:states:::states:startExecution.sync' }) }, {}, /Resource/],
    ['Credentials', { T: task({ Credentials: { RoleArn: 'arn:aws:iam::000000000000:role/x' } }) }, {}, /Credentials/],
    [
      'asynchronous invocation',
      { T: task({ Parameters: { FunctionName: 'f', InvocationType: 'Event' } }) },
      {},
      /InvocationType/,
    ],
    ['no FunctionName', { T: task({ Parameters: { Payload: {} } }) }, {}, /FunctionName is missing/],
    [
      'no Parameters',
      { T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
      {},
      /States\.T\.Parameters/,
    ],
    [
      'a waiting Task without its token',
      { W: waitingTask({ Parameters: { FunctionName: 'f' } }) },
      {},
      /\$\$\.Task\.Token/,
    ],
    ['a heartbeat nobody can send', { T: task({ HeartbeatSeconds: 5 }) }, {}, /HeartbeatSeconds/],
    [
      'a heartbeat above the timeout',
      { W: waitingTask({ HeartbeatSeconds: 6, TimeoutSeconds: 6 }) },
      {},
      /smaller than TimeoutSeconds/,
    ],
    [
      'States.ALL before others',
      { T: task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }) },
      {},
      /must come last/,
    ],
    [
      'States.ALL beside others',
      { T: task({ Catch: [{ ErrorEquals: ['A', 'States.ALL'], Next: 'T' }] }) },
      {},
      /must stand alone/,
    ],
    [
      'an unknown member of Retry',
      { T: task({ Retry: [{ ErrorEquals: ['A'], MaxTries: 1 }] }) },
      {},
      /Retry\.0: not supported: MaxTries/,
    ],
    ['a BackoffRate below 1', { T: task({ Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }) }, {}, /BackoffRate/],
    ['TimeoutSeconds of 0', { T: task({ TimeoutSeconds: 0 }) }, {}, /TimeoutSeconds/],
    ['a function in a path', { P: pass({ Parameters: { 'n.$': '$.a.length()' } }) }, {}, /functions such as length/],
    ['an unknown intrinsic', { P: pass({ Parameters: { 'n.$': 'States.Sum(1)' } }) }, {}, /States\.Sum/],
    [
      'an intrinsic deep in Payload',
      { T: task({ Parameters: { FunctionName: 'f', Payload: [{ 'n.$': 'States.Array(1' }] } }) },
      {},
      /States\.Array\(1/,
    ],
    ['a wildcard in ResultPath', { P: pass({ ResultPath: '$.a[*]' }) }, {}, /ResultPath/],
    ['a ResultPath into the context', { P: pass({ ResultPath: '$$.x' }) }, {}, /ResultPath/],
    ['an unknown operator', choice({ Variable: '$.a', StringLike: 'x' }), {}, /StringLike/],
    ['two operators', choice({ Variable: '$.a', StringEquals: 'x', IsNull: true }), {}, /StringEquals/],
    ['JSONata in a Choice', choice({ Condition: '{% true %}' }), {}, /Condition/],
    ['a missing target', { P: pass({ Next: 'Nowhere' }) }, {}, /MISSING_TRANSITION_TARGET/],
    ['a state nobody reaches a terminal from', { P: pass({ Next: 'P' }) }, {}, /MISSING_TERMINAL_STATE/],
    ['Next and End', { P: { Type: 'Pass', Next: 'P', End: true } }, {}, /TERMINAL_STATE_WITH_NEXT/],
    ['an unknown member', { P: pass({ Nonsense: 1 }) }, {}, /Nonsense/],
  ])('%s', (_, states, rest, message) => {
    expect(() => check(states, rest)).toThrow(message);
  });

  it('inside a Map and a Parallel too', () => {
    const inner = { StartAt: 'T', States: { T: task({ Credentials: {} }) } };
    expect(() => check(map({ ItemProcessor: inner }))).toThrow(/ItemProcessor\.States\.T: not supported: Credentials/);
    expect(() => check({ P: { Type: 'Parallel', Branches: [inner], End: true } })).toThrow(/Credentials/);
  });
});
