import { join } from 'node:path';
import { Aws, Duration, Fn } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  type IOrigin,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Options } from '../options.ts';

const SECURITY = {
  strictTransportSecurity: {
    accessControlMaxAge: Duration.days(365),
    includeSubdomains: true,
    override: true,
  },
  contentTypeOptions: { override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
  frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
};

type Behaviors = Readonly<Record<string, BehaviorOptions>>;

/**
 * The one public address: open files under `/open/*` straight from the release bucket, the dashboard's pages from their
 * bucket, everything else from the API.
 * It refers to the API only, not to its routes, so that functions may know the address.
 */
export function createDistribution(
  scope: Construct,
  { api, releaseBucket, pages, options }: { api: HttpApi; releaseBucket: Bucket; pages: Behaviors; options: Options },
): Distribution {
  const { domain } = options;
  const distribution = new Distribution(scope, 'Distribution', {
    comment: options.siteName,
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_100,
    defaultBehavior: apiBehavior(scope, api),
    additionalBehaviors: { '/open/*': openFilesBehavior(scope, releaseBucket), ...pages },
    ...(domain && {
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }),
  });
  allowOpenFiles(releaseBucket, distribution);
  createRecords(scope, distribution, options);
  return distribution;
}

function apiBehavior(scope: Construct, api: HttpApi): BehaviorOptions {
  return {
    origin: new HttpOrigin(`${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
      customHeaders: { 'x-waybill-edge': edgeKey() },
    }),
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // API Gateway answers to its own host name only; every other header, Authorization included, goes through.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    responseHeadersPolicy: new ResponseHeadersPolicy(scope, 'ApiHeaders', { securityHeadersBehavior: SECURITY }),
    functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: bodyLimit(scope) }],
  };
}

/**
 * What a request that came through the distribution can be told by: it decides whose word on the address of a caller
 * is taken, and nothing else. The random part of the stack's id, which nobody outside of the account knows.
 */
export const edgeKey = (): string => Fn.select(2, Fn.split('/', Aws.STACK_ID));

/** Too large a body is refused here, where it can be told what to do instead: API Gateway's own refusal cannot. */
function bodyLimit(scope: Construct): EdgeFunction {
  return new EdgeFunction(scope, 'BodyLimit', {
    code: FunctionCode.fromFile({ filePath: join(import.meta.dirname, '../../functions/edge/body-limit.js') }),
    runtime: FunctionRuntime.JS_2_0,
    comment: 'Tells what to do with a body that does not fit through the API',
  });
}

/** Submitters decide what these files hold, so a browser must never run one as part of the site. */
function openFilesBehavior(scope: Construct, releaseBucket: Bucket): BehaviorOptions {
  const responseHeadersPolicy = new ResponseHeadersPolicy(scope, 'OpenFilesHeaders', {
    securityHeadersBehavior: {
      ...SECURITY,
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; sandbox", override: true },
    },
    corsBehavior: {
      accessControlAllowCredentials: false,
      accessControlAllowHeaders: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD'],
      accessControlAllowOrigins: ['*'],
      accessControlExposeHeaders: ['ETag', 'Content-Range'],
      originOverride: true,
    },
  });
  return {
    origin: openFilesOrigin(scope, releaseBucket),
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    compress: false,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy,
  };
}

/** Made by hand because the CDK's own origin lets CloudFront read the whole bucket. */
function openFilesOrigin(scope: Construct, bucket: Bucket): IOrigin {
  const { originAccessControlId } = new S3OriginAccessControl(scope, 'OpenFilesAccess');
  return {
    bind: (_, { originId }) => ({
      originProperty: {
        id: originId,
        domainName: bucket.bucketRegionalDomainName,
        s3OriginConfig: { originAccessIdentity: '' },
        originAccessControlId,
      },
    }),
  };
}

function allowOpenFiles(bucket: Bucket, distribution: Distribution): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'OpenFilesThroughCloudFront',
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('open/*')],
      conditions: { StringEquals: { 'AWS:SourceArn': distribution.distributionArn } },
    }),
  );
}

function createRecords(scope: Construct, distribution: Distribution, { domain }: Options): void {
  if (!domain?.hostedZone) return;
  const { id, name } = domain.hostedZone;
  const zone = HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId: id, zoneName: name });
  const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
  new ARecord(scope, 'Ipv4', { zone, recordName: `${domain.name}.`, target });
  new AaaaRecord(scope, 'Ipv6', { zone, recordName: `${domain.name}.`, target });
}
