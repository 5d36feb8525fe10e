import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCallers } from '../../../local/iam/callers.ts';
import { openKeys } from '../../../local/iam/keys.ts';
import type { TemplateResource } from '../../../local/template/assembly.ts';
import { functionResources, stackOf } from '../fixtures/stack.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'waybill-keys-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const resources: Record<string, TemplateResource> = {
  Files: { Type: 'AWS::S3::Bucket' },
  ...functionResources('Api', {
    statements: [
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Files', 'Arn'] }, '/*']] },
      },
    ],
  }),
  More: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyDocument: { Statement: { Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' } },
      Roles: [{ Ref: 'ApiRole' }],
    },
  },
  FilesPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Files' },
      PolicyDocument: {
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: { 'Fn::Sub': `\${Files.Arn}/locked/*` },
        },
      },
    },
  },
};
const open = () =>
  createCallers({ stack: stackOf(resources), keyOf: openKeys(join(directory, 'keys.json')), mirrorBucket: 'mirror' });

describe('callers', () => {
  it('gives a function what its role, attached policies and bucket policies say, and no more', () => {
    const api = open().ofFunction('Api');
    expect(api.allows('s3:GetObject', 'arn:aws:s3:::test-files/a')).toBe(true);
    expect(api.allows('s3:GetObject', 'arn:aws:s3:::test-files/locked/a')).toBe(false);
    expect(api.allows('s3:PutObject', 'arn:aws:s3:::test-files/a')).toBe(false);
    expect(api.allows('events:PutEvents', 'arn:aws:events:us-east-1:000000000000:event-bus/default')).toBe(true);
  });

  it('finds callers by access key; keys are private, differ, and survive a restart', () => {
    const callers = open();
    const api = callers.ofFunction('Api');
    expect(callers.find(api.accessKeyId)).toBe(api);
    expect(callers.find('AKIANOBODY')).toBeUndefined();
    expect(new Set([api, callers.operator, callers.mirror].map((caller) => caller.secretAccessKey)).size).toBe(3);
    expect(open().ofFunction('Api').secretAccessKey).toBe(api.secretAccessKey);
    expect(statSync(join(directory, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(directory, 'keys.json'), 'utf8'))).toHaveProperty('operator');
  });

  it('keeps the mirror key to the mirror bucket, and refuses the operator nothing', () => {
    const { mirror, operator } = open();
    expect(mirror.allows('s3:PutObject', 'arn:aws:s3:::mirror/a')).toBe(true);
    expect(mirror.allows('s3:PutObject', 'arn:aws:s3:::mirror-other/a')).toBe(false);
    expect(mirror.allows('dynamodb:GetItem', 'arn:aws:s3:::mirror/a')).toBe(false);
    expect(operator.allows('s3:GetObject', 'arn:aws:s3:::test-files/locked/a')).toBe(true);
  });

  it('refuses a role that Lambda may not assume, and a managed policy that it does not know', () => {
    const role = resources['ApiRole'];
    const withRole = (properties: object) =>
      stackOf({
        ...resources,
        ApiRole: { Type: 'AWS::IAM::Role', Properties: { ...role?.Properties, ...properties } },
      });
    const create = (properties: object) => () =>
      createCallers({ stack: withRole(properties), keyOf: openKeys(join(directory, 'keys.json')), mirrorBucket: 'm' });
    const trust = {
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } }],
    };
    expect(create({ AssumeRolePolicyDocument: trust })).toThrow('ApiRole may not be assumed by lambda.amazonaws.com');
    expect(create({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })).toThrow(
      'AdministratorAccess is not known',
    );
  });
});
