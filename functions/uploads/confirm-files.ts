import { type FileRow, getFiles } from '../../adapters/dynamodb/file-store.ts';
import { findSubmission, noSuchSubmission } from '../../adapters/dynamodb/submission-store.ts';
import { mayChange, refusalOf } from '../../domain/account/permissions.ts';
import { invalid } from '../../domain/errors.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { noticeArrival } from './arrive.ts';
import { uploads } from './buckets.ts';
import type { routes } from './routes.ts';

/** Looks in the bucket for each file and pins what it finds; a file that is not there stays as it is. */
export async function confirmFiles(call: Call<(typeof routes)['confirmFiles']>): Promise<Reply> {
  const ref = call.params['ref'] ?? '';
  const submission = await findSubmission(table, ref);
  if (submission === undefined) throw noSuchSubmission(ref);
  if (!mayChange(call.principal, submission)) throw refusalOf(call.principal, submission, noSuchSubmission(ref));
  const names = [...new Set(call.body.names)];
  const files = await getFiles(table, submission.id, names);
  const issues = names
    .filter((name) => !files.has(name))
    .map((name) => ({ message: `The manifest does not name a file '${name}'.`, value: name }));
  if (issues.length > 0) throw invalid(`Nothing was confirmed. ${issues[0]?.message ?? ''}`, { issues });
  const states = await Promise.all(names.map((name) => noticeArrival(table, uploads, files.get(name) as FileRow)));
  return ok({ files: names.map((name, index) => ({ name, state: states[index] })) });
}
