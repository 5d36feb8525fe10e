import { describe, expect, it } from 'vitest';
import type { Template } from '../../../local/template/assembly.ts';
import { createResolver, holds, NO_VALUE } from '../../../local/template/intrinsics.ts';

const template: Template = {
  Resources: {},
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
  },
  Mappings: { Sizes: { live: { memory: 512 } } },
};
const refs: Record<string, unknown> = { Stage: 'live', Bucket: 'files', 'AWS::NoValue': NO_VALUE };
const resolve = createResolver(template, {
  ref: (name) => refs[name],
  getAtt: (logicalId, attribute) => `${logicalId}/${attribute}`,
});

describe('intrinsic functions', () => {
  it.each([
    [{ Ref: 'Bucket' }, 'files'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Bucket/Arn'],
    [{ 'Fn::GetAtt': 'Bucket.Arn' }, 'Bucket/Arn'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }, 3]] }, 'a-files-3'],
    [{ 'Fn::Sub': `\${Bucket}/\${Bucket.Arn}/\${!kept}` }, `files/Bucket/Arn/\${kept}`],
    [{ 'Fn::Sub': [`\${own}\${Stage}`, { own: { Ref: 'Bucket' } }] }, 'fileslive'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::If': ['Yes', { Ref: 'Bucket' }, 'other'] }, 'files'],
    [{ 'Fn::If': ['No', 'one', 'other'] }, 'other'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 512],
    [{ 'Fn::Base64': 'text' }, 'dGV4dA=='],
    [{ kept: [1, { Ref: 'Bucket' }], dropped: { Ref: 'AWS::NoValue' } }, { kept: [1, 'files'] }],
    [[{ 'Fn::If': ['No', 'one', { Ref: 'AWS::NoValue' }] }, 'two'], ['two']],
  ])('resolves %j', (value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it('evaluates conditions, one built on another', () => {
    expect(['Yes', 'No', 'Both', 'Either'].map((name) => holds(template, name, resolve))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('refuses what it does not know instead of guessing', () => {
    expect(() => resolve({ 'Fn::ImportValue': 'x' })).toThrow('Fn::ImportValue, which the local run does not resolve');
    expect(() => resolve({ 'Fn::If': ['Missing', 1, 2] })).toThrow('condition Missing is not in the template');
    expect(() => resolve({ 'Fn::Select': [5, ['a']] })).toThrow('there is no item 5');
    expect(() => resolve({ 'Fn::Join': ['', [{ Ref: 'AWS::NoValue' }, { a: 1 }]] })).toThrow('expects a text');
  });
});
