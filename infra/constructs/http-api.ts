import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { RouteTable } from '../../functions/http/route.ts';
import type { Options } from '../options.ts';

/** No query string and no path: some clients pass tokens there, and the path of a download is its secret. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
  userAgent: '$context.identity.userAgent',
};

/** The API without its routes: functions know its address before routes know the functions. */
export function createHttpApi(scope: Construct, options: Options, logRetention: number): HttpApi {
  const api = new HttpApi(scope, 'Api', { apiName: options.siteName, createDefaultStage: false });
  const logGroup = new LogGroup(scope, 'ApiAccessLog', {
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // Routes see the path as the client sent it only on the stage named $default.
  new HttpStage(scope, 'ApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: options.throttle.rate, burstLimit: options.throttle.burst },
    detailedMetricsEnabled: false,
    accessLogSettings: {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  });
  return api;
}

/** One API Gateway route per line of a door's table, all to the door's one function. */
export function addRoutes(api: HttpApi, name: string, door: IFunction, routes: RouteTable): void {
  const integration = new HttpLambdaIntegration(`${name}Integration`, door, { scopePermissionToRoute: false });
  for (const { method, path } of Object.values(routes)) {
    api.addRoutes({ path, methods: [HttpMethod[method]], integration });
  }
}

/** Everything that no route takes goes to one function, which tells what is wrong. */
export function addFallback(api: HttpApi, fallback: IFunction): void {
  const integration = new HttpLambdaIntegration('UnroutedIntegration', fallback, { scopePermissionToRoute: false });
  new HttpRoute(api, 'Unrouted', { httpApi: api, routeKey: HttpRouteKey.DEFAULT, integration });
}
