import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundles } from '../../infra/bundles.ts';
import { addChecks } from '../../infra/checks.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { assemble } from './synthesized.ts';

const scratch = mkdtempSync(join(tmpdir(), 'waybill-synth-'));
beforeAll(() => synthesize({ outdir: scratch, context: { mailSender: 'data@example.net', siteName: 'Reads' } }));
afterAll(() => rmSync(scratch, { recursive: true }));

const read = (name: string) => JSON.parse(readFileSync(join(scratch, name), 'utf8'));

interface LambdaCode {
  Runtime: string;
  Code: { S3Key: string };
}

describe('synthesize', () => {
  it('builds the same bundles as before, so that a deployment changes only what changed', async () => {
    const { folders } = await buildBundles(join(scratch, 'again'));
    for (const [name, folder] of Object.entries(folders)) {
      const [first, second] = [join(scratch, 'functions', name), folder].map((path) =>
        readFileSync(join(path, 'index.mjs'), 'utf8'),
      );
      expect(first === second, name).toBe(true);
    }
  });

  it('passes every rule pack', () => {
    const reports = read('validation-report.json').pluginReports as { violations: { ruleName: string }[] }[];
    expect(reports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName))).toEqual([]);
  });

  it('would not pass them with a bucket that anybody may read', () => {
    const { app, stack, options } = assemble({ outdir: join(scratch, 'open') });
    addChecks(app, stack, options);
    new Bucket(stack, 'Open', { publicReadAccess: true, blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY });
    expect(() => app.synth()).toThrow(/does not have public access restricted.*AwsSolutions-S2/s);
  });

  it('writes one template for any account and region, with the bundles beside it', () => {
    const template = read('Waybill.template.json');
    expect(Object.keys(template.Parameters)).toEqual(['BootstrapVersion']);
    const text = JSON.stringify(template);
    expect(text).toContain('"SITE_NAME":"Reads"');
    expect(text).not.toMatch(/arn:aws:[a-z0-9]+:[a-z]{2}-[a-z]+-\d:/);
    const functions = Object.values(template.Resources as Record<string, { Type: string; Properties: LambdaCode }>)
      .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Runtime.startsWith('nodejs'))
      .map(({ Properties }) => Properties.Code.S3Key);
    const keys = functions.map((key) => `asset.${key.replace(/\.zip$/, '')}`);
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((folder) => !existsSync(join(scratch, folder, 'index.mjs')))).toEqual([]);
  });

  it('stays within CloudFormation’s limits', () => {
    const template = read('Waybill.template.json');
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
  });
});
