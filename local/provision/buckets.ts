import type { BucketSettings, CorsRule, LifecycleRule } from '../s3/bucket-settings.ts';
import type { Resource, Stack } from '../template/stack.ts';

/** A bucket that the template declares. */
export interface DeclaredBucket {
  readonly name: string;
  readonly settings: BucketSettings;
}

/** Reads the buckets of a stack; throws on rules that the local S3 would not follow. */
export function readBuckets(stack: Stack): readonly DeclaredBucket[] {
  return stack.ofType('AWS::S3::Bucket').map((bucket) => ({
    name: bucket.ref,
    settings: {
      versioned: (bucket.properties['VersioningConfiguration'] as Properties)?.['Status'] === 'Enabled',
      cors: corsRules(bucket),
      eventBridge: sendsEvents(stack, bucket),
      lifecycle: lifecycleRules(bucket),
    },
  }));
}

type Properties = Readonly<Record<string, unknown>> | undefined;

/** Either the bucket's own property or the CDK's custom resource turns events on. */
function sendsEvents(stack: Stack, { logicalId, ref, properties }: Resource): boolean {
  const custom = stack
    .ofType('Custom::S3BucketNotifications')
    .filter((each) => each.properties['BucketName'] === ref)
    .map((each) => each.properties['NotificationConfiguration']);
  const given = [properties['NotificationConfiguration'], ...custom].filter((each) => each !== undefined);
  for (const configuration of given as readonly object[]) {
    const unknown = Object.keys(configuration).find((key) => key !== 'EventBridgeConfiguration');
    if (unknown !== undefined) throw new Error(`bucket ${logicalId}: ${unknown} is not known to the local run`);
  }
  return (given as readonly { EventBridgeConfiguration?: { EventBridgeEnabled?: boolean } }[]).some(
    ({ EventBridgeConfiguration }) =>
      EventBridgeConfiguration !== undefined && EventBridgeConfiguration.EventBridgeEnabled !== false,
  );
}

interface CfnCorsRule {
  readonly AllowedHeaders?: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedOrigins: readonly string[];
  readonly ExposedHeaders?: readonly string[];
  readonly MaxAge?: number;
}

function corsRules({ properties }: Resource): readonly CorsRule[] {
  const { CorsRules = [] } = (properties['CorsConfiguration'] ?? {}) as { CorsRules?: readonly CfnCorsRule[] };
  return CorsRules.map(({ AllowedOrigins, AllowedMethods, AllowedHeaders = [], ExposedHeaders = [], MaxAge }) => ({
    allowedOrigins: AllowedOrigins,
    allowedMethods: AllowedMethods,
    allowedHeaders: AllowedHeaders,
    exposedHeaders: ExposedHeaders,
    ...(MaxAge !== undefined && { maxAgeSeconds: MaxAge }),
  }));
}

interface CfnLifecycleRule {
  readonly Id?: string;
  readonly Status: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly ExpiredObjectDeleteMarker?: boolean;
  readonly NoncurrentVersionExpiration?: {
    readonly NoncurrentDays?: number;
    readonly NewerNoncurrentVersions?: number;
  };
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number };
}

const RULE_KEYS = new Set([
  'AbortIncompleteMultipartUpload',
  'ExpirationInDays',
  'ExpiredObjectDeleteMarker',
  'Id',
  'NoncurrentVersionExpiration',
  'Prefix',
  'Status',
]);

function lifecycleRules({ logicalId, properties }: Resource): readonly LifecycleRule[] {
  const { Rules = [] } = (properties['LifecycleConfiguration'] ?? {}) as { Rules?: readonly CfnLifecycleRule[] };
  return Rules.filter(({ Status }) => Status === 'Enabled').map((rule) => {
    const unknown = Object.keys(rule).find((key) => !RULE_KEYS.has(key));
    if (unknown !== undefined)
      throw new Error(`bucket ${logicalId}: lifecycle ${unknown} is not known to the local run`);
    const { NoncurrentDays, NewerNoncurrentVersions } = rule.NoncurrentVersionExpiration ?? {};
    const { DaysAfterInitiation } = rule.AbortIncompleteMultipartUpload ?? {};
    return {
      ...(rule.Id !== undefined && { id: rule.Id }),
      ...(rule.Prefix !== undefined && { prefix: rule.Prefix }),
      ...(rule.ExpirationInDays !== undefined && { expirationDays: rule.ExpirationInDays }),
      ...(rule.ExpiredObjectDeleteMarker !== undefined && {
        expiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
      }),
      ...(NoncurrentDays !== undefined && { noncurrentDays: NoncurrentDays }),
      ...(NewerNoncurrentVersions !== undefined && { newerNoncurrentVersions: NewerNoncurrentVersions }),
      ...(DaysAfterInitiation !== undefined && { abortIncompleteMultipartDays: DaysAfterInitiation }),
    };
  });
}
