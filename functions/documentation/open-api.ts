import * as z from 'zod/mini';
import type { FormPart, MakeSchema, Route } from '../http/route.ts';
import type { DocumentedDoor } from './doors.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.0 knows the regular expressions of ECMAScript 5.1, which has no classes of Unicode characters. */
const schemaOf = (schema: z.ZodMiniType, io: 'input' | 'output'): Json =>
  z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      // the bounds of every integer of ECMAScript say nothing, and pages would show them as examples
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.pattern?.includes('\\p{')) delete jsonSchema.pattern;
    },
  });

/**
 * The OpenAPI 3.0 document of the whole service, made from the route tables. Aliases are left out.
 * @param site its name and its public origin
 */
export function openApiDocument(doors: readonly DocumentedDoor[], site: { name: string; url: string }): Json {
  const paths: Record<string, Json> = {};
  for (const door of doors) {
    for (const [name, route] of Object.entries(door.routes)) {
      if (route.aliasOf !== undefined) continue;
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(door, name, route) };
    }
  }
  return {
    openapi: '3.0.3',
    info: {
      title: site.name,
      version: '1',
      description:
        'Send `Authorization: Bearer TOKEN` with an API key or the `jwt` of a sign-in. Everything of the DataMeta API ' +
        'below `/api/v1` is at `/api/v0` as well.',
    },
    servers: [{ url: site.url }],
    tags: [...new Set(doors.map(({ title }) => title))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(doors.map(({ refusal }) => [refusal.name, schemaOf(refusal.schema, 'output')])),
    },
  };
}

function operation(door: DocumentedDoor, name: string, route: Route): Json {
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query), ...headerParameters(route)];
  return {
    tags: [door.title],
    operationId: `${door.name}_${name}`,
    summary: route.summary,
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(route),
    responses: Object.fromEntries(
      Object.entries({ ...gateOf(route), ...route.responses }).map(([status, response]) => [
        status,
        answer(door, Number(status), response),
      ]),
    ),
    security: security(route),
  };
}

/** What every route of its kind refuses, where its table does not say it in other words. */
const gateOf = (route: Route): Route['responses'] => ({
  ...refusedInput(route),
  ...(!(route.access === 'public' && route.ignoresToken) && { 401: { description: 'Sign in' } }),
  ...(route.method !== 'GET' && !route.ignoresToken && { 403: { description: 'The token may only read' } }),
  ...(route.access === 'siteAdmin' && { 403: { description: 'For site admins only' } }),
  ...(route.access === 'groupAdmin' && { 403: { description: 'For group and site admins only' } }),
});

function refusedInput(route: Route): Route['responses'] {
  const { path, query, body, rawBody } = route;
  const sent = body ?? rawBody;
  return {
    ...((query ?? sent ?? isRepeatable(route)) && { 400: { description: 'The request is not valid' } }),
    ...(path.includes('{') && { 404: { description: 'There is none, or none that you may see' } }),
    ...(isRepeatable(route) && {
      409: { description: 'The same request is under way, or its answer was told once and is not kept' },
      422: { description: 'The Idempotency-Key was used for another request' },
    }),
    ...(sent && { 413: { description: 'More than passes through the API; it says what to do instead' } }),
    ...(rawBody && { 415: { description: 'A form that cannot be read as one' } }),
  };
}

/** A POST that makes something can be sent again without making it twice. */
const isRepeatable = ({ method, repeats }: Route): boolean => method === 'POST' && repeats !== 'harmless';

/** An empty alternative: no token is needed. */
function security(route: Route): Json[] {
  if (route.ignoresToken === true) return [];
  return route.access === 'public' ? [{}, { bearerAuth: [] }] : [{ bearerAuth: [] }];
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters(query: MakeSchema | undefined): Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(query(), 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function headerParameters(route: Route): Json[] {
  const { repeats, headers = {} } = route;
  const own = Object.entries(headers).map(([name, description]) => headerParameter(name, true, description));
  if (!isRepeatable(route)) return own;
  const description =
    'A random key of your own: the same request with the same key within a day is carried out once' +
    (repeats === 'secret' ? '; its answer is told once.' : ' and gets the same answer.');
  return [...own, headerParameter('Idempotency-Key', false, description)];
}

const headerParameter = (name: string, required: boolean, description: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

function requestBody({ body, rawBody }: Route): Json {
  if (rawBody !== undefined) {
    const { contentType, description } = rawBody;
    return { requestBody: { required: true, description, content: { [contentType]: { schema: rawSchema(rawBody) } } } };
  }
  if (body === undefined) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body(), 'input') } } } };
}

const BINARY = { type: 'string', format: 'binary' };

function rawSchema({ contentType, parts = {} }: NonNullable<Route['rawBody']>): Json {
  if (contentType === 'application/json') return { type: 'object' };
  if (contentType !== 'multipart/form-data') return BINARY;
  const required = Object.keys(parts).filter((name) => parts[name]?.required === true);
  const properties = Object.entries(parts).map(([name, part]) => [name, partSchema(part)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Json,
    ...(required.length > 0 && { required }),
  };
}

/** Pages fill a form with examples: what can be left out is left out there. */
const partSchema = ({ description, isFile, required }: FormPart): Json =>
  isFile === true
    ? { ...BINARY, description }
    : { type: 'string', description, ...(required !== true && { example: '' }) };

function answer(door: DocumentedDoor, status: number, response: Route['responses'][number]): Json {
  const { description, schema, alsoAs } = response;
  if (schema !== undefined) {
    const others = alsoAs === undefined ? {} : { [alsoAs]: { schema: { type: 'string' } } };
    return { description, content: { 'application/json': { schema: schemaOf(schema(), 'output') }, ...others } };
  }
  if (status < 400) return { description };
  const { name, contentType } = door.refusal;
  return { description, content: { [contentType]: { schema: { $ref: `#/components/schemas/${name}` } } } };
}
