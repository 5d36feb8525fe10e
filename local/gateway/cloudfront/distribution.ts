import { ACCOUNT_ID } from '../../aws/account.ts';
import { bucketPolicies } from '../../iam/callers.ts';
import type { Resource, Stack } from '../../template/stack.ts';
import { headerValue, type ViewerRequest, type ViewerResponse } from '../exchange.ts';
import type { HttpApi } from '../http-api/http-api.ts';
import { compileOriginHeaders, EDGE_ADDRESS } from './origin-headers.ts';
import { compilePathPattern } from './path-pattern.ts';
import { compileResponseHeaders, type ResponseHeaders } from './response-headers.ts';
import { type ReadObject, readFromBucket } from './s3-origin.ts';
import { compileViewerFunctions, type FunctionAssociation, type ViewerFunction } from './viewer-function.ts';

export interface DistributionOptions {
  readonly stack: Stack;
  /** the HTTP APIs of the stack by their host name */
  readonly apis: ReadonlyMap<string, HttpApi>;
  readonly readObject: ReadObject;
}

export type Distribution = (request: ViewerRequest) => Promise<ViewerResponse>;

interface Behavior {
  readonly applies: (path: string) => boolean;
  readonly methods: readonly string[];
  readonly answer: (request: ViewerRequest) => Promise<ViewerResponse>;
  readonly responseHeaders: ResponseHeaders;
  readonly viewerFunctions: ViewerFunction;
}

interface OriginConfig {
  readonly Id: string;
  readonly DomainName: string;
  readonly OriginPath?: string;
  readonly OriginCustomHeaders?: readonly { HeaderName: string; HeaderValue: string }[];
  readonly S3OriginConfig?: unknown;
  readonly OriginAccessControlId?: string;
}

interface BehaviorConfig {
  readonly PathPattern?: string;
  readonly AllowedMethods?: readonly string[];
  readonly TargetOriginId: string;
  readonly OriginRequestPolicyId?: string;
  readonly ResponseHeadersPolicyId?: string;
  readonly FunctionAssociations?: readonly FunctionAssociation[];
}

interface DistributionConfig {
  readonly Origins: readonly OriginConfig[];
  readonly CacheBehaviors?: readonly BehaviorConfig[];
  readonly DefaultCacheBehavior: BehaviorConfig;
  readonly DefaultRootObject?: string;
}

/** Keys that are played, and keys that change nothing on the loopback interface: caching, TLS, protocols, reports. */
const BEHAVIOR_KEYS = words(
  'PathPattern AllowedMethods TargetOriginId OriginRequestPolicyId ResponseHeadersPolicyId FunctionAssociations',
  'CachePolicyId CachedMethods Compress ViewerProtocolPolicy',
);
const CONFIG_KEYS = words(
  'Origins CacheBehaviors DefaultCacheBehavior DefaultRootObject',
  'Aliases Comment Enabled HttpVersion IPV6Enabled Logging PriceClass ViewerCertificate',
);

/** Plays the one distribution of the stack; throws on settings that the local run does not know. */
export function createDistribution(options: DistributionOptions): Distribution {
  const [resource, ...others] = options.stack.ofType('AWS::CloudFront::Distribution');
  if (resource === undefined || others.length > 0) {
    throw new Error(`stack ${options.stack.name} must have exactly one CloudFront distribution`);
  }
  const config = resource.properties['DistributionConfig'] as DistributionConfig;
  checkKeys(config, CONFIG_KEYS, resource.logicalId);
  const configs = [...(config.CacheBehaviors ?? []), { ...config.DefaultCacheBehavior, PathPattern: '*' }];
  const behaviors = configs.map((behavior) => compileBehavior(behavior, config, resource, options));
  return async (request) => {
    if (request.method === 'GET' && hasBody(request)) {
      return refuse(request, 'CloudFront refuses GET requests that have a body.');
    }
    const root = request.path === '/' ? config.DefaultRootObject : undefined;
    const rooted = root === undefined || root === '' ? request : { ...request, path: `/${root}` };
    const behavior = behaviors.find(({ applies }) => applies(rooted.path));
    if (behavior === undefined || !behavior.methods.includes(request.method)) return refuse(request, METHOD_REFUSED);
    const passed = behavior.viewerFunctions(rooted);
    // An answer of the edge leaves the body unread: it is taken in and dropped, so that the viewer sees the answer.
    if ('answer' in passed) await request.body(0);
    return behavior.responseHeaders(
      request,
      'answer' in passed ? passed.answer : await behavior.answer(passed.request),
    );
  };
}

