import type { IncomingHttpHeaders } from 'node:http';
import type { CorsRule } from '../bucket-settings.ts';
import { S3Error } from '../errors.ts';
import { definedHeaders, emptyResponse, type S3Response } from '../http/response.ts';

/** Answers a preflight request, which carries no signature. */
export function preflight(rules: readonly CorsRule[], headers: IncomingHttpHeaders): S3Response {
  const { origin, 'access-control-request-method': method } = headers;
  const asked = headers['access-control-request-headers'];
  if (origin === undefined || method === undefined)
    throw new S3Error(
      'InvalidRequest',
      'Insufficient information. Origin and Access-Control-Request-Method are needed.',
    );
  const wanted = (asked ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);
  const rule = rules.find(
    (each) => matchesOrigin(each, origin) && allowsMethod(each, method) && allowsHeaders(each, wanted),
  );
  if (!rule)
    throw new S3Error('AccessDenied', 'CORSResponse: This CORS request is not allowed by the rules of the bucket.');
  return emptyResponse(200, {
    ...allowed(rule, origin),
    ...definedHeaders({
      'access-control-allow-headers': wanted.length === 0 ? undefined : wanted.join(', '),
      'access-control-max-age': rule.maxAgeSeconds === undefined ? undefined : String(rule.maxAgeSeconds),
    }),
  });
}

/** What the response to a request with an Origin says to the browser; nothing where no rule fits. */
export function corsHeaders(
  rules: readonly CorsRule[],
  method: string,
  origin: string | undefined,
): Record<string, string> {
  if (origin === undefined) return {};
  const rule = rules.find((each) => matchesOrigin(each, origin) && allowsMethod(each, method));
  return rule ? allowed(rule, origin) : {};
}

function allowed(rule: CorsRule, origin: string): Record<string, string> {
  const anyOrigin = rule.allowedOrigins.includes('*');
  const exposed = rule.exposedHeaders ?? [];
  return definedHeaders({
    'access-control-allow-origin': anyOrigin ? '*' : origin,
    'access-control-allow-credentials': anyOrigin ? undefined : 'true',
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    'access-control-expose-headers': exposed.length === 0 ? undefined : exposed.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  });
}

function matchesOrigin(rule: CorsRule, origin: string): boolean {
  return rule.allowedOrigins.some((pattern) => matches(pattern, origin));
}

function allowsMethod(rule: CorsRule, method: string): boolean {
  return rule.allowedMethods.includes(method);
}

function allowsHeaders(rule: CorsRule, wanted: readonly string[]): boolean {
  const patterns = (rule.allowedHeaders ?? []).map((pattern) => pattern.toLowerCase());
  return wanted.every((name) => patterns.some((pattern) => matches(pattern, name)));
}

/** `*` stands for any text, at most once. */
function matches(pattern: string, text: string): boolean {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === text;
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
