import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { DOORS } from '../../../functions/documentation/doors.ts';
import { openApiDocument } from '../../../functions/documentation/open-api.ts';
import { toYaml } from '../../../functions/documentation/yaml.ts';
import { defineRoutes } from '../../../functions/http/route.ts';
import { ALL_ROUTES } from '../route-tables.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: object };
  responses: Record<string, { description: string; content?: object }>;
  security: object[];
}
type Paths = Record<string, Record<string, Operation>>;

const SITE = { name: 'Example archive', url: 'https://data.example.org' };
const document = openApiDocument(DOORS, SITE);
const operations = Object.entries(document['paths'] as Paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, ...operation })),
);

describe('the OpenAPI document', () => {
  it('has every route of every door, and each once', () => {
    const routes = ALL_ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(operations.map(({ key }) => key).toSorted()).toEqual(routes.toSorted());
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  it('says of every route what its table says: parameters, answers, and who needs a token', () => {
    const tables = [
      {
        name: 'door',
        title: 'Door',
        refusal: { name: 'Refusal', contentType: 'text/plain', schema: z.string() },
        routes: defineRoutes({
          one: {
            method: 'PUT',
            path: '/things/{id}',
            access: 'user',
            summary: 'Change',
            query: () => z.object({ page: z.optional(z.int().check(z.minimum(1))).check(z.describe('from 1')) }),
            body: () => z.strictObject({ name: z.string(), note: z.nullable(z.string()) }),
            responses: {
              200: { description: 'Done', schema: () => z.object({ ok: z.boolean() }) },
              404: { description: 'No' },
            },
          },
          open: {
            method: 'GET',
            path: '/open',
            access: 'public',
            summary: 'Read',
            responses: { 204: { description: 'Nothing' } },
          },
          form: {
            method: 'PUT',
            path: '/form',
            access: 'siteAdmin',
            summary: 'Send',
            headers: { 'Access-Token': 'as it was told' },
            rawBody: {
              contentType: 'multipart/form-data',
              description: 'A form',
              parts: {
                file: { description: 'the bytes', isFile: true, required: true },
                label: { description: 'a text' },
              },
            },
            responses: { 403: { description: 'Not you' } },
          },
        }),
      },
    ];
    const refusal = { content: { 'text/plain': { schema: { $ref: '#/components/schemas/Refusal' } } } };
    const { paths } = openApiDocument(tables, SITE) as { paths: Paths };
    expect(paths['/things/{id}']?.['put']).toEqual({
      tags: ['Door'],
      operationId: 'door_one',
      summary: 'Change',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        {
          name: 'page',
          in: 'query',
          required: false,
          description: 'from 1',
          schema: { type: 'integer', minimum: 1 },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { name: { type: 'string' }, note: { type: 'string', nullable: true } },
              required: ['name', 'note'],
              additionalProperties: false,
            },
          },
        },
      },
      responses: {
        200: {
          description: 'Done',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { ok: { type: 'boolean' } },
                required: ['ok'],
                additionalProperties: false,
              },
            },
          },
        },
        400: { description: 'The request is not valid', ...refusal },
        401: { description: 'Sign in', ...refusal },
        403: { description: 'The token may only read', ...refusal },
        413: { description: 'More than passes through the API; it says what to do instead', ...refusal },
        404: { description: 'No', ...refusal },
      },
      security: [{ bearerAuth: [] }],
    });
    expect(paths['/open']?.['get']).toMatchObject({ security: [{}, { bearerAuth: [] }] });
    expect(paths['/form']?.['put']).toMatchObject({
      parameters: [{ name: 'Access-Token', in: 'header', required: true, description: 'as it was told' }],
      requestBody: {
        content: {
          'multipart/form-data': {
            schema: {
              properties: {
                file: { type: 'string', format: 'binary', description: 'the bytes' },
                label: { type: 'string', description: 'a text', example: '' },
              },
              required: ['file'],
            },
          },
        },
      },
      responses: { 401: { description: 'Sign in' }, 403: { description: 'Not you' } },
    });
  });

  it('refers only to schemas that it has, and has no pattern that its readers do not know', () => {
    const text = JSON.stringify(document);
    const referred = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]);
    const { schemas } = document['components'] as { schemas: object };
    expect(referred.length).toBeGreaterThan(operations.length);
    expect(referred.filter((name) => !Object.hasOwn(schemas, name ?? ''))).toEqual([]);
    expect(text.match(/"\$ref"/g)).toHaveLength(referred.length);
    expect(text).not.toContain(String.raw`\\p{`);
  });

  it('is the same as YAML', () => {
    expect(parse(toYaml(document))).toEqual(JSON.parse(JSON.stringify(document)));
    const odd = {
      empty: {},
      none: [],
      nested: [[1, [2]], { a: null }],
      text: 'a: "b"\n# – \u2028 yes',
      '1': true,
      no: 'no',
    };
    expect(parse(toYaml(odd))).toEqual(odd);
  });
});