function compileBehavior(
  behavior: BehaviorConfig,
  config: DistributionConfig,
  resource: Resource,
  options: DistributionOptions,
): Behavior {
  const where = `${resource.logicalId}, behaviour ${behavior.PathPattern ?? ''}`;
  checkKeys(behavior, BEHAVIOR_KEYS, where);
  const origin = config.Origins.find(({ Id }) => Id === behavior.TargetOriginId);
  if (origin === undefined) throw new Error(`${where}: there is no origin ${behavior.TargetOriginId}`);
  return {
    applies: compilePathPattern(behavior.PathPattern ?? '*'),
    methods: behavior.AllowedMethods ?? ['GET', 'HEAD'],
    answer: compileOrigin(origin, behavior, resource, options),
    responseHeaders: compileResponseHeaders(options.stack, behavior.ResponseHeadersPolicyId),
    viewerFunctions: compileViewerFunctions(options.stack, behavior.FunctionAssociations, where),
  };
}

function compileOrigin(
  origin: OriginConfig,
  behavior: BehaviorConfig,
  resource: Resource,
  { stack, apis, readObject }: DistributionOptions,
): Behavior['answer'] {
  const originPath = origin.OriginPath ?? '';
  const custom = (origin.OriginCustomHeaders ?? []).map(
    (each) => [each.HeaderName.toLowerCase(), each.HeaderValue] as const,
  );
  const bucket = stack
    .ofType('AWS::S3::Bucket')
    .find(({ attributes }) => attributes['RegionalDomainName'] === origin.DomainName);
  if (bucket !== undefined) {
    const distributionArn = `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${resource.ref}`;
    const s3 = { bucket: bucket.ref, originPath, distributionArn, bucketPolicies: bucketPolicies(stack), readObject };
    return (request) => readFromBucket(s3, request);
  }
  const api = apis.get(origin.DomainName);
  if (api === undefined)
    throw new Error(`${resource.logicalId}: origin ${origin.DomainName} is neither a bucket nor an API of the stack`);
  const headersFor = compileOriginHeaders(stack, behavior.OriginRequestPolicyId);
  return (request) => {
    const headers = [
      ...headersFor(request, origin.DomainName).filter(([name]) => !custom.some(([own]) => own === name)),
      ...custom,
    ];
    return api({ ...request, path: `${originPath}${request.path}`, headers, sourceIp: EDGE_ADDRESS });
  };
}

const METHOD_REFUSED =
  'This distribution is not configured to allow the HTTP request method that was used for this request.';

function hasBody({ headers }: ViewerRequest): boolean {
  return (
    (headerValue(headers, 'content-length') ?? '0') !== '0' || headerValue(headers, 'transfer-encoding') !== undefined
  );
}

async function refuse(request: ViewerRequest, text: string): Promise<ViewerResponse> {
  await request.body(0);
  const body = Buffer.from(`<h1>403 ERROR</h1><p>${text}</p>\n`);
  return { status: 403, headers: [['content-type', 'text/html']], body };
}

function checkKeys(config: object, known: ReadonlySet<string>, where: string): void {
  const unknown = Object.entries(config).find(([key, value]) => !known.has(key) && isSet(value));
  if (unknown !== undefined) throw new Error(`distribution ${where}: ${unknown[0]} is not known to the local run`);
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}

function isSet(value: unknown): boolean {
  return value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);
}
