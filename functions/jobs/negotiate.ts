import { notFound } from '../../domain/errors.ts';

/** The body of a 406. */
export const NOT_ACCEPTABLE = 'Could not satisfy the request Accept header.';

export type Format = 'json' | 'html';

/**
 * JSON for whoever asks for it, by suffix, by `?format=json` or by header, and for who does not say; a page for who
 * would rather have `text/html`.
 * @returns undefined where the header takes neither
 */
export function formatOf(isJson: boolean, format: string | undefined, accept: string | undefined): Format | undefined {
  if (isJson || format === 'json') return 'json';
  if (format === 'html' || format === 'api') return 'html';
  if (format !== undefined) throw notFound('Not found.');
  const wanted = rangesOf(accept ?? '*/*');
  const json = qualityOf(wanted, ['application/json', 'application/*', '*/*']);
  const html = qualityOf(wanted, ['text/html', 'text/*']);
  if (json === 0 && html === 0) return undefined;
  return html > json ? 'html' : 'json';
}

type Ranges = ReadonlyMap<string, number>;

function rangesOf(accept: string): Ranges {
  const ranges = accept.split(',').map((range): [string, number] => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const [, q = '1'] = parameters.map((parameter) => /^q=([0-9.]+)$/.exec(parameter)).find((match) => match) ?? [];
    return [type, Number(q) || 0];
  });
  return new Map(ranges);
}

/** Of the most specific range that is there. */
const qualityOf = (ranges: Ranges, types: readonly string[]): number =>
  ranges.get(types.find((type) => ranges.has(type)) ?? '') ?? 0;
