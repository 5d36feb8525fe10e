import {
  type Guard,
  isTaken,
  readGuards,
  readSubmissionSets,
  writeCorrection,
} from '../../../adapters/dynamodb/datameta/correct-metadataset.ts';
import type { MetadatasetRow } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { mayChange } from '../../../domain/account/permissions.ts';
import { conflict, forbidden, type Issue, invalid } from '../../../domain/errors.ts';
import { changedFileIssues, changedUniqueValues } from '../../../domain/metadata/correction.ts';
import type { RecordValues } from '../../../domain/metadata/metadataset.ts';
import { acceptRecord } from '../../../domain/metadata/record.ts';
import { underCurrentNames } from '../../../domain/metadata/renamed.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { identifierOf } from '../identifier.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { type Context, readVisible } from './context.ts';
import { newMetadataset, recordOf } from './stage.ts';
import { metadatasetView } from './view.ts';

type CorrectCall = Call<(typeof metadatasetsRoutes)['correctMetadataset']>;
type Submitted = MetadatasetRow & Required<Pick<MetadatasetRow, 'claim' | 'submission' | 'groupId'>>;

/** Somebody else's correction of the same submission may come between; a lost race is run again. */
const TRIES = 5;

/** For the submitter and whoever administers the group, as far as they see the metadataset. */
export async function correctMetadataset(call: CorrectCall): Promise<Reply> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { set, context } = await readVisible(call.principal, call.params['id'] ?? '');
    requireCorrectable(call, set);
    const record = acceptRecord(recordOf(call.rawBody), context.rules.regular);
    const { guards, submission } = await requireUnique(set, record, context);
    const correction = {
      ...newMetadataset(call.principal, record),
      claim: set.claim,
      ...(set.fileIds && { fileIds: set.fileIds }),
      supersedes: { uuid: set.uuid, siteId: set.siteId },
    };
    const { claim, submission: ofSubmission, groupId } = set;
    if (await writeCorrection(table, set, correction, guards, submission)) {
      return ok(metadatasetView({ ...correction, claim, submission: ofSubmission, groupId }, context));
    }
  }
  throw conflict('The metadataset is being corrected by others at the same time. Read it again.');
}

function requireCorrectable({ principal }: CorrectCall, set: MetadatasetRow): asserts set is Submitted {
  const entity = identifierOf(set);
  const refuse = (message: string) => conflict(message, { issues: [{ message, entity }] });
  const { submission, groupId, claim, supersededBy } = set;
  if (submission === undefined || groupId === undefined || claim === undefined) {
    throw refuse('This metadataset has not been submitted: delete it and create another one.');
  }
  if (!mayChange(principal, { submitterId: set.submitterId, groupId })) {
    throw forbidden('Only its submitter and the admins of the group can supersede this metadataset.');
  }
  if (supersededBy !== undefined) throw refuse(`It was superseded by ${supersededBy.siteId}: correct that one.`);
}

/** What the correction changes of values that must be unique, with the submission where it had to be looked at. */
async function requireUnique(
  set: Submitted,
  record: RecordValues,
  { rules, definitions }: Context,
): Promise<{ guards: Guard[]; submission: SubmissionRow | undefined }> {
  const changed = changedUniqueValues(set.record, record, rules.regular);
  const site = changed
    .filter(({ rule }) => rule.isSiteUnique)
    .map(({ rule, was, is }) => ({ metadatumUuid: rule.uuid, was, is }));
  const within = changed.filter(({ rule, is }) => !rule.isSiteUnique && is !== '');
  const others = within.length === 0 ? undefined : await readSubmissionSets(table, set);
  const records = (others?.sets ?? []).map((other) => underCurrentNames(other, definitions).record);
  const guards = await readGuards(table, set.claim, site);
  const taken = await Promise.all(guards.map((guard) => isTaken(table, guard)));
  const entity = identifierOf(set);
  const issues: Issue[] = [
    ...changedFileIssues(set.record, record, rules.regular),
    ...within
      .filter(({ rule, is }) => records.some((other) => other[rule.name] === is))
      .map(({ rule }) => ({ field: rule.name, message: 'Violation of intra-submission unique constraint' })),
    ...changed
      .filter(({ rule }) =>
        guards.some(({ metadatumUuid }, index) => metadatumUuid === rule.uuid && taken[index] === true),
      )
      .map(({ rule }) => ({ field: rule.name, message: 'Violation of global unique constraint' })),
  ];
  if (issues.length > 0)
    throw invalid('The correction is not valid.', { issues: issues.map((issue) => ({ entity, ...issue })) });
  return { guards, submission: others?.submission };
}
