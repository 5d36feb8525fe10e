import type { Readable } from 'node:stream';

/** Header names are lower case; several values of one name stay apart until somebody joins them. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** A request as the viewer sent it. */
export interface ViewerRequest {
  readonly method: string;
  /** still percent-encoded, without the query */
  readonly path: string;
  /** still percent-encoded, without the question mark */
  readonly query: string;
  readonly headers: Headers;
  readonly sourceIp: string;
  readonly sourcePort: number;
  /** the HTTP version, e.g. `HTTP/1.1` */
  readonly protocol: string;
  /** reads the body; `undefined` when it is longer than `limit` bytes */
  body(limit: number): Promise<Buffer | undefined>;
}

export interface ViewerResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body?: Buffer | Readable;
}

/** All values of a header, in order. */
export function headerValues(headers: Headers, name: string): readonly string[] {
  return headers.filter(([each]) => each === name).map(([, value]) => value);
}

export function headerValue(headers: Headers, name: string): string | undefined {
  return headerValues(headers, name)[0];
}

/** A JSON answer of the service itself, as API Gateway words it. */
export function message(status: number, text: string): ViewerResponse {
  const body = Buffer.from(JSON.stringify({ message: text }));
  return { status, headers: [['content-type', 'application/json']], body };
}
