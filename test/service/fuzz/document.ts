import * as z from 'zod';
import { type Caller, expectOk } from '../client.ts';
import type { Schema } from './from-schema.ts';

interface Answered {
  description: string;
  content?: Record<string, { schema: Schema & { $ref?: string } }>;
}

/** One operation of the service's own OpenAPI document. */
export interface Operation {
  /** `METHOD /path/{parameter}` */
  key: string;
  method: string;
  path: string;
  query: readonly { name: string; schema: Schema }[];
  /** of a JSON body */
  body: Schema | undefined;
  /** names of the parts of a form */
  parts: readonly string[];
  /** what is wrong with an answer; nothing where it is as the document says */
  faultOf(answer: RawAnswer): string | undefined;
}

export interface RawAnswer {
  status: number;
  type: string | undefined;
  /** `Cache-Control` */
  caching: string | undefined;
  text: string;
}

interface Described {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Answered>;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, object> };
}

/** Reads the document that everybody reads, from the running service. */
export async function readDocument(caller: Caller): Promise<Operation[]> {
  const document = await expectOk<Document>(caller, '/openapi.json');
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operation(document, method.toUpperCase(), path, described)),
  );
}

function operation(document: Document, method: string, path: string, described: Described): Operation {
  const { parameters = [], requestBody, responses } = described;
  const answers = new Map(
    Object.entries(responses).map(([status, answered]) => [Number(status), reader(document, answered)]),
  );
  return {
    key: `${method} ${path}`,
    method,
    path,
    query: parameters.filter(({ in: where }) => where === 'query'),
    body: requestBody?.content['application/json']?.schema,
    parts: Object.keys(requestBody?.content['multipart/form-data']?.schema.properties ?? {}),
    faultOf: (answer) => {
      const read = answers.get(answer.status);
      return read === undefined ? 'the document has no such status for it' : read(answer);
    },
  };
}

type Reader = (answer: RawAnswer) => string | undefined;

/** Compares an answer with its content types and their schemas; one without is not looked into. */
function reader({ components }: Document, { content }: Answered): Reader {
  if (content === undefined) return () => undefined;
  const schemas = new Map(
    Object.entries(content).map(([type, { schema }]) => {
      const name = schema.$ref?.split('/').at(-1);
      const whole = name === undefined ? schema : components.schemas[name];
      return [type, z.fromJSONSchema(whole as z.core.JSONSchema.JSONSchema, { defaultTarget: 'openapi-3.0' })];
    }),
  );
  return ({ type = '', text }) => {
    const schema = schemas.get(type.split(';')[0] ?? '');
    if (schema === undefined) return `it is ${type}, and the document says ${[...schemas.keys()].join(' or ')}`;
    const parsed = schema.safeParse(/json/.test(type) ? JSON.parse(text) : text);
    return parsed.success ? undefined : z.prettifyError(parsed.error);
  };
}
