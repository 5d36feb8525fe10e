import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS, type FunctionName, STEPS } from '../../infra/functions.ts';
import { ROUTES } from '../../infra/routes.ts';
import { find, ofType, plain, templateWith } from './synthesized.ts';

const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
let template: Template;

beforeAll(() => {
  template = templateWith();
});

const properties = (type: string, name: string, from = template) => find(from, type, name)['Properties'];

describe('what is kept', () => {
  it('is the table and both buckets, when the stack goes', () => {
    const kept = Object.values(
      template.toJSON()['Resources'] as Record<string, { Type: string; DeletionPolicy?: string }>,
    )
      .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
      .map(({ Type }) => Type);
    expect(kept.toSorted()).toEqual(['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::S3::Bucket']);
  });

  it('has a table paid per request, restorable and safe from deletion, with the indexes of the lists', () => {
    const table = properties('AWS::DynamoDB::GlobalTable', 'Table');
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      Replicas: [
        { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ],
    });
    const indexes = table.GlobalSecondaryIndexes.map(
      (index: { IndexName: string; KeySchema: { AttributeName: string }[]; Projection: object }) => [
        index.IndexName,
        ...index.KeySchema.map(({ AttributeName }) => AttributeName),
        index.Projection,
      ],
    );
    expect(indexes).toEqual([
      ['own', 'ownKey', 'ownNo', { ProjectionType: 'ALL' }],
      ['group', 'groupKey', 'groupNo', { ProjectionType: 'ALL' }],
      ['all', 'allKey', 'allNo', { ProjectionType: 'ALL' }],
      ['due', 'dueKey', 'dueAt', { ProjectionType: 'KEYS_ONLY' }],
    ]);
  });
});

describe('what is there already', () => {
  const existing = { table: 'Waybill-restored', uploadBucket: 'kept-uploads', releaseBucket: 'kept-releases' };

  it('is named, so that it can be taken in; all else stays as it is, and is kept like what the stack made', () => {
    const taken = templateWith({ existing });
    expect(properties('AWS::DynamoDB::GlobalTable', 'Table', taken).TableName).toBe(existing.table);
    expect(properties('AWS::S3::Bucket', 'UploadBucket', taken).BucketName).toBe(existing.uploadBucket);
    expect(properties('AWS::S3::Bucket', 'ReleaseBucket', taken).BucketName).toBe(existing.releaseBucket);
    const tables = (from: Template) => Object.entries(ofType(from, 'AWS::DynamoDB::GlobalTable'));
    const [[made] = [], [named, table] = []] = [template, taken].flatMap(tables);
    // another logical id: what the stack has under this one is not replaced
    expect(named).not.toBe(made);
    expect(table?.['DeletionPolicy']).toBe('Retain');
    const others = (from: Template) => JSON.stringify(from.toJSON()).replaceAll(/Table[0-9A-F]{8}/g, 'Table');
    const names = Object.values(existing).map((name) => new RegExp(`"(Table|Bucket)Name":"${name}",?`, 'g'));
    expect(names.reduce((text, name) => text.replaceAll(name, ''), others(taken))).toBe(others(template));
  });

  it('is another resource for every table that is restored', () => {
    const ids = ['one', 'two'].map((table) => {
      const [id] = Object.keys(ofType(templateWith({ existing: { table } }), 'AWS::DynamoDB::GlobalTable'));
      return id;
    });
    expect(new Set(ids).size).toBe(2);
  });
});

