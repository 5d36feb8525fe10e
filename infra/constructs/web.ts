import { join } from 'node:path';
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';

interface Web {
  /** folder of the built dashboard, with `app/index.html` in it */
  folder: string;
  /** where browsers send and fetch files: origins of pre-signed URLs */
  storageOrigins: readonly string[];
  logRetention: number;
}

/**
 * What a page of the dashboard may load, run and talk to: itself, the API, and the buckets of this deployment. The
 * checksums of files are computed by WebAssembly, which `wasm-unsafe-eval` allows and nothing else.
 */
const policyOf = (storageOrigins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "worker-src 'self'",
    `connect-src ${["'self'", ...storageOrigins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The dashboard in a private bucket. Builds are not kept: each can be made again from its sources. */
export function createWeb(
  scope: Construct,
  { folder, storageOrigins, logRetention }: Web,
): Record<string, BehaviorOptions> {
  const bucket = createBucket(scope);
  new BucketDeployment(scope, 'WebDeployment', {
    destinationBucket: bucket,
    sources: [Source.asset(folder)],
    // Said by the objects, not by the distribution, so that it is not said of an error; pages say otherwise.
    cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    // Pages that are open still load parts of the build that they came with.
    prune: false,
    // With the stack the files go, and then the bucket can.
    retainOnDelete: false,
    logGroup: new LogGroup(scope, 'WebDeploymentLog', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
  return behaviors(scope, bucket, policyOf(storageOrigins));
}

/** As an interface, because the CDK writes `undefined` where its own type says optional. */
function createBucket(scope: Construct): IBucket {
  return new Bucket(scope, 'WebBucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: RemovalPolicy.DESTROY,
  }) as IBucket;
}

/** Names of assets hold a hash of their content and never change; every other path of the application is its one page. */
function behaviors(scope: Construct, bucket: IBucket, policy: string): Record<string, BehaviorOptions> {
  const common = {
    origin: S3BucketOrigin.withOriginAccessControl(bucket),
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    compress: true,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
  };
  const page = {
    ...common,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    responseHeadersPolicy: headers(scope, 'PageHeaders', policy, {
      customHeadersBehavior: { customHeaders: [{ header: 'cache-control', value: 'no-cache', override: true }] },
    }),
    functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: pageFunction(scope) }],
  };
  const assets = {
    ...common,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy: headers(scope, 'AssetHeaders', policy),
  };
  return { '/app/assets/*': assets, '/app': page, '/app/*': page, '/': page };
}

function headers(
  scope: Construct,
  id: string,
  policy: string,
  others: ResponseHeadersPolicyProps = {},
): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior: {
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
    },
    ...others,
  });
}

function pageFunction(scope: Construct): EdgeFunction {
  return new EdgeFunction(scope, 'WebPage', {
    code: FunctionCode.fromFile({ filePath: join(import.meta.dirname, '../../functions/edge/web-page.js') }),
    runtime: FunctionRuntime.JS_2_0,
    comment: 'Every path of the dashboard is its one page',
  });
}

/** How the SDK writes pre-signed URLs of a bucket. */
export const originOf = (bucket: Bucket): string => `https://${bucket.bucketName}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}`;
