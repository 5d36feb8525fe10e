import type { Stack } from '../../template/stack.ts';
import { type Headers, headerValue, type ViewerRequest } from '../exchange.ts';

/** Gives the headers that CloudFront sends to an origin for a viewer's request. */
export type OriginHeaders = (request: ViewerRequest, host: string) => Headers;

/** Which headers of the viewer go through, and which of its own CloudFront adds. */
interface Forwarding {
  readonly forwards: (name: string) => boolean;
  readonly adds: readonly string[];
}

const MANAGED: Readonly<Record<string, Forwarding>> = {
  // Managed-AllViewerExceptHostHeader
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': { forwards: (name) => name !== 'host', adds: [] },
};

/** Headers of one connection, which no proxy hands on. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The origin sees the address of a CloudFront edge and not the viewer's, which is in `x-forwarded-for`. Locally both
 * would be the loopback address; this one, reserved for documentation, shows whoever confuses the two.
 */
export const EDGE_ADDRESS = '203.0.113.1';

/** Compiles an origin request policy; throws on one that the local run does not know. */
export function compileOriginHeaders(stack: Stack, policyId: string | undefined): OriginHeaders {
  const { forwards, adds } = findForwarding(stack, policyId);
  return (request, host) => [
    ['host', host],
    ...request.headers.filter(([name]) => !HOP_BY_HOP.has(name) && name !== 'x-forwarded-for' && forwards(name)),
    ...adds.flatMap((name): Headers => {
      const value = cloudFrontHeader(name, request);
      return value === undefined ? [] : [[name, value]];
    }),
    ['x-forwarded-for', forwardedFor(request)],
    ['x-forwarded-port', '443'],
    ['x-forwarded-proto', 'https'],
    ['via', '1.1 local.cloudfront.net (CloudFront)'],
  ];
}

function findForwarding(stack: Stack, policyId: string | undefined): Forwarding {
  if (policyId === undefined) return { forwards: () => false, adds: [] };
  const managed = MANAGED[policyId];
  if (managed !== undefined) return managed;
  const own = stack.ofType('AWS::CloudFront::OriginRequestPolicy').find(({ ref }) => ref === policyId);
  if (own === undefined) throw new Error(`origin request policy ${policyId} is not known to the local run`);
  return readPolicy(own.logicalId, own.properties['OriginRequestPolicyConfig'] as PolicyConfig);
}

interface PolicyConfig {
  readonly HeadersConfig: { readonly HeaderBehavior: string; readonly Headers?: readonly string[] };
  readonly CookiesConfig: { readonly CookieBehavior: string };
  readonly QueryStringsConfig: { readonly QueryStringBehavior: string };
}

function readPolicy(logicalId: string, config: PolicyConfig): Forwarding {
  const { HeaderBehavior, Headers = [] } = config.HeadersConfig;
  const listed = Headers.map((name) => name.toLowerCase());
  if (config.QueryStringsConfig.QueryStringBehavior !== 'all' || config.CookiesConfig.CookieBehavior !== 'all') {
    throw new Error(`origin request policy ${logicalId}: the local run only forwards all cookies and query strings`);
  }
  const adds = listed.filter((name) => name.startsWith('cloudfront-'));
  switch (HeaderBehavior) {
    case 'allExcept':
      return { forwards: (name) => !listed.includes(name), adds: [] };
    case 'allViewerAndWhitelistCloudFront':
      return { forwards: () => true, adds };
    case 'whitelist':
      return { forwards: (name) => name === 'cookie' || listed.includes(name), adds };
    default:
      throw new Error(
        `origin request policy ${logicalId}: header behaviour ${HeaderBehavior} is not known to the local run`,
      );
  }
}

function cloudFrontHeader(name: string, { sourceIp, sourcePort }: ViewerRequest): string | undefined {
  if (name === 'cloudfront-viewer-address') return `${sourceIp}:${sourcePort}`;
  return name === 'cloudfront-forwarded-proto' ? 'https' : undefined;
}

/** CloudFront appends the viewer, API Gateway the edge; what a viewer claims itself stays in front. */
function forwardedFor(request: ViewerRequest): string {
  const claimed = headerValue(request.headers, 'x-forwarded-for');
  return [...(claimed === undefined ? [] : [claimed]), request.sourceIp, EDGE_ADDRESS].join(', ');
}
