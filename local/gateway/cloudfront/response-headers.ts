import type { Stack } from '../../template/stack.ts';
import { type Headers, headerValue, type ViewerRequest, type ViewerResponse } from '../exchange.ts';

/** Adds to, replaces in and removes from a response what a response headers policy says. */
export type ResponseHeaders = (request: ViewerRequest, response: ViewerResponse) => ViewerResponse;

interface Rule {
  readonly name: string;
  readonly value: string;
  /** whether it replaces a header that the origin sent */
  readonly override: boolean;
}

const secure = (override: boolean): readonly Rule[] => [
  { name: 'strict-transport-security', value: 'max-age=31536000', override },
  { name: 'x-content-type-options', value: 'nosniff', override: true },
  { name: 'referrer-policy', value: 'strict-origin-when-cross-origin', override },
  { name: 'x-frame-options', value: 'SAMEORIGIN', override },
  { name: 'x-xss-protection', value: '1; mode=block', override },
];

/** Managed-SecurityHeadersPolicy */
const MANAGED: Readonly<Record<string, readonly Rule[]>> = { '67f7725c-6f97-4210-82d7-5512b31e9d03': secure(false) };

export function compileResponseHeaders(stack: Stack, policyId: string | undefined): ResponseHeaders {
  if (policyId === undefined) return (_, response) => response;
  const managed = MANAGED[policyId];
  if (managed !== undefined) return (_, response) => apply(response, managed, []);
  const own = stack.ofType('AWS::CloudFront::ResponseHeadersPolicy').find(({ ref }) => ref === policyId);
  if (own === undefined) throw new Error(`response headers policy ${policyId} is not known to the local run`);
  const config = own.properties['ResponseHeadersPolicyConfig'] as PolicyConfig;
  checkKnown(own.logicalId, config);
  const fixed = [...securityRules(config.SecurityHeadersConfig), ...customRules(config.CustomHeadersConfig)];
  const removed = (config.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header.toLowerCase());
  return (request, response) => apply(response, [...corsRules(config.CorsConfig, request), ...fixed], removed);
}

function apply(response: ViewerResponse, rules: readonly Rule[], removed: readonly string[]): ViewerResponse {
  const sent = response.headers.filter(([name]) => !removed.includes(name));
  const added = rules.filter(({ name, override }) => override || headerValue(sent, name) === undefined);
  const replaced = new Set(added.map(({ name }) => name));
  const headers: Headers = [
    ...sent.filter(([name]) => !replaced.has(name)),
    ...added.map(({ name, value }) => [name, value] as const),
  ];
  return { ...response, headers };
}

interface Overridable {
  readonly Override: boolean;
}

interface PolicyConfig {
  readonly Name: string;
  readonly Comment?: string;
  readonly SecurityHeadersConfig?: {
    readonly ContentSecurityPolicy?: Overridable & { readonly ContentSecurityPolicy: string };
    readonly ContentTypeOptions?: Overridable;
    readonly FrameOptions?: Overridable & { readonly FrameOption: string };
    readonly ReferrerPolicy?: Overridable & { readonly ReferrerPolicy: string };
    readonly StrictTransportSecurity?: Overridable & {
      readonly AccessControlMaxAgeSec: number;
      readonly IncludeSubdomains?: boolean;
      readonly Preload?: boolean;
    };
    readonly XSSProtection?: Overridable & { readonly Protection: boolean; readonly ModeBlock?: boolean };
  };
  readonly CorsConfig?: CorsConfig;
  readonly CustomHeadersConfig?: { readonly Items: readonly (Overridable & { Header: string; Value: string })[] };
  readonly RemoveHeadersConfig?: { readonly Items: readonly { Header: string }[] };
}

interface CorsConfig {
  readonly AccessControlAllowCredentials: boolean;
  readonly AccessControlAllowHeaders: { readonly Items: readonly string[] };
  readonly AccessControlAllowMethods: { readonly Items: readonly string[] };
  readonly AccessControlAllowOrigins: { readonly Items: readonly string[] };
  readonly AccessControlExposeHeaders?: { readonly Items: readonly string[] };
  readonly AccessControlMaxAgeSec?: number;
  readonly OriginOverride: boolean;
}

const KNOWN = ['Comment', 'CorsConfig', 'CustomHeadersConfig', 'Name', 'RemoveHeadersConfig', 'SecurityHeadersConfig'];

function checkKnown(logicalId: string, config: PolicyConfig): void {
  const unknown = Object.keys(config).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined)
    throw new Error(`response headers policy ${logicalId}: ${unknown} is not known to the local run`);
}

function securityRules(config: PolicyConfig['SecurityHeadersConfig'] = {}): readonly Rule[] {
  const rule = (name: string, given: Overridable | undefined, value: string): readonly Rule[] =>
    given === undefined ? [] : [{ name, value, override: given.Override }];
  const transport = config.StrictTransportSecurity;
  const xss = config.XSSProtection;
  return [
    ...rule(
      'content-security-policy',
      config.ContentSecurityPolicy,
      config.ContentSecurityPolicy?.ContentSecurityPolicy ?? '',
    ),
    ...rule('x-content-type-options', config.ContentTypeOptions, 'nosniff'),
    ...rule('x-frame-options', config.FrameOptions, config.FrameOptions?.FrameOption ?? ''),
    ...rule('referrer-policy', config.ReferrerPolicy, config.ReferrerPolicy?.ReferrerPolicy ?? ''),
    ...rule('strict-transport-security', transport, transportValue(transport)),
    ...rule(
      'x-xss-protection',
      xss,
      xss?.Protection === true ? `1${xss.ModeBlock === true ? '; mode=block' : ''}` : '0',
    ),
  ];
}

type Transport = NonNullable<PolicyConfig['SecurityHeadersConfig']>['StrictTransportSecurity'];

function transportValue(transport: Transport): string {
  const subdomains = transport?.IncludeSubdomains === true ? '; includeSubDomains' : '';
  const preload = transport?.Preload === true ? '; preload' : '';
  return `max-age=${transport?.AccessControlMaxAgeSec ?? 0}${subdomains}${preload}`;
}

function customRules(config: PolicyConfig['CustomHeadersConfig']): readonly Rule[] {
  return (config?.Items ?? []).map(({ Header, Value, Override }) => ({
    name: Header.toLowerCase(),
    value: Value,
    override: Override,
  }));
}

function corsRules(config: CorsConfig | undefined, request: ViewerRequest): readonly Rule[] {
  const origin = headerValue(request.headers, 'origin');
  if (config === undefined || origin === undefined) return [];
  const origins = config.AccessControlAllowOrigins.Items;
  if (!origins.includes('*') && !origins.includes(origin)) return [];
  const preflight = request.method === 'OPTIONS';
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['access-control-allow-origin', origins.includes('*') ? '*' : origin],
    ['access-control-allow-credentials', config.AccessControlAllowCredentials ? 'true' : undefined],
    ['access-control-expose-headers', config.AccessControlExposeHeaders?.Items.join(', ')],
    ['access-control-allow-methods', preflight ? config.AccessControlAllowMethods.Items.join(', ') : undefined],
    ['access-control-allow-headers', preflight ? config.AccessControlAllowHeaders.Items.join(', ') : undefined],
    ['access-control-max-age', preflight ? config.AccessControlMaxAgeSec?.toString() : undefined],
  ];
  return pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, override: config.OriginOverride }],
  );
}
