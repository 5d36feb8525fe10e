import { type FilePosition, pendingFilesOf } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { invalid } from '../../../domain/errors.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import type { filesRoutes } from '../routes/files.ts';
import { config } from '../store.ts';
import { fileView } from './views.ts';

/** One's own files that are not submitted; the next page is in the `Link` header, the body stays a bare array. */
export async function pendingFiles(call: Call<(typeof filesRoutes)['pendingFiles']>): Promise<Reply> {
  const { limit, after } = call.query;
  const page = await pendingFilesOf(table, call.principal.userId, {
    limit,
    ...(after && { after: positionOf(after) }),
  });
  const answer = ok(page.files.map(fileView));
  if (page.next === undefined) return answer;
  const query = new URLSearchParams({ limit: String(limit), after: `${page.next.moment}.${page.next.uuid}` });
  return { ...answer, headers: { link: `<${config.SITE_URL}/api/v1/pending/files?${query.toString()}>; rel="next"` } };
}

function positionOf(cursor: string): FilePosition {
  const [, moment, uuid] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (moment === undefined || uuid === undefined)
    throw invalid(`'${cursor}' is not what a page has given as its next.`);
  return { moment: Number(moment), uuid };
}
