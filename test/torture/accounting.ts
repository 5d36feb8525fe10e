import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { isReservedOutput, OUTPUTS, outputsOf } from '../../domain/submission/outputs.ts';
import { isFinal } from '../../domain/submission/submission.ts';
import type { StoredVersion } from './buckets.ts';
import type { Row } from './table-reader.ts';

/** All that is left when every deadline and every retention is over, and the sweeper has been there. */
export interface Remains {
  rows: readonly Row[];
  uploads: readonly StoredVersion[];
  releases: readonly StoredVersion[];
  mirror: readonly StoredVersion[];
  /** uploads in parts that are still open, anywhere */
  open: readonly string[];
}

/** Why a row may be there; undefined where nothing says so. */
type Reason = string | undefined;

/** Rows that stand for themselves: accounts, definitions, counters, summaries. */
const STANDING = new Set(
  `ASSIGNMENTS AUDIT COUNTER EMAIL GROUP GROUPNAME GROUPS JOBS JOBTIMES METADATA PROJECTS SPEC SPECIFICATIONS TASKS TOKENUSE USER
   USERNAME USERS BLOCK`.split(/\s+/),
);
/** Of a user's partition. */
const OF_USERS = /^(PROFILE|TOKEN#|WEBHOOK$)/;
const OF_SUBMISSIONS = /^(META|RUN|WEBHOOK|FILE#|PENDING#|SHARD#|CONTENT#|JOB|TASK#|SPECIFICATION)/;

/** @returns every row, object and open upload that has no reason to be there */
export function unaccounted(remains: Remains): string[] {
  const { rows } = remains;
  const byKey = new Map(rows.map((row) => [`${row.PK} ${row.SK}`, row]));
  const submissions = new Map(
    rows.flatMap((row) => (row.PK.startsWith('SUB#') && row.SK === 'META' ? [[String(row['id']), row]] : [])),
  ) as unknown as ReadonlyMap<string, SubmissionRow>;
  const look = { ...remains, byKey, submissions };
  return [
    ...rows.flatMap((row) => (reasonOfRow(row, look) === undefined ? [`row ${row.PK} ${row.SK}: ${text(row)}`] : [])),
    ...remains.uploads.map(({ key, versionId }) => `upload bucket: ${key} ${versionId}`),
    ...remains.releases.flatMap((version) =>
      reasonOfRelease(version, look) === undefined ? [`release bucket: ${version.key} ${version.versionId}`] : [],
    ),
    ...remains.mirror.flatMap((version) =>
      reasonOfMirrored(version, look) === undefined ? [`mirror: ${version.key} ${version.versionId}`] : [],
    ),
    ...remains.open.map((key) => `open upload: ${key}`),
  ];
}

type Look = Remains & { byKey: ReadonlyMap<string, Row>; submissions: ReadonlyMap<string, SubmissionRow> };

const text = (row: Row): string => JSON.stringify(row).slice(0, 300);

function reasonOfRow(row: Row, look: Look): Reason {
  const kind = row.PK.split('#')[0] ?? '';
  if (kind === 'SUB') return reasonInSubmission(row, look);
  if (kind === 'REF') return reasonOfName(row, look);
  if (kind === 'USER') return OF_USERS.test(row.SK) ? 'account' : undefined;
  if (kind === 'MSET' || kind === 'DFILE') return reasonOfStaged(row, look);
  if (kind === 'UNIQUE') return committed(row['claim'], look) ? 'value of a submission' : undefined;
  if (kind === 'IDENTIFIER') {
    const file = look.byKey.get(`SUB#${String(row['submissionId'])} FILE#${String(row['fileKey'])}`);
    if (file?.['identifier'] === row.PK.slice('IDENTIFIER#'.length)) return 'identifier of a file';
    const owner = look.submissions.get(String(row['submissionId']));
    return owner !== undefined && isUnreleased(owner) ? 'identifier of a file, once it is released' : undefined;
  }
  if (kind === 'CATALOGUE') return look.submissions.get(row.SK)?.state === 'succeeded' ? 'released' : undefined;
  if (kind === 'ASSIGNMENT' || kind === 'SPECSUBS') {
    const id = row.SK.split('#').at(-1) ?? '';
    const isAssignment = /^ASSIGNMENT#(group|user)#/.test(row.PK);
    return isAssignment || look.submissions.has(id) ? 'pointer' : undefined;
  }
  if (kind === 'BATCH') {
    const ids = (row['submissionIds'] ?? []) as string[];
    const forgotten = row['dueKey'] === undefined && row['email'] === 'ERASED';
    return forgotten && ids.every((id) => look.submissions.has(id)) ? 'batch of jobs' : undefined;
  }
  return STANDING.has(kind) ? 'stands for itself' : undefined;
}

function reasonInSubmission(row: Row, { submissions }: Look): Reason {
  const owner = submissions.get(row.PK.slice('SUB#'.length));
  if (owner === undefined || !OF_SUBMISSIONS.test(row.SK)) return undefined;
  if (row.SK !== 'META') return 'part of a submission';
  const forgotten = owner.dueKey === undefined && owner.staging === undefined;
  return isFinal(owner.state) && forgotten ? 'submission' : undefined;
}

function reasonOfName({ kind, ...row }: Row, { submissions }: Look): Reason {
  if (kind === 'submission') return submissions.has(String(row['id'])) ? 'name of a submission' : undefined;
  return 'name of an account or a group';
}

/** Metadatasets stay until their maker deletes them; files that nobody has submitted end. */
function reasonOfStaged(row: Row, look: Look): Reason {
  const { claim, submittedAt } = row;
  if (claim !== undefined && !committed(claim, look)) return undefined;
  if (claim !== undefined) return submittedAt === undefined ? undefined : 'submitted';
  return row.PK.startsWith('MSET#') ? 'staged' : undefined;
}

const committed = (claim: unknown, { submissions }: Look): boolean =>
  submissions.get(String(claim)) !== undefined && submissions.get(String(claim))?.staging === undefined;

/** A released file is the version that its record names; outputs are those that their submission has. */
function reasonOfRelease({ key, versionId, latest, marker }: StoredVersion, look: Look): Reason {
  if (marker) return undefined;
  const [folder = '', id = '', ...rest] = key.split('/');
  const submission = look.submissions.get(id);
  if (submission === undefined) return undefined;
  const name = rest.join('/');
  if (folder === 'records') {
    const known = outputsOf(submission).some(({ storedFilename }) => storedFilename === name);
    return latest && (known || isUnfinished(submission, name)) ? 'output' : undefined;
  }
  const files = look.rows.filter(({ PK, SK }) => PK === `SUB#${id}` && SK.startsWith('FILE#'));
  const own = files.some((file) => file['releaseKey'] === key && file['releaseVersionId'] === versionId);
  return own ? 'released file' : undefined;
}

/**
 * A step that was ended from outside may have written its outputs: a redrive writes them again, under the same names.
 * Where the files are gone there is none, and they went with them.
 */
function isUnfinished({ state, steps, mediaRemovedAt }: SubmissionRow, name: string): boolean {
  if (mediaRemovedAt !== undefined) return false;
  if (name === OUTPUTS.qcReport.storedFilename) return state === 'cancelled' || steps.qc_complete?.fault === true;
  return isReservedOutput(name) && isUnreleased({ steps });
}

const isUnreleased = ({ steps }: Pick<SubmissionRow, 'steps'>): boolean => steps.portal_release?.fault === true;

function reasonOfMirrored({ key, latest, marker }: StoredVersion, look: Look): Reason {
  const files = look.rows.filter(({ SK }) => SK.startsWith('FILE#'));
  const own = files.some((file) => key.endsWith(`${file.PK.slice('SUB#'.length)}/${String(file['name'])}`));
  return own && latest && !marker ? 'mirrored file' : undefined;
}
