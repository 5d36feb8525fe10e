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
import { getSubmission } from '../submission-store.ts';
import type { TransactItem } from '../transaction.ts';
import { untilLate } from '../until-late.ts';
import { type Begun, keepBegun, type SubmitRequest } from './begun-store.ts';
import { type Content, contentOf, putContent, valueKey } from './content-store.ts';
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
  inParts?: { request: SubmitRequest; isLate: () => boolean };
}

/**
 * Makes a submission of its material, all or nothing: as a draft it is written, with everything claimed for it, and
 * one transaction makes it count. Whatever stops on the way leaves a draft that shows nowhere and blocks nobody.
 * @param draft with a new identity
 * @returns what others have by now; `late` where there was no time for all of it: `getBegun` finds it from now on, and
 * `continueSubmission` goes on; undefined where the submission counts
 */
export async function makeSubmission(
  table: Table,
  draft: Submission,
  material: Material,
  making: Making,
): Promise<Lost | 'late' | undefined> {
  const { dueAt, inParts } = making;
  const content = contentOfMaterial(material);
  await openStaging(table, draft, dueAt);
  return orAbandon(table, draft.id, async () => {
    const put = await untilLate(inParts?.isLate, () => putContent(table, draft.id, content));
    if (put === 'late') return 'late';
    const refused = await claimAndCommit(table, draft, claimsOf(content), 0, making);
    return refused && (refused === 'late' ? refused : lostOf(material, refused));
  });
}

/**
 * Goes on with a draft that an earlier request has begun, from what is stored of it.
 * @returns `late` as above; `lost` where others have some of it by now, and it is given up; undefined where it counts
 */
export async function continueSubmission(
  table: Table,
  draft: Submission,
  { claimed }: Begun,
  making: Making,
): Promise<'late' | 'lost' | undefined> {
  if (!(await renewStaging(table, draft.id, making.dueAt))) return (await counts(table, draft.id)) ? undefined : 'lost';
  const [metadatasets, files, values] = await Promise.all([
    contentOf(table, draft.id, 'metadatasets'),
    contentOf(table, draft.id, 'files'),
    contentOf(table, draft.id, 'values'),
  ]);
  return orAbandon(table, draft.id, async () => {
    const refused = await claimAndCommit(table, draft, claimsOf({ metadatasets, files, values }), claimed, making);
    return refused && (refused === 'late' ? refused : 'lost');
  });
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

/** @returns what others have, with the draft given up; undefined where it counts */
async function claimAndCommit(
  table: Table,
  draft: Submission,
  claims: readonly Claim[],
  from: number,
  { dueAt, also = [], inParts }: Making,
): Promise<Claim[] | 'late' | undefined> {
  const { refused, next } = await claimAll(table, draft.id, claims, { from, isLate: inParts?.isLate });
  if (refused.length === 0 && next !== undefined && inParts !== undefined) {
    await Promise.all([
      renewStaging(table, draft.id, dueAt),
      keepBegun(table, inParts.request, { id: draft.id, claimed: next }),
    ]);
    return 'late';
  }
  if (refused.length === 0 && (await commit(table, draft, dueAt, also))) return undefined;
  await abandon(table, draft.id);
  // where nothing was refused, another submission was to have what this one had claimed
  return refused.length > 0 ? refused : notClaimed(table, draft.id, claims);
}

/** Committing looks refused where its answer was lost on the way: the record knows. */
async function commit(table: Table, draft: Submission, dueAt: string, also: readonly TransactItem[]): Promise<boolean> {
  return (await commitSubmission(table, draft, dueAt, also)) || counts(table, draft.id);
}

async function counts(table: Table, id: string): Promise<boolean> {
  const now = await getSubmission(table, id);
  return now !== undefined && now.staging === undefined;
}

const named = ({ uuid, siteId }: Named): Named => ({ uuid, siteId });

const contentOfMaterial = ({ files, metadatasets, links, values }: Material): Content => ({
  metadatasets: metadatasets.map((set) => ({ ...named(set), fileIds: links.get(set.uuid) ?? {} })),
  files: files.map(named),
  values: values.map((value) => keyOfValue(value).PK),
});

const claimsOf = ({ files, metadatasets, values }: Content): Claim[] => [
  ...metadatasets.map(({ uuid }) => ({ key: keys.metadataset(uuid) })),
  ...files.map(({ uuid }) => ({ key: keys.stagedFile(uuid) })),
  ...values.map((PK) => ({ key: valueKey(PK), value: true as const })),
];

function lostOf({ files, metadatasets, values }: Material, refused: readonly Claim[]): Lost {
  const lost = new Set(refused.map(({ key }) => key.PK));
  return {
    uuids: new Set([
      ...metadatasets.filter(({ uuid }) => lost.has(keys.metadataset(uuid).PK)).map(({ uuid }) => uuid),
      ...files.filter(({ uuid }) => lost.has(keys.stagedFile(uuid).PK)).map(({ uuid }) => uuid),
    ]),
    values: values.filter((value) => lost.has(keyOfValue(value).PK)),
  };
}
