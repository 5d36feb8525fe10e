import { contentOf } from '../../../adapters/dynamodb/datameta/content-store.ts';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { inTurn } from '../../../adapters/dynamodb/in-turn.ts';
import { groupList, listLength, listRange } from '../../../adapters/dynamodb/submission-lists.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { forbidden, tooLarge } from '../../../domain/errors.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { identifierOf } from '../identifier.ts';
import type { submissionsRoutes } from '../routes/submissions.ts';
import { config } from '../store.ts';

const groups = createGroupStore(table);

/** A function's answer has 6 MB at most. */
const MOST_BYTES = 5_000_000;
/** Submissions looked at in one piece. */
const PIECE = 100;
const AT_ONCE = 8;

/** For the members of the group and site readers; who is neither does not learn whether there is such a group. */
export async function listGroupSubmissions(
  call: Call<(typeof submissionsRoutes)['listGroupSubmissions']>,
): Promise<Reply> {
  const reference = call.params['id'] ?? '';
  const group = await groups.find(reference);
  const { groupId, siteRead } = call.principal;
  if (group === undefined || !(siteRead || group.groupId === groupId)) throw forbidden('This group is not yours.');
  const list = groupList(group.groupId);
  const { limit, after } = call.query;
  const most = limit ?? Number.POSITIVE_INFINITY;
  const views: object[] = [];
  let bytes = 0;
  // a page begins within the list, whatever is asked for: what lies behind its end would be looked for piece by piece
  let to = Math.min(await listLength(table, list), (after ?? Number.POSITIVE_INFINITY) - 1);
  while (to > 0 && views.length < most) {
    const from = Math.max(1, to - Math.min(PIECE, most - views.length) + 1);
    const found = await inTurn(await listRange(table, list, from, to), AT_ONCE, submissionView);
    bytes += Buffer.byteLength(JSON.stringify(found));
    if (bytes > MOST_BYTES) throw tooMuch();
    views.push(...found);
    to = from - 1;
  }
  const answer = ok(views);
  if (limit === undefined || to <= 0) return answer;
  const next = `${config.SITE_URL}/api/v1/groups/${encodeURIComponent(reference)}/submissions?limit=${limit}&after=${to + 1}`;
  return { ...answer, headers: { link: `<${next}>; rel="next"` } };
}

const tooMuch = () =>
  tooLarge('There is more than fits into one answer. Ask for pages: ?limit=10, then follow the Link header.');

/** What came through another door consists of nothing that this one has a name for. */
async function submissionView(submission: SubmissionRow) {
  const kinds = submission.door === 'datameta' ? (['metadatasets', 'files'] as const) : [];
  const [metadatasets = [], files = []] = await Promise.all(kinds.map((kind) => contentOf(table, submission.id, kind)));
  return {
    id: identifierOf(submission),
    label: submission.label ?? null,
    metadatasetIds: metadatasets.map(identifierOf),
    fileIds: files.map(identifierOf),
  };
}
