import { ACCOUNT_ID, REGION } from '../../aws/account.ts';
import { compilePattern } from '../../iam/pattern.ts';
import type { Resource, Stack } from '../../template/stack.ts';
import type { CorsConfiguration } from './cors.ts';
import type { Route } from './routes.ts';

/** One HTTP API of the template. */
export interface HttpApiDefinition {
  readonly apiId: string;
  readonly domainName: string;
  readonly stage: string;
  readonly routes: readonly Route[];
  readonly cors: CorsConfiguration | undefined;
  /** what the stage allows, by route key; `default` is for all routes together */
  readonly throttling: ReadonlyMap<string, Throttling>;
}

export interface Throttling {
  readonly rate: number;
  readonly burst: number;
}

/** AWS's own limits where the stage sets none: requests per second and burst of an account. */
const ACCOUNT_THROTTLING: Throttling = { rate: 10_000, burst: 5000 };
/** The longest that API Gateway waits for an integration, which is also its default. */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** Reads the APIs of a stack; throws on anything that the local gateway would not do as API Gateway does it. */
export function readHttpApis(stack: Stack): readonly HttpApiDefinition[] {
  return stack.ofType('AWS::ApiGatewayV2::Api').map((api) => readHttpApi(stack, api));
}

function readHttpApi(stack: Stack, api: Resource): HttpApiDefinition {
  const { logicalId, ref, attributes, properties } = api;
  if (properties['ProtocolType'] !== 'HTTP') throw new Error(`API ${logicalId}: the local run only plays HTTP APIs`);
  if (properties['DisableExecuteApiEndpoint'] === true) {
    throw new Error(`API ${logicalId}: a distribution cannot reach an API whose execute-api endpoint is disabled`);
  }
  const [stage, ...others] = partsOf(stack, ref, 'AWS::ApiGatewayV2::Stage');
  if (stage?.ref !== '$default' || others.length > 0) {
    throw new Error(`API ${logicalId}: the local run plays exactly one stage, named $default`);
  }
  return {
    apiId: ref,
    domainName: new URL(attributes['ApiEndpoint'] ?? '').hostname,
    stage: stage.ref,
    routes: partsOf(stack, ref, 'AWS::ApiGatewayV2::Route').map((route) => readRoute(stack, ref, route)),
    cors: properties['CorsConfiguration'] as CorsConfiguration | undefined,
    throttling: readThrottling(stage),
  };
}

function partsOf(stack: Stack, apiId: string, type: string): readonly Resource[] {
  return stack.ofType(type).filter(({ properties }) => properties['ApiId'] === apiId);
}

function readRoute(stack: Stack, apiId: string, { logicalId, properties }: Resource): Route {
  const routeKey = String(properties['RouteKey']);
  const authorization = properties['AuthorizationType'] ?? 'NONE';
  if (authorization !== 'NONE')
    throw new Error(`route ${routeKey}: the local run knows no ${JSON.stringify(authorization)} authorizer`);
  const target = String(properties['Target']).replace(/^integrations\//, '');
  const integration = partsOf(stack, apiId, 'AWS::ApiGatewayV2::Integration').find(({ ref }) => ref === target);
  if (integration === undefined)
    throw new Error(`route ${routeKey} (${logicalId}): its integration is not in the stack`);
  const { IntegrationType, IntegrationUri, PayloadFormatVersion, TimeoutInMillis } = integration.properties;
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0') {
    throw new Error(`route ${routeKey}: the local run only plays Lambda integrations of payload format 2.0`);
  }
  const functionArn = String(IntegrationUri);
  checkPermission(stack, apiId, { routeKey, functionArn });
  return {
    routeKey,
    functionArn,
    timeoutMs: Math.min(Number(TimeoutInMillis ?? INTEGRATION_TIMEOUT_MS), INTEGRATION_TIMEOUT_MS),
  };
}

/** Without a permission for this very route API Gateway answers every request with 500. */
function checkPermission(stack: Stack, apiId: string, { routeKey, functionArn }: Omit<Route, 'timeoutMs'>): void {
  const [method = '', path = ''] = routeKey === '$default' ? ['*', '/$default'] : routeKey.split(' ');
  const verb = method === 'ANY' ? '*' : method;
  const source = `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${apiId}/$default/${verb}${path}`;
  const allowed = stack.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    const { Action, FunctionName, Principal, SourceArn = '*' } = properties as Readonly<Record<string, string>>;
    if (Principal !== 'apigateway.amazonaws.com' || Action !== 'lambda:InvokeFunction') return false;
    const same = FunctionName === functionArn || functionArn.endsWith(`:${FunctionName}`);
    return same && compilePattern(SourceArn)(source);
  });
  if (!allowed) throw new Error(`route ${routeKey}: no AWS::Lambda::Permission lets the API invoke ${functionArn}`);
}

interface RouteSettings {
  readonly ThrottlingRateLimit?: number;
  readonly ThrottlingBurstLimit?: number;
}

function readThrottling({ properties }: Resource): ReadonlyMap<string, Throttling> {
  const all = (properties['DefaultRouteSettings'] ?? {}) as RouteSettings;
  const each = (properties['RouteSettings'] ?? {}) as Readonly<Record<string, RouteSettings>>;
  const limits = (settings: RouteSettings): Throttling => ({
    rate: settings.ThrottlingRateLimit ?? ACCOUNT_THROTTLING.rate,
    burst: settings.ThrottlingBurstLimit ?? ACCOUNT_THROTTLING.burst,
  });
  return new Map([
    ['default', limits(all)],
    ...Object.entries(each).map(([routeKey, settings]) => [routeKey, limits({ ...all, ...settings })] as const),
  ]);
}
