import type { Position } from '../../../adapters/dynamodb/datameta/metadataset-lists.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import { ok, type Reply } from '../../http/route.ts';
import { wrongField } from '../refused.ts';
import { config } from '../store.ts';

/**
 * Lambda answers with 6 MiB at most, and the body is a string within its answer: what counts is how long it is there,
 * quotes escaped.
 */
const ANSWER_BYTES = 6 * 1024 ** 2 - 64 * 1024;

/** Adds up the answers to one request. */
export function createBudget() {
  let bytes = 0;
  return {
    /** @returns false where this one does not fit any more */
    take: (view: object): boolean => {
      bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(view)));
      return bytes <= ANSWER_BYTES;
    },
  };
}

/** A place in a list as callers hand it back. */
export const positionText = ({ moment, uuid }: Position): string => `${moment}_${uuid}`;

export function positionOf(after: string | undefined): Position | undefined {
  if (after === undefined) return undefined;
  const [, moment, text = ''] = /^(\d{1,15})_(.+)$/.exec(after) ?? [];
  const uuid = canonicalUuid(text);
  if (uuid === undefined) throw wrongField('after', 'No page has answered this in its Link header.');
  return { moment: Number(moment), uuid };
}

/** A page of a list: the body stays a bare array, and the way to the next page stands in a header. */
export function pageReply(
  views: readonly object[],
  path: `/${string}`,
  query: Readonly<Record<string, string | undefined>>,
  next: Position | undefined,
): Reply {
  if (next === undefined) return ok(views);
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const search = new URLSearchParams({ ...Object.fromEntries(asked), after: positionText(next) });
  return { ...ok(views), headers: { link: `<${config.SITE_URL}${path}?${search.toString()}>; rel="next"` } };
}

/** The bounds of a list in whole milliseconds, both included, of bounds that are not. */
export const periodOf = ({
  submittedAfter,
  submittedBefore,
}: {
  submittedAfter?: string | undefined;
  submittedBefore?: string | undefined;
}): { from?: number; to?: number } => ({
  ...(submittedAfter !== undefined && { from: Math.floor(milliseconds(submittedAfter)) + 1 }),
  ...(submittedBefore !== undefined && { to: Math.ceil(milliseconds(submittedBefore)) - 1 }),
});

/** `Date.parse` drops what is beyond milliseconds; Python writes six digits. */
function milliseconds(time: string): number {
  const beyond = /\.\d{3}(\d+)/.exec(time)?.[1];
  return Date.parse(time) + (beyond === undefined ? 0 : Number(`0.${beyond}`));
}
