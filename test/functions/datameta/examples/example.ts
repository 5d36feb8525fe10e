export const SITE_ID = { uuid: 'string', site: 'string' };
export const UUID_ONLY = { uuid: 'string' };

export interface Example {
  /** as in the document; `{name}` is one of the world's ids, or one that an earlier example kept */
  request: string;
  /** the document's body, with values */
  body?: (ids: Record<string, string>) => object;
  form?: () => FormData;
  headers?: (ids: Record<string, string>) => Record<string, string>;
  as?: 'admin' | 'ada' | 'nobody';
  status: number;
  answer?: unknown;
  /** parts of the answer that later examples name */
  keep?: Record<string, string>;
}
