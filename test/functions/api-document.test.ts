import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import type { Route } from '../../functions/http/route.ts';
import { ALL_ROUTES, TABLES } from './route-tables.ts';
import { typeNotation } from './type-notation.ts';

const TITLES: Readonly<Record<string, string>> = {
  nemo: 'NeMO submission API',
  accounts: 'Accounts',
  manifests: 'Manifest profiles and checks',
  uploads: 'Uploads',
  submissions: 'Submissions, files and the catalogue',
  datameta: 'DataMeta API',
  jobs: 'analytics_automated API',
  'job-definitions': 'Jobs and tasks',
  gateway: '1Data Gateway API',
  documentation: 'This document for programs, and pages to read it',
};

const WHO: Readonly<Record<Route['access'], string>> = {
  public: 'anybody',
  user: 'users',
  groupAdmin: 'group and site admins',
  siteAdmin: 'site admins',
};

const codeBlock = (schema: z.ZodMiniType, io: 'input' | 'output'): string =>
  `\`\`\`ts\n${typeNotation(schema, io)}\n\`\`\``;

function section(route: Route): string {
  const lines = [`### ${route.method} ${route.path}`, '', `${route.summary}. For ${WHO[route.access]}.`, ''];
  for (const [name, what] of Object.entries(route.headers ?? {})) lines.push(`Header \`${name}\`: ${what}.`, '');
  if (route.rawBody) lines.push(`Body: \`${route.rawBody.contentType}\`. ${route.rawBody.description}`, '');
  if (route.query) lines.push('Query:', '', codeBlock(route.query(), 'input'), '');
  if (route.body) lines.push('Body:', '', codeBlock(route.body(), 'input'), '');
  const answers = Object.entries(route.responses).filter(([status]) => Number(status) < 400);
  for (const [status, { description, schema }] of answers) {
    lines.push(`${status}: ${description}${schema ? ':' : '.'}`, '');
    if (schema) lines.push(codeBlock(schema(), 'output'), '');
  }
  const refusals = Object.entries(route.responses).filter(([status]) => Number(status) >= 400);
  if (refusals.length > 0) lines.push(`Refusals: ${refusals.map(refusal).join('; ')}.`, '');
  return lines.join('\n');
}

/** Their shape is that of the API, which the introduction tells. */
const refusal = ([status, { description }]: [string, Route['responses'][number]]): string =>
  description.startsWith('Refused') ? status : `${status} (${description})`;

const INTRODUCTION = `# API

Made from the route tables by \`test/functions/api-document.test.ts\`; \`npx vitest run -u\` makes it anew.

Bodies and answers are given as types, \`?\` being what may be left out; the exact schemas are in the OpenAPI document.

Send \`Authorization: Bearer TOKEN\` with an API token or the \`jwt\` of a sign-in; every route takes both. JSON bodies are
read whatever their content type says. \`{ref}\` and \`{id}\` of a submission are its 7-character id, its UUID or its site id.
Refusals of the NeMO routes are \`{"message": …}\`, those of the DataMeta API arrays of \`{exception, entity, field, message}\`,
all others problem details (RFC 9457); the first and the last have located \`errors\` where there are any. A path or method
that there is not is refused in the shape of the API whose paths are the nearest: below \`/api/v0\` always DataMeta's.

Every POST takes an \`Idempotency-Key\`, a random key of the caller's: within a day the same request with the same key is
carried out once, whoever sends it again gets the same answer (with \`idempotency-replayed: true\`), and another request
with the key is refused with 422. A refused request may be mended and sent with its key again. Answers that hold a secret
are told once; POSTs that change nothing when repeated, such as announcing files, need no key and ignore it.

The routes of the DataMeta API are at \`/api/v0\` as well. The same as an OpenAPI 3.0 document is at \`/openapi.yaml\` and
\`/openapi.json\`, and as pages at \`/api/v1\` (Swagger UI).
`;

describe('the API document', () => {
  it('says what the route tables say', async () => {
    const doors = Object.entries(TABLES).map(
      ([door, table]) =>
        `## ${TITLES[door]}\n\n${Object.values(table)
          .filter(({ aliasOf }) => aliasOf === undefined)
          .map(section)
          .join('\n')}`,
    );
    await expect(`${INTRODUCTION}\n${doors.join('\n')}`).toMatchFileSnapshot('../../docs/api.md');
  });

  it('has every route once', () => {
    const keys = ALL_ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
