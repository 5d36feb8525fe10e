import type * as z from 'zod/mini';
import type { Access, Principal } from '../../domain/account/principal.ts';
import type { OnceOnly } from './idempotency.ts';

/**
 * Schemas are made when they are needed: a door has a hundred, each takes a tenth of a millisecond of a cold start, and a
 * request needs one or two.
 */
export type MakeSchema = () => z.ZodMiniType;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One line of a door's route table: the single source of the API Gateway route, the dispatch, the OpenAPI document
 * and the permission tests.
 */
export interface Route {
  method: Method;
  /** API Gateway path with `{parameter}` segments */
  path: `/${string}`;
  access: Access;
  /** the token of a request is not even looked at: who signs in anew may still send the one that has expired */
  ignoresToken?: true;
  /**
   * what sending a POST again with the same Idempotency-Key does where the answer is not simply kept and told again:
   * `harmless` changes nothing that the first one has not (the key is not looked at); the answer to a `secret` one is
   * not kept
   */
  repeats?: 'harmless' | 'secret';
  /** by whoever administers another user, or by that user: written down as administration, whoever it is */
  administers?: true;
  summary: string;
  /** the path that this one is another name of: documents describe that one only */
  aliasOf?: string;
  /** query parameters; unknown ones are ignored unless the schema is strict */
  query?: MakeSchema;
  /** JSON body; absent where the handler reads the raw body itself (multipart) or there is none */
  body?: MakeSchema;
  /** how a raw body looks, for the OpenAPI document */
  rawBody?: { contentType: string; description: string; parts?: Readonly<Record<string, FormPart>> };
  /** headers of its own that a request needs, with what they are */
  headers?: Readonly<Record<string, string>>;
  /** `alsoAs`: the content type of the same answer for those who ask for that one */
  responses: Readonly<Record<number, { description: string; schema?: MakeSchema; alsoAs?: string }>>;
}

/** One part of a form, for the OpenAPI document: a text unless it is a file. */
export interface FormPart {
  description: string;
  isFile?: true;
  required?: true;
}

export type RouteTable = Readonly<Record<string, Route>>;

/** Keeps the literal types of a table, so that every handler is typed by its route. */
export function defineRoutes<const T extends RouteTable>(table: T): T {
  return table;
}

type Parsed<S> = S extends MakeSchema ? z.output<ReturnType<S>> : undefined;

/** A request as a handler sees it: parsed, authenticated and allowed by the route's access level. */
export interface Call<R extends Route = Route> {
  principal: R['access'] extends 'public' ? Principal | undefined : Principal;
  /** length of the caller's own submission list, which the authenticating read brings along; 0 for nobody */
  ownCount: number;
  params: Readonly<Record<string, string>>;
  query: Parsed<R['query']>;
  body: Parsed<R['body']>;
  /** lower-cased names */
  headers: Readonly<Record<string, string | undefined>>;
  /** query parameters as they came */
  rawQuery: Readonly<Record<string, string | undefined>>;
  rawBody: Buffer;
  sourceIp: string;
  requestId: string;
  /** a POST with an Idempotency-Key: whatever is made of it is to be made once */
  once?: OnceOnly;
}

/** What a handler answers; `body` becomes JSON, `text` and `bytes` are sent as they are. */
export interface Reply {
  status: number;
  body?: unknown;
  text?: string;
  bytes?: Buffer;
  headers?: Readonly<Record<string, string>>;
}

export type Handlers<T extends RouteTable> = { [K in keyof T]: (call: Call<T[K]>) => Promise<Reply> };

/**
 * Where the handler of each route is: what loads a file, which exports it under the route's name. A function begins
 * without its handlers, and has loaded those that it was asked for.
 */
export type Loaders<T extends RouteTable> = { [K in keyof T]: () => Promise<Pick<Handlers<T>, K>> };

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent = (): Reply => ({ status: 204 });
export const redirect = (location: string): Reply => ({
  status: 302,
  headers: { location, 'cache-control': 'no-store' },
});
