import { type Answer, type Caller, call, expectOk } from '../client.ts';
import type { NemoSubmission } from '../submitting.ts';
import type { Names } from './doors.ts';

/** What is read of a submission everywhere, in the words of `docs/states.md`. */
export interface Words {
  record: string;
  NeMO: string;
  '1Data Gateway': string;
  analytics_automated: string;
}

export interface Seen {
  words: Words;
  /** where it is told */
  steps: Partial<Record<'nemo' | 'own', NemoSubmission['steps']>>;
}

export interface OwnView {
  id: string;
  submissionReference: string;
  siteId: string;
  state: string;
  status: string;
  errorMessage: string | null;
  attempt: number;
  step: string | null;
  steps: NemoSubmission['steps'];
}

export interface JobView {
  UUID: string;
  state: string;
  last_message: string;
}

/** Every spelling of the names that clients use. */
export const spellingsOf = ({ id, uuid, siteId }: Names): string[] => [
  id,
  uuid,
  uuid.toUpperCase(),
  siteId,
  siteId.toLowerCase(),
];

export const PATHS = {
  nemo: (name: string) => `/api/submission/${name}`,
  own: (name: string) => `/api/v1/submissions/${name}`,
  job: (name: string) => `/analytics_automated/submission/single/${name}`,
  request: (name: string) => `/analytics_automated/submission/${name}`,
};

/** What each door says of a submission that is asked for by one of its names. */
export async function readAll(caller: Caller, names: Names, name: string): Promise<Seen> {
  const [own, nemo, job, request] = await Promise.all([
    call<OwnView>(caller, PATHS.own(name)),
    call<NemoSubmission>(caller, PATHS.nemo(name)),
    call<JobView>(caller, PATHS.job(name)),
    call<{ UUID: string; state: string; submissions: JobView[] }>(caller, PATHS.request(name)),
  ]);
  expectSame(names, { own, nemo, job });
  const steps = {
    ...(nemo.status === 200 && { nemo: nemo.json.steps }),
    ...(own.status === 200 && { own: own.json.steps }),
  };
  const words = {
    record: wordOf(own, ({ state }) => state),
    NeMO: wordOf(nemo, ({ complete, success }) => `complete: ${complete}, success: ${success}`),
    '1Data Gateway': wordOf(own, (view) => view.status + (view.errorMessage === null ? '' : ' with errorMessage')),
    analytics_automated: wordOf(job, ({ state }) => state),
  };
  const requested = wordOf(request, ({ UUID, state, submissions }) => `${UUID} ${state} ${submissions.length}`);
  const expected = job.status === 200 ? `${names.uuid} ${words.analytics_automated} 1` : words.analytics_automated;
  if (requested !== expected) throw new Error(`As a request '${name}' is ${requested}, and not ${expected}.`);
  return { words, steps };
}

const wordOf = <T>(answer: Answer<T>, word: (body: T) => string): string =>
  answer.status === 200 ? word(answer.json) : String(answer.status);

/** Each answer is about this submission and no other. */
function expectSame(
  { id, uuid, siteId }: Names,
  { own, nemo, job }: { own: Answer<OwnView>; nemo: Answer<NemoSubmission>; job: Answer<JobView> },
): void {
  const told = [
    ...(own.status === 200 ? [own.json.id, own.json.submissionReference, own.json.siteId] : [id, uuid, siteId]),
    nemo.status === 200 ? nemo.json.id : id,
    job.status === 200 ? job.json.UUID : uuid,
  ];
  if (String(told) !== String([id, uuid, siteId, id, uuid])) {
    throw new Error(`Asked for ${id}, ${uuid}, ${siteId}; told of ${told.join(', ')}.`);
  }
}

/** All ids of a history of NeMO's, page by page, with the total that each page tells. */
export async function historyOf(caller: Caller, query = ''): Promise<{ ids: string[]; totals: number[] }> {
  const ids: string[] = [];
  const totals: number[] = [];
  let path: string | undefined = `/api/submission?${query}`;
  while (path !== undefined) {
    const page: { total: number; results: NemoSubmission[]; next?: string } = await expectOk(caller, path);
    ids.push(...page.results.map(({ id }) => id));
    totals.push(page.total);
    path = page.next?.slice(caller.url.length);
  }
  return { ids, totals };
}

/** All ids that a search finds, page by page. */
export async function searched(caller: Caller, body: object): Promise<{ ids: string[]; totals: number[] }> {
  const ids: string[] = [];
  const totals: number[] = [];
  for (let page = 1; page === 1 || ids.length < (totals[0] ?? 0); page++) {
    const found: { total: number; results: NemoSubmission[] } = await expectOk(
      caller,
      `/api/submission/search?page=${page}`,
      { body },
    );
    if (found.results.length === 0 && page > 1) break;
    ids.push(...found.results.map(({ id }) => id));
    totals.push(found.total);
  }
  return { ids, totals };
}

/**
 * The UUIDs and site ids of DataMeta's list of a group, page by page.
 * @param limit submissions to a page; undefined: all in one answer
 */
export async function groupListOf(caller: Caller, group: string, limit?: number): Promise<string[]> {
  const listed: string[] = [];
  let path: string | undefined = `/api/v1/groups/${group}/submissions${limit === undefined ? '' : `?limit=${limit}`}`;
  while (path !== undefined) {
    const answer: Answer<{ id: { uuid: string; site: string } }[]> = await call(caller, path);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    listed.push(...answer.json.map(({ id }) => id.uuid));
    path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]?.slice(caller.url.length);
  }
  return listed;
}

/** The UUIDs of 1Data Gateway's list of an assignment, page by page. */
export async function assignmentListOf(caller: Caller, key: string, limit = 100): Promise<string[]> {
  const listed: string[] = [];
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(limit), ...(after !== undefined && { after }) });
    const page: { submissions: { submissionReference: string }[]; next?: string } = await expectOk(
      caller,
      `/api/v1/assignments/${key}/submissions?${query.toString()}`,
    );
    listed.push(...page.submissions.map(({ submissionReference }) => submissionReference));
    after = page.next;
  } while (after !== undefined);
  return listed;
}

/** All ids of our own list, page by page; each page tells of the same total, and how many are newer. */
export async function ownListOf(caller: Caller, query: Record<string, string>): Promise<string[]> {
  const listed: string[] = [];
  let after: string | undefined;
  do {
    const asked = new URLSearchParams({ ...query, ...(after !== undefined && { after }) });
    const page: { total: number; skipped: number; submissions: OwnView[]; next?: string } = await expectOk(
      caller,
      `/api/v1/submissions?${asked.toString()}`,
    );
    if (page.skipped !== listed.length) throw new Error(`A page skips ${page.skipped}, not ${listed.length}.`);
    listed.push(...page.submissions.map(({ id }) => id));
    after = page.next;
    if (after === undefined && page.total !== listed.length) {
      throw new Error(`The total is ${page.total}, and there are ${listed.length}.`);
    }
  } while (after !== undefined);
  return listed;
}