describe('buckets', () => {
  it.each(['UploadBucket', 'ReleaseBucket'])('%s is versioned, closed to the public and to plain HTTP', (name) => {
    expect(properties('AWS::S3::Bucket', name)).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const statements = properties('AWS::S3::BucketPolicy', `${name}Policy`).PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('let CloudFront read open files and the dashboard, and nothing else', () => {
    const policies = Object.values(ofType(template, 'AWS::S3::BucketPolicy'));
    const allowed = policies.flatMap((policy) =>
      policy['Properties'].PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'),
    );
    const byCloudFront = allowed.filter(({ Principal }) => Principal.Service === 'cloudfront.amazonaws.com');
    expect(byCloudFront.map(({ Resource }) => plain(Resource))).toEqual(['ReleaseBucket/open/*', 'WebBucket/*']);
    for (const { Action, Condition } of byCloudFront) {
      expect(Action).toBe('s3:GetObject');
      expect(plain(Condition.StringEquals['AWS:SourceArn'])).toMatch(/:distribution\/Distribution$/);
    }
    expect(allowed).toHaveLength(2);
  });

  it('announce uploads on the event bus and take them from browsers', () => {
    const bucket = properties('AWS::S3::Bucket', 'UploadBucket');
    expect(bucket.NotificationConfiguration).toEqual({ EventBridgeConfiguration: { EventBridgeEnabled: true } });
    const [rule] = bucket.CorsConfiguration.CorsRules;
    expect(rule.AllowedOrigins).toEqual(['*']);
    expect(rule.AllowedMethods).toEqual(['PUT', 'GET', 'HEAD']);
    expect(rule.ExposedHeaders).toEqual(expect.arrayContaining(['ETag', 'x-amz-checksum-sha256']));
  });

  it('keep a pinned version longer than a submission may wait', () => {
    const waiting = templateWith({ uploadRetentionDays: 100, timers: { uploadDeadlineSeconds: 90 * 86_400 } });
    const rules = properties('AWS::S3::Bucket', 'UploadBucket', waiting).LifecycleConfiguration.Rules;
    expect(rules).toContainEqual(
      expect.objectContaining({ ExpirationInDays: 100, NoncurrentVersionExpiration: { NoncurrentDays: 97 } }),
    );
    expect(rules).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 97 } }),
    );
  });
});

