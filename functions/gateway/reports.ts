import { listConformance, type Period } from '../../adapters/dynamodb/conformance-store.ts';
import { submissionsOfSpecification } from '../../adapters/dynamodb/gateway/submission-pointers.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { delimitedLine, neutralise } from '../../adapters/tables/write-delimited.ts';
import { invalid, tooLarge } from '../../domain/errors.ts';
import { addConformance, conformancePercent, type RuleTotal } from '../../domain/gateway/conformance.ts';
import { isFinal, timestamp } from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { submittedVia } from '../submissions/views.ts';
import { table } from '../table.ts';
import { specificationFor } from './access.ts';
import type { reportRoutes } from './routes/reports.ts';
import { config } from './store.ts';

type Routes = typeof reportRoutes;
type Row = Record<string, string | number | null>;

/** A row has one or two kB: so many are read within a few seconds. */
const MOST_SUBMISSIONS = 20_000;
const PIECE = 1000;

export async function reportSubmissions(call: Call<Routes['reportSubmissions']>): Promise<Reply> {
  const { specification } = await specificationFor(call.principal, call.params);
  checkPeriod(call.query);
  const { items, next } = await submissionsOfSpecification(table, specification.key, call.query);
  const rows = items.map(submissionRow);
  if (!wantsCsv(call)) return ok({ specificationKey: specification.key, submissions: rows, next });
  const columns = Object.keys(submissionRow({} as SubmissionRow));
  const answer = csv(`${specification.key}-submissions`, columns, rows);
  if (next === undefined) return answer;
  const asked = Object.entries({ ...call.query, format: 'csv', after: next });
  const query = new URLSearchParams(
    asked.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]])),
  );
  const path = `/api/v1/reports/specification/${specification.key}/submissions`;
  return {
    ...answer,
    headers: { ...answer.headers, link: `<${config.SITE_URL}${path}?${query.toString()}>; rel="next"` },
  };
}

const submissionRow = (submission: SubmissionRow): Row => ({
  submissionReference: submission.uuid,
  id: submission.id,
  assignmentKey: submission.assignmentKey ?? '',
  submitter: submission.submitter,
  submittedVia: submittedVia(submission),
  createdAt: submission.createdAt,
  startedAt: submission.committedAt === undefined ? null : timestamp(new Date(submission.committedAt)),
  endedAt: isFinal(submission.state) ? submission.updatedAt : null,
  state: submission.state,
  errorMessage: submission.errorMessage ?? null,
  fileCount: submission.fileCount ?? null,
  totalBytes: submission.totalBytes ?? null,
});

export async function reportRules(call: Call<Routes['reportRules']>): Promise<Reply> {
  const { totals, told } = await totalsFor(call, ({ check, rule }) => `${check}\n${rule}`);
  const rules = totals.map(({ check, rule, ...total }) => ({ check, rule, ...figures(total) }));
  return wantsCsv(call)
    ? csv(`${told.specificationKey}-rule_conformance`, ['check', 'rule', ...FIGURES], rules)
    : ok({ ...told, rules });
}

export async function reportTasks(call: Call<Routes['reportTasks']>): Promise<Reply> {
  const { totals, told } = await totalsFor(call, ({ check }) => check);
  const tasks = totals.map(({ check, ...total }) => ({ task: check, ...figures(total) }));
  return wantsCsv(call)
    ? csv(`${told.specificationKey}-task_conformance`, ['task', ...FIGURES], tasks)
    : ok({ ...told, tasks });
}

const FIGURES = ['severity', 'submissions', 'failedSubmissions', 'checked', 'failed', 'conformance'];

const figures = ({
  severity,
  submissions,
  failedSubmissions,
  checked,
  failed,
}: Omit<RuleTotal, 'check' | 'rule'>): Row => ({
  severity,
  submissions,
  failedSubmissions,
  checked,
  failed,
  conformance: conformancePercent({ checked, failed }),
});

async function totalsFor(
  { principal, params, query }: Call<Routes['reportRules' | 'reportTasks']>,
  keyOf: Parameters<typeof addConformance>[2],
) {
  const { specification } = await specificationFor(principal, params);
  checkPeriod(query);
  const totals = new Map<string, RuleTotal>();
  let submissions = 0;
  let after: string | undefined;
  do {
    const page = await listConformance(table, specification.key, { ...query, after, limit: PIECE });
    for (const { rules } of page.items) addConformance(totals, rules, keyOf);
    submissions += page.items.length;
    after = page.next;
    if (after !== undefined && submissions >= MOST_SUBMISSIONS) {
      throw tooLarge(`There are more than ${MOST_SUBMISSIONS} submissions in this period. Ask for a shorter one.`);
    }
  } while (after !== undefined);
  const told = { specificationKey: specification.key, from: query.from ?? null, to: query.to ?? null, submissions };
  return { totals: [...totals.values()], told };
}

function checkPeriod({ from, to }: Period): void {
  if (from === undefined || to === undefined || from <= to) return;
  const message = `The period ends (${to}) before it begins (${from}).`;
  throw invalid(message, { issues: [{ field: 'to', message }] });
}

const wantsCsv = ({ query, headers }: { query: { format?: string | undefined }; headers: Call['headers'] }): boolean =>
  query.format === undefined ? /\btext\/csv\b/.test(headers['accept'] ?? '') : query.format === 'csv';

function csv(name: string, columns: readonly string[], rows: readonly Row[]): Reply {
  const lines = rows.map((row) => columns.map((column) => neutralise(String(row[column] ?? ''))));
  return {
    status: 200,
    text: [columns, ...lines].map((cells) => delimitedLine([...cells], ',')).join(''),
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
  };
}
