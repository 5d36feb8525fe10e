import { type Headers, headerValue, type ViewerResponse } from '../exchange.ts';

/** `CorsConfiguration` of an HTTP API. */
export interface CorsConfiguration {
  readonly AllowOrigins?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowHeaders?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly AllowCredentials?: boolean;
  readonly MaxAge?: number;
}

/** The answer to a preflight request, which API Gateway gives itself when the API has a CORS configuration. */
export function preflight(cors: CorsConfiguration, method: string, headers: Headers): ViewerResponse | undefined {
  const asked = headerValue(headers, 'access-control-request-method') !== undefined;
  if (method !== 'OPTIONS' || !asked || headerValue(headers, 'origin') === undefined) return undefined;
  const allow = corsHeaders(cors, headers);
  if (allow.length === 0) return { status: 204, headers: [] };
  return {
    status: 204,
    headers: [
      ...allow,
      ...list('access-control-allow-methods', cors.AllowMethods),
      ...list('access-control-allow-headers', cors.AllowHeaders),
      ...(cors.MaxAge === undefined ? [] : ([['access-control-max-age', String(cors.MaxAge)]] as const)),
    ],
  };
}

/** The headers for an ordinary response; none when the origin is not allowed. */
export function corsHeaders(cors: CorsConfiguration, headers: Headers): Headers {
  const origin = headerValue(headers, 'origin');
  const origins = cors.AllowOrigins ?? [];
  if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return [];
  return [
    ['access-control-allow-origin', origins.includes('*') ? '*' : origin],
    ...(cors.AllowCredentials === true ? ([['access-control-allow-credentials', 'true']] as const) : []),
    ...list('access-control-expose-headers', cors.ExposeHeaders),
  ];
}

function list(name: string, values: readonly string[] | undefined): Headers {
  return values === undefined || values.length === 0 ? [] : [[name, values.join(',')]];
}
