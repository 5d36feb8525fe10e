import { describe, expect, it } from 'vitest';
import { compilePolicy, decide } from '../../../local/iam/policy.ts';

const role = 'arn:aws:iam::000000000000:role/r';
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/t';

function decision(statement: unknown, action: string, resource: string, context = {}): string {
  const statements = compilePolicy({ Statement: statement }, 'test policy');
  return decide(statements, { principal: { role }, action, resource, context });
}

describe('actions and resources', () => {
  const allow = {
    Effect: 'Allow',
    Action: ['dynamodb:Get*', 's3:?etObject'],
    Resource: [table, 'arn:aws:s3:::b/open/*'],
  };

  it.each([
    ['dynamodb:GetItem', table, 'allowed'],
    ['DynamoDB:getitem', table, 'allowed'],
    ['dynamodb:PutItem', table, 'not allowed'],
    ['dynamodb:GetItem', `${table}/index/own`, 'not allowed'],
    ['s3:GetObject', 'arn:aws:s3:::b/open/a/b', 'allowed'],
    ['s3:GetObject', 'arn:aws:s3:::b/private/a', 'not allowed'],
    ['s3:GetObject', 'arn:aws:s3:::B/open/a', 'not allowed'],
    ['s3:ForgetObject', 'arn:aws:s3:::b/open/a', 'not allowed'],
  ])('%s on %s is %s', (action, resource, expected) => {
    expect(decision(allow, action, resource)).toBe(expected);
  });

  it('lets an explicit Deny win, wherever it stands', () => {
    const deny = { Effect: 'Deny', NotAction: 'dynamodb:GetItem', Resource: '*' };
    expect(decision([deny, { ...allow, Action: '*' }], 'dynamodb:PutItem', table)).toBe('denied');
    expect(decision([{ ...allow, Action: '*' }, deny], 'dynamodb:GetItem', table)).toBe('allowed');
  });

  it('turns NotResource round', () => {
    const statement = { Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::b/secret/*' };
    expect(decision(statement, 's3:GetObject', 'arn:aws:s3:::b/secret/x')).toBe('not allowed');
    expect(decision(statement, 's3:GetObject', 'arn:aws:s3:::b/other')).toBe('allowed');
  });
});

describe('conditions', () => {
  const when = (Condition: unknown, context: Record<string, string | string[]>): boolean =>
    decision({ Effect: 'Allow', Action: '*', Resource: '*', Condition }, 'a:b', '*', context) === 'allowed';

  it.each([
    [{ StringEquals: { 's3:prefix': ['a', 'b'] } }, { 'S3:Prefix': 'b' }, true],
    [{ StringEquals: { 's3:prefix': 'a' } }, {}, false],
    [{ StringEqualsIfExists: { 's3:prefix': 'a' } }, {}, true],
    [{ StringEqualsIfExists: { 's3:prefix': 'a' } }, { 's3:prefix': 'b' }, false],
    [{ StringNotEquals: { k: 'a' } }, {}, true],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    [{ StringLike: { k: 'open/*' } }, { k: 'open/x/y' }, true],
    [{ StringNotLike: { k: 'open/*' } }, { k: 'open/x/y' }, false],
    [{ StringEqualsIgnoreCase: { k: 'A' } }, { k: 'a' }, true],
    [
      { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/*' } },
      { 'aws:SourceArn': 'arn:aws:events:r:a:rule/x' },
      true,
    ],
    [{ ArnEquals: { k: 'arn:x' } }, { k: 'arn:y' }, false],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, {}, false],
    [{ Bool: { 'aws:SecureTransport': true } }, {}, true],
    [{ NumericLessThan: { 's3:signatureAge': '600' } }, { 's3:signatureAge': '599' }, true],
    [{ NumericLessThan: { 's3:signatureAge': '600' } }, { 's3:signatureAge': '600' }, false],
    [{ NumericGreaterThanEquals: { k: 5 } }, { k: '5' }, true],
    [{ NumericNotEquals: { k: 5 } }, { k: '5' }, false],
    [{ DateGreaterThan: { k: '2026-01-01T00:00:00Z' } }, { k: '2026-01-01T00:00:01Z' }, true],
    [{ Null: { k: true } }, {}, true],
    [{ Null: { k: 'false' } }, {}, false],
    [{ 'ForAllValues:StringEquals': { keys: ['a', 'b'] } }, { keys: ['a', 'b', 'a'] }, true],
    [{ 'ForAllValues:StringEquals': { keys: ['a', 'b'] } }, { keys: ['a', 'c'] }, false],
    [{ 'ForAllValues:StringLike': { keys: ['own#*'] } }, {}, true],
    [{ 'ForAnyValue:StringEquals': { keys: 'a' } }, { keys: ['b', 'a'] }, true],
    [{ 'ForAnyValue:StringEquals': { keys: 'a' } }, {}, false],
    [{ StringEquals: { a: '1' }, Bool: { b: 'true' } }, { a: '1', b: 'false' }, false],
  ])('%j with %j is %s', (condition, context, expected) => {
    expect(when(condition, context as Record<string, string | string[]>)).toBe(expected);
  });
});

describe('what cannot be evaluated', () => {
  it.each([
    [
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '1.2.3.4/8' } } },
      'operator IpAddress',
    ],
    [{ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::b/\${aws:username}` }, `variable \${aws:username}`],
    [{ Effect: 'Allow', NotPrincipal: '*', Action: '*', Resource: '*' }, 'statement key NotPrincipal'],
    [{ Effect: 'Allow', Principal: { Federated: 'x' }, Action: '*', Resource: '*' }, 'principal type Federated'],
    [{ Effect: 'Maybe', Action: '*', Resource: '*' }, 'Allow or Deny'],
  ])('stops the start: %j', (statement, message) => {
    expect(() => compilePolicy({ Statement: [statement] }, 'test policy')).toThrow(message);
  });
});

describe('resource policies', () => {
  const policy = (statement: object) =>
    compilePolicy({ Statement: [{ Action: 's3:GetObject', Resource: '*', ...statement }] }, 'bucket policy');
  const ask = (statement: object, principal: { role: string } | { service: string }) =>
    decide(policy(statement), { principal, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' });

  it('are about the principals that they name', () => {
    const cloudFront = { Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' } };
    expect(ask(cloudFront, { service: 'cloudfront.amazonaws.com' })).toBe('allowed');
    expect(ask(cloudFront, { service: 'events.amazonaws.com' })).toBe('not allowed');
    expect(ask(cloudFront, { role })).toBe('not allowed');
    expect(ask({ Effect: 'Allow', Principal: { AWS: role } }, { role })).toBe('allowed');
  });

  it('deny to everybody through the account, but do not allow through it', () => {
    const account = { AWS: 'arn:aws:iam::000000000000:root' };
    expect(ask({ Effect: 'Deny', Principal: account }, { role })).toBe('denied');
    expect(ask({ Effect: 'Allow', Principal: account }, { role })).toBe('not allowed');
  });
});
