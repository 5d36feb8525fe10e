import type { FileRecord } from '../../../domain/file/file.ts';
import type { LinkedFiles, Named } from '../../../domain/metadata/metadataset.ts';
import type { UniqueClaim } from '../../../domain/metadata/uniqueness.ts';
import type { Submission } from '../../../domain/submission/submission.ts';
import { putMany } from '../batch-write.ts';
import { abandon, type Claim, claimAll, committedAmong, openStaging } from '../claims.ts';
import type { Table } from '../client.ts';
import { inTurn, pieces } from '../in-turn.ts';
import { keys, listKeys } from '../keys.ts';
import { readMany } from '../read-many.ts';
import { sha256Hex } from '../sha256.ts';
import { commitSubmission } from '../submission-create.ts';
import { getSubmission, type SubmissionRow } from '../submission-store.ts';
import { type TransactItem, transact } from '../transaction.ts';
import { putContent } from './content-store.ts';
import type { StagedFileRow } from './staged-file-store.ts';

/** Everything that a submission takes for itself, all of it checked. */
export interface Material {
  files: readonly StagedFileRow[];
  metadatasets: readonly Named[];
  /** by the UUID of the metadataset */
  links: ReadonlyMap<string, LinkedFiles>;
  values: readonly UniqueClaim[];
}

/** What others took in the meantime, or what has gone. */
export interface Lost {
  uuids: ReadonlySet<string>;
  values: readonly UniqueClaim[];
}

const keyOfValue = ({ metadatumUuid, value }: UniqueClaim) => keys.uniqueValue(metadatumUuid, sha256Hex(value));

/** Those values that committed submissions have. */
export async function takenValues(table: Table, values: readonly UniqueClaim[]): Promise<UniqueClaim[]> {
  const rows = await readMany(table, values.map(keyOfValue));
  if (rows.size === 0) return [];
  const holders = [...rows.values()].flatMap((row) => (typeof row['claim'] === 'string' ? [row['claim']] : []));
  const committed = await committedAmong(table, holders);
  return values.filter((value) => committed.has(String(rows.get(keyOfValue(value).PK)?.['claim'])));
}

/**
 * Makes a submission of its material, all or nothing: as a draft it is written, with everything claimed for it, and
 * one transaction makes it count. Whatever stops on the way leaves a draft that shows nowhere and blocks nobody.
 * @param draft with a new identity
 * @param dueAt ISO 8601: when the sweeper shall look at it
 * @param also what is written in the moment in which the submission counts, or not at all
 * @returns what others have by now; undefined where the submission counts
 */
export async function makeSubmission(
  table: Table,
  draft: Submission,
  material: Material,
  dueAt: string,
  also: readonly TransactItem[] = [],
): Promise<Lost | undefined> {
  const claims = claimsOf(material);
  await openStaging(table, draft, dueAt);
  try {
    await putContent(table, draft.id, contentOf(material));
    const [refused] = await Promise.all([
      claimAll(table, draft.id, [...claims.keys()]),
      putMany(
        table,
        material.files.map((file) => partOf(draft, file)),
      ),
    ]);
    if (refused.length === 0 && (await commit(table, draft, dueAt, also))) return undefined;
    await abandon(table, draft.id);
    return lostOf(claims, refused.length > 0 ? refused : await takenAway(table, draft.id, claims));
  } catch (error) {
    // where this fails too, the sweeper gives the draft up
    await abandon(table, draft.id).catch(() => false);
    throw error;
  }
}

/** Committing looks refused where its answer was lost on the way: the record knows. */
async function commit(table: Table, draft: Submission, dueAt: string, also: readonly TransactItem[]): Promise<boolean> {
  if (await commitSubmission(table, draft, dueAt, also)) return true;
  const now = await getSubmission(table, draft.id);
  return now !== undefined && now.staging === undefined;
}

type Claimed = { uuid: string } | { value: UniqueClaim };

