import { message, type ViewerResponse } from '../exchange.ts';

interface FormattedResponse {
  readonly statusCode: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>> | null;
  readonly cookies?: readonly string[] | null;
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/** Headers that API Gateway or the HTTP server set themselves. */
const CONTROLLED = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive']);

/**
 * What API Gateway makes of a function's result. Without a `statusCode` the result itself is the body, as JSON; a
 * response that cannot be used is an Internal Server Error.
 */
export function mapResponse(payload: string): ViewerResponse {
  const result = JSON.parse(payload) as unknown;
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(payload) };
  }
  const { statusCode, headers, cookies, body = '', isBase64Encoded } = result as FormattedResponse;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return message(500, 'Internal Server Error');
  if (body !== null && typeof body !== 'string') return message(500, 'Internal Server Error');
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const typed = named.some(([name]) => name === 'content-type');
  return {
    status,
    headers: [
      // A body without a type is JSON's or text's caller's guess otherwise; API Gateway says text.
      ...(typed || (body ?? '') === '' ? [] : [['content-type', 'text/plain; charset=utf-8'] as const]),
      ...named.filter(([name]) => !CONTROLLED.has(name)),
      ...(cookies ?? []).map((cookie) => ['set-cookie', cookie] as const),
    ],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