describe('functions', () => {
  it.each(NAMES)('%s runs as its catalogue entry says', (name) => {
    const { memory, timeout, environment } = FUNCTIONS[name];
    const made = properties('AWS::Lambda::Function', `Functions${name}`);
    expect(made).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: memory,
      Timeout: timeout,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(made.ReservedConcurrentExecutions).toBeUndefined();
    expect(Object.keys(made.Environment?.Variables ?? {}).toSorted()).toEqual([...environment].toSorted());
  });

  it('have logs of their own that expire', () => {
    const groups = Object.values(ofType(template, 'AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(NAMES.length + 4);
    expect(groups.filter((group) => group['Properties'].RetentionInDays !== 30)).toEqual([]);
  });

  it('are told what the options say', () => {
    const chosen = templateWith({
      siteName: 'Reads',
      siteUrl: 'http://127.0.0.1:4000',
      mailSender: 'reads@example.net',
      timers: { uploadReminderSeconds: 5, uploadDeadlineSeconds: 60 },
      multipart: { thresholdBytes: 6_000_000, partBytes: 5_242_880 },
      siteIds: { file: 'CDF-' },
      uploadRetentionDays: 40,
      ingest: { shardFiles: 2, shardBytes: 3, sliceSeconds: 4 },
      mirror: { endpoint: 'https://storage.googleapis.com', bucket: 'mirror', secretName: 'waybill/mirror' },
    });
    const variables = (name: FunctionName) =>
      properties('AWS::Lambda::Function', `Functions${name}`, chosen).Environment.Variables;
    expect(variables('Sweeper')).toMatchObject({ UPLOAD_REMINDER_SECONDS: '5', UPLOAD_DEADLINE_SECONDS: '60' });
    expect(variables('Uploads')).toMatchObject({
      MULTIPART_THRESHOLD_BYTES: '6000000',
      MULTIPART_PART_BYTES: '5242880',
      UPLOAD_RETENTION_DAYS: '40',
    });
    expect(JSON.parse(String(variables('Datameta')['SITE_IDS']))).toMatchObject({
      submission: 'DMS-',
      file: 'CDF-',
      digits: 8,
    });
    expect(variables('GcpRelease')).toMatchObject({
      SHARD_FILES: '2',
      SHARD_BYTES: '3',
      SLICE_SECONDS: '4',
      MIRROR_ENDPOINT: 'https://storage.googleapis.com',
      MIRROR_BUCKET: 'mirror',
      MIRROR_SECRET: 'waybill/mirror',
    });
    expect(variables('Notify')).toMatchObject({
      SITE_NAME: 'Reads',
      SITE_URL: 'http://127.0.0.1:4000',
      MAIL_SENDER: 'reads@example.net',
    });
  });
});

describe('the API', () => {
  it('has one route per line of the route tables, each to its own door, and one for all else', () => {
    const expected = Object.entries(ROUTES).flatMap(([door, table]) =>
      Object.values(table).map(({ method, path }) => `${method} ${path} -> ${door}`),
    );
    const made = Object.values(ofType(template, 'AWS::ApiGatewayV2::Route')).map((route) => {
      const { RouteKey, Target } = route['Properties'];
      const integration = ofType(template, 'AWS::ApiGatewayV2::Integration')[Target['Fn::Join'][1][1].Ref];
      return `${RouteKey} -> ${plain(integration?.['Properties'].IntegrationUri).replace(/^Functions/, '')}`;
    });
    expect(made.toSorted()).toEqual([...expected, '$default -> Unrouted'].toSorted());
    expect(made.length).toBeLessThanOrEqual(300);
  });

  it('throttles, and logs requests as JSON without their queries and paths', () => {
    const stage = properties('AWS::ApiGatewayV2::Stage', 'ApiStage');
    expect(stage).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
    const format = JSON.parse(stage.AccessLogSettings.Format) as Record<string, string>;
    expect(format).toMatchObject({ route: '$context.routeKey', status: '$context.status' });
    expect(Object.values(format).filter((field) => /query|header|authorizer|path/i.test(field))).toEqual([]);
  });
});

describe('the distribution', () => {
  it('sends open files from the bucket, sandboxed, and everything else to the API uncached', () => {
    const config = properties('AWS::CloudFront::Distribution', 'Distribution').DistributionConfig;
    expect(config.DefaultCacheBehavior).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ViewerProtocolPolicy: 'https-only',
    });
    expect(config.CacheBehaviors).toHaveLength(5);
    expect(config.CacheBehaviors[0]).toMatchObject({ PathPattern: '/open/*', AllowedMethods: ['GET', 'HEAD'] });
    const policy = properties('AWS::CloudFront::ResponseHeadersPolicy', 'OpenFilesHeaders');
    expect(policy.ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy).toEqual({
      ContentSecurityPolicy: "default-src 'none'; sandbox",
      Override: true,
    });
  });

  it('sends the dashboard from its bucket, which may load only itself and talk only to this deployment', () => {
    const { CacheBehaviors } = properties('AWS::CloudFront::Distribution', 'Distribution').DistributionConfig;
    const pages = (CacheBehaviors as { PathPattern: string; FunctionAssociations?: object[] }[]).slice(1);
    expect(
      pages.map(({ PathPattern, FunctionAssociations = [] }) => [PathPattern, FunctionAssociations.length]),
    ).toEqual([
      ['/app/assets/*', 0],
      ['/app', 1],
      ['/app/*', 1],
      ['/', 1],
    ]);
    for (const name of ['PageHeaders', 'AssetHeaders']) {
      const { ResponseHeadersPolicyConfig } = properties('AWS::CloudFront::ResponseHeadersPolicy', name);
      const { SecurityHeadersConfig } = ResponseHeadersPolicyConfig;
      const policy = plain(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
      expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';");
      expect(policy).toContain("connect-src 'self' https://UploadBucket.s3.AWS::Region.AWS::URLSuffix https://Release");
      expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
    }
  });

  it('takes a domain of the owner’s, at TLS 1.2 or better, and names it in DNS', () => {
    const own = templateWith({
      domain: {
        name: 'data.example.net',
        certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/c',
        hostedZone: { id: 'Z1', name: 'example.net' },
      },
    });
    const config = properties('AWS::CloudFront::Distribution', 'Distribution', own).DistributionConfig;
    expect(config).toMatchObject({
      Aliases: ['data.example.net'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    });
    const records = Object.values(ofType(own, 'AWS::Route53::RecordSet')).map((record) =>
      String(record['Properties'].Type),
    );
    expect(records.toSorted()).toEqual(['A', 'AAAA']);
    expect(own.toJSON()['Outputs'].SiteUrl.Value).toBe('https://data.example.net');
  });
});

describe('events', () => {
  it('start the function that handles them, and are kept when they cannot', () => {
    const rules = Object.values(ofType(template, 'AWS::Events::Rule')).map((rule) => rule['Properties']);
    const targets = rules.map(({ Targets }) => plain(Targets[0].Arn));
    expect(targets.toSorted()).toEqual(
      ['ExecutionEnded', 'Notify', 'ObjectCreated', 'Sweeper', 'TaskEnded', 'TaskEnded'].map(
        (name) => `Functions${name}`,
      ),
    );
    for (const { Targets } of rules) {
      expect(Targets).toHaveLength(1);
      expect(plain(Targets[0].DeadLetterConfig.Arn)).toBe('UndeliveredEvents');
      expect(Targets[0].RetryPolicy.MaximumRetryAttempts).toBe(24);
    }
    const failed = Object.values(ofType(template, 'AWS::Lambda::EventInvokeConfig')).map((config) =>
      plain(config['Properties'].DestinationConfig.OnFailure.Destination),
    );
    expect(failed).toEqual([...new Set(targets)].map(() => 'UndeliveredEvents'));
  });

  it('sweep as often as the options say', () => {
    const often = templateWith({ timers: { sweepMinutes: 1 } });
    expect(properties('AWS::Events::Rule', 'Sweep').ScheduleExpression).toBe('rate(15 minutes)');
    expect(properties('AWS::Events::Rule', 'Sweep', often).ScheduleExpression).toBe('rate(1 minute)');
  });
});

describe('the ingest state machine', () => {
  it('is deployed as the file says, with every function of the file filled in', () => {
    const machine = properties('AWS::StepFunctions::StateMachine', 'Ingest');
    const file = new URL('../../statemachines/ingest.asl.json', import.meta.url);
    expect(machine.DefinitionString).toBe(readFileSync(file, 'utf8'));
    const substitutions = Object.entries(machine.DefinitionSubstitutions).map(([name, arn]) => [name, plain(arn)]);
    expect(substitutions).toEqual(Object.keys(STEPS).map((name) => [`${name}Arn`, `Functions${name}`]));
    expect(machine).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });

  it('may invoke its steps and nothing else', () => {
    const [statement] = properties('AWS::IAM::Policy', 'IngestRoleDefaultPolicy').PolicyDocument.Statement;
    expect(statement.Action).toBe('lambda:InvokeFunction');
    const invoked = statement.Resource.map(plain) as string[];
    const steps = Object.keys(STEPS).map((name) => `Functions${name}`);
    expect(invoked.toSorted()).toEqual(steps.toSorted());
  });
});

describe('alarms', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );

  it('name a section of the runbook, and every section of an alarm has its alarm', () => {
    const named = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map((alarm) => {
      const [, section = 'none'] = /docs\/runbook\.md#([a-z-]+)\.$/.exec(alarm['Properties'].AlarmDescription) ?? [];
      return section;
    });
    expect(named.length).toBeGreaterThan(5);
    expect(named.toSorted()).toEqual(sections.toSorted());
  });

  it('watch no more metrics than CloudWatch watches for nothing', () => {
    const watched = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map((alarm) => {
      const metrics = (alarm['Properties'].Metrics ?? [{ MetricStat: {} }]) as { MetricStat?: object }[];
      return metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
    });
    expect(watched.reduce((total, count) => total + count, 0)).toBeLessThanOrEqual(10);
  });

  it('are mailed to the owner who gives an address, and only then', () => {
    expect(ofType(template, 'AWS::SNS::Topic')).toEqual({});
    const mailed = templateWith({ alarmEmail: 'owner@example.net' });
    expect(Object.values(ofType(mailed, 'AWS::SNS::Subscription'))[0]?.['Properties']).toMatchObject({
      Protocol: 'email',
      Endpoint: 'owner@example.net',
    });
    const alarms = Object.values(ofType(mailed, 'AWS::CloudWatch::Alarm'));
    expect(alarms.filter((alarm) => alarm['Properties'].AlarmActions?.length !== 1)).toEqual([]);
  });
});

describe('mail', () => {
  it('is sent from an identity that the stack makes, unless the owner has one', () => {
    expect(properties('AWS::SES::EmailIdentity', 'Sender').EmailIdentity).toBe('waybill@example.org');
    const existing = templateWith({ mailSender: 'data@example.net', mailSenderVerified: 'true' });
    expect(ofType(existing, 'AWS::SES::EmailIdentity')).toEqual({});
  });
});

describe('outputs', () => {
  it('say where the site is and how the first admin is made', () => {
    const outputs = template.toJSON()['Outputs'] as Record<string, { Value: unknown }>;
    expect(plain(outputs['SiteUrl']?.Value)).toBe('https://Distribution');
    expect(plain(outputs['FirstAdmin']?.Value)).toBe(
      'aws lambda invoke --region AWS::Region --function-name FunctionsBootstrapAdmin ' +
        `--cli-binary-format raw-in-base64-out --payload '{"username":"admin","email":"you@example.org"}' ` +
        'admin.json && cat admin.json',
    );
    for (const name of ['TableName', 'UploadBucketName', 'ReleaseBucketName', 'StateMachineArn']) {
      expect(outputs).toHaveProperty(name);
    }
  });
});