function claimsOf({ files, metadatasets, values }: Material): Map<Claim, Claimed> {
  return new Map<Claim, Claimed>([
    ...metadatasets.map(({ uuid }) => [{ key: keys.metadataset(uuid) }, { uuid }] as const),
    ...files.map(({ uuid }) => [{ key: keys.stagedFile(uuid) }, { uuid }] as const),
    ...values.map((value) => [{ key: keyOfValue(value), value: true as const }, { value }] as const),
  ]);
}

/** Another submission was to have what this one had claimed, which it could therefore not commit. */
async function takenAway(table: Table, id: string, claims: ReadonlyMap<Claim, Claimed>): Promise<Claim[]> {
  const rows = await readMany(
    table,
    [...claims.keys()].map(({ key }) => key),
  );
  return [...claims.keys()].filter(({ key }) => rows.get(key.PK)?.['claim'] !== id);
}

function lostOf(claims: ReadonlyMap<Claim, Claimed>, refused: readonly Claim[]): Lost {
  const lost = refused.flatMap((claim) => claims.get(claim) ?? []);
  return {
    uuids: new Set(lost.flatMap((one) => ('uuid' in one ? one.uuid : []))),
    values: lost.flatMap((one) => ('value' in one ? one.value : [])),
  };
}

const named = ({ uuid, siteId }: Named): Named => ({ uuid, siteId });

const contentOf = ({ files, metadatasets, links, values }: Material) => ({
  metadatasets: metadatasets.map((set) => ({ ...named(set), fileIds: links.get(set.uuid) ?? {} })),
  files: files.map(named),
  values: values.map((value) => keyOfValue(value).PK),
});

/** A file as the steps work on it: it has arrived, and its bytes are those that were confirmed. */
function partOf(draft: Submission, file: StagedFileRow): object {
  const { uuid, siteId, name, submitterId, checksum, objectKey, versionId, size, proved } = file;
  const record: FileRecord & Named = {
    submissionId: draft.id,
    submitterId,
    groupId: draft.groupId,
    key: name,
    name,
    state: 'arrived',
    uuid,
    siteId,
    ...(checksum && { checksum }),
    ...(objectKey !== undefined && { objectKey }),
    ...(versionId !== undefined && { versionId }),
    ...(size !== undefined && { size }),
    ...(proved && { proved }),
  };
  return { ...keys.file(draft.id, name), ...record };
}

const PER_TRANSACTION = 100;
const AT_ONCE = 4;

/**
 * Shows the files of a submission that counts: they leave their owner's pending ones and enter the lists of the group
 * and the site. Repeatable.
 */
export async function publishFiles(
  table: Table,
  submission: Pick<SubmissionRow, 'id' | 'groupId' | 'createdAt' | 'committedAt'>,
  uuids: readonly string[],
): Promise<void> {
  await inTurn(pieces(uuids, PER_TRANSACTION), AT_ONCE, async (some) => {
    const failed = await transact(
      table,
      some.map((uuid) => publication(table, submission, uuid)),
    );
    if (failed !== undefined)
      throw new Error(`Submission ${submission.id} does not have all files that it was made of.`);
  });
}

function publication(
  table: Table,
  { id, groupId, createdAt, committedAt }: Pick<SubmissionRow, 'id' | 'groupId' | 'createdAt' | 'committedAt'>,
  uuid: string,
): TransactItem {
  const moment = Date.parse(committedAt ?? createdAt);
  return {
    Update: {
      TableName: table.name,
      Key: { ...keys.stagedFile(uuid) },
      UpdateExpression:
        'SET groupId = :group, groupKey = :groupKey, groupNo = :moment, allKey = :allKey, allNo = :moment REMOVE ownKey, ownNo',
      ConditionExpression: 'claim = :id',
      ExpressionAttributeValues: {
        ':id': id,
        ':group': groupId,
        ':groupKey': listKeys.groupFiles(groupId),
        ':allKey': listKeys.allFiles(),
        ':moment': moment,
      },
    },
  };
}
