import type { LinkedFiles, Named } from '../../../domain/metadata/metadataset.ts';
import type { UniqueClaim } from '../../../domain/metadata/uniqueness.ts';
import type { Submission } from '../../../domain/submission/submission.ts';
import { type Claim, claimAll, committedAmong, notClaimed } from '../claims.ts';
import type { Table } from '../client.ts';
import { keys } from '../keys.ts';
import { readMany } from '../read-many.ts';
import { sha256Hex } from '../sha256.ts';
import { abandon, openStaging, renewStaging } from '../staging.ts';
import { commitSubmission } from '../submission-create.ts';
import { getSubmission, type SubmissionRow } from '../submission-store.ts';
import type { TransactItem } from '../transaction.ts';
import { untilLate } from '../until-late.ts';
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

/** How to make a submission. */
export interface Making {
  /** ISO 8601: when the sweeper shall look at it */
  dueAt: string;
  /** what is written in the moment in which the submission counts, or not at all */
  also?: readonly TransactItem[];
  /** of a submission that may take several requests */
  inParts?: { digest: string; isLate: () => boolean };
}

/**
 * Makes a submission of its material, all or nothing: as a draft it is written, with everything claimed for it, and
 * one transaction makes it count. Whatever stops on the way leaves a draft that shows nowhere and blocks nobody.
 * @param draft with a new identity
 * @returns what others have by now; `late` where there was no time for all of it: `continueSubmission` goes on;
 * undefined where the submission counts
 */
export async function makeSubmission(
  table: Table,
  draft: Submission,
  material: Material,
  making: Making,
): Promise<Lost | 'late' | undefined> {
  const { dueAt, inParts } = making;
  await openStaging(table, draft, dueAt, inParts?.digest);
  return orAbandon(table, draft.id, async () => {
    const put = await untilLate(inParts?.isLate, () => putContent(table, draft.id, contentOf(material)));
    if (put === 'late') return 'late';
    const claims = claimsOf(material);
    return claimAndCommit(table, draft, claims, [...claims.keys()], making);
  });
}

/** The same for a draft that an earlier request has begun; `gone` where somebody has given it up meanwhile. */
export async function continueSubmission(
  table: Table,
  draft: Submission,
  material: Material,
  making: Making,
): Promise<Lost | 'late' | 'gone' | undefined> {
  if (!(await renewStaging(table, draft.id, making.dueAt))) return (await counts(table, draft.id)) ? undefined : 'gone';
  const claims = claimsOf(material);
  // of an open draft nobody takes a claim away
  const wanting = await notClaimed(table, draft.id, [...claims.keys()]);
  return orAbandon(table, draft.id, () => claimAndCommit(table, draft, claims, wanting, making));
}

/** What a submission consists of, in a few characters: the same for the same request. */
export const digestOf = (material: Material, label: string | undefined): string =>
  sha256Hex(JSON.stringify([label ?? null, contentOf(material)]));

/** The submission that an earlier request of the same user began of the same material, wherever it stands. */
export async function begunBefore(
  table: Table,
  claims: readonly string[],
  { submitterId, digest }: { submitterId: string; digest: string },
): Promise<SubmissionRow | undefined> {
  const rows = await readMany(table, claims.map(keys.submission));
  return ([...rows.values()] as unknown as SubmissionRow[]).find(
    (row) => row.contentDigest === digest && row.submitterId === submitterId && row.staging !== 'abandoned',
  );
}

async function orAbandon<T>(table: Table, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // where this fails too, the sweeper gives the draft up
    await abandon(table, id).catch(() => false);
    throw error;
  }
}

async function claimAndCommit(
  table: Table,
  draft: Submission,
  claims: ReadonlyMap<Claim, Claimant>,
  wanting: readonly Claim[],
  { dueAt, also = [], inParts }: Making,
): Promise<Lost | 'late' | undefined> {
  const { refused, late } = await claimAll(table, draft.id, wanting, inParts?.isLate);
  if (refused.length === 0 && late) {
    await renewStaging(table, draft.id, dueAt);
    return 'late';
  }
  if (refused.length === 0 && (await commit(table, draft, dueAt, also))) return undefined;
  await abandon(table, draft.id);
  // where nothing was refused, another submission was to have what this one had claimed
  return lostOf(claims, refused.length > 0 ? refused : await notClaimed(table, draft.id, [...claims.keys()]));
}

/** Committing looks refused where its answer was lost on the way: the record knows. */
async function commit(table: Table, draft: Submission, dueAt: string, also: readonly TransactItem[]): Promise<boolean> {
  return (await commitSubmission(table, draft, dueAt, also)) || counts(table, draft.id);
}

async function counts(table: Table, id: string): Promise<boolean> {
  const now = await getSubmission(table, id);
  return now !== undefined && now.staging === undefined;
}

type Claimant = { uuid: string } | { value: UniqueClaim };

function claimsOf({ files, metadatasets, values }: Material): Map<Claim, Claimant> {
  return new Map<Claim, Claimant>([
    ...metadatasets.map(({ uuid }) => [{ key: keys.metadataset(uuid) }, { uuid }] as const),
    ...files.map(({ uuid }) => [{ key: keys.stagedFile(uuid) }, { uuid }] as const),
    ...values.map((value) => [{ key: keyOfValue(value), value: true as const }, { value }] as const),
  ]);
}

function lostOf(claims: ReadonlyMap<Claim, Claimant>, refused: readonly Claim[]): Lost {
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
