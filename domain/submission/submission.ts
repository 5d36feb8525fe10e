/** The six ingest steps in their order, named as NeMO names them. */
export const STEPS = [
  'manifest_validated',
  'upload_complete',
  'qc_complete',
  'https_release',
  'gcp_release',
  'portal_release',
] as const;
export type StepName = (typeof STEPS)[number];

/** What became of a step that has ended; recorded once. */
export interface StepOutcome {
  success: boolean;
  /** UTC, whole seconds, `2021-01-01T10:00:00Z` */
  date: string;
  msg: string;
  /** the attempt that recorded it, so that telling of it again tells of the same; absent: the first. The store adds it */
  attempt?: number;
  /** it failed for a reason that is ours */
  fault?: true;
}

export const STATES = ['draft', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type State = (typeof STATES)[number];

export const POLICIES = ['open', 'restricted', 'embargo', 'private'] as const;
export type Policy = (typeof POLICIES)[number];

export const DOORS = ['nemo', 'datameta', 'gateway', 'jobs'] as const;
export type Door = (typeof DOORS)[number];

export interface ManifestReference {
  /** object key in the upload bucket */
  key: string;
  /** the file name that the submitter gave it */
  name: string;
  /** bytes */
  size: number;
}

/** Something that was made of a submission's files: a report, a cleaned table, a job's result. */
export interface ProducedOutput {
  name: string;
  contentType: string;
  /** bytes */
  size: number;
  createdAt: string;
  /** 1 for the first; results of jobs are told in the order of their steps */
  step?: number;
  /** key of the job's task that made it */
  task?: string;
}

/** How far the steps of a job are. */
export interface JobProgress {
  /** 1 for the first */
  step: number;
  /** `Running step: 1`, `Completed step: 1`, `Completed job at step #2` */
  message: string;
}

/** The one record behind all four doors. */
export interface Submission {
  id: string;
  uuid: string;
  siteId: string;
  door: Door;
  /** made in a browser, on the site's own pages, or by a program */
  via?: 'api' | 'web';
  submitterId: string;
  submitter: string;
  groupId: string;
  state: State;
  /** absent until the manifest says it */
  policy?: Policy;
  /** first moment at which embargoed data is public; absent: not before an admin sets it */
  embargoUntil?: string;
  label?: string;
  /** SPDX identifier; absent where nobody has said one */
  licence?: string;
  createdAt: string;
  updatedAt: string;
  /** 1 for the first run of the state machine, one more for every redrive */
  attempt: number;
  steps: Partial<Record<StepName, StepOutcome>>;
  errorMessage?: string;
  manifest?: ManifestReference;
  profile?: string;
  fileCount?: number;
  totalBytes?: number;
  /** of a submission to an assignment, which is for a specification */
  assignmentKey?: string;
  specificationKey?: string;
  /** the group that runs the specification's project: its admins read what is submitted for it */
  projectGroupId?: string;
  /** days after its end for which its files stay; absent: for ever */
  mediaRetentionDays?: number;
  /** of one that has ended: when its files go, and when they went */
  mediaDueAt?: string;
  mediaRemovedAt?: string;
  /** by stored file name; a few dozen at most, since they are read with the submission */
  outputs?: Readonly<Record<string, ProducedOutput>>;
  jobName?: string;
  /** the UUID that the submitter of a job was given, for one job or several */
  batchUuid?: string;
  /** name and key of the one file that was submitted to a job */
  inputName?: string;
  /** numbers of the job's tasks by name, as results are told with them */
  taskNumbers?: Readonly<Record<string, number>>;
  /** the job was public when it was submitted to: whoever knows the UUID may read */
  readByUuid?: true;
  /** absent until the first step of a job starts */
  progress?: JobProgress;
}

export interface NamedOutcome extends StepOutcome {
  name: StepName;
}

/** What people call it: its label, else what was submitted. */
export const nameOf = ({
  label,
  manifest,
  jobName,
}: Pick<Submission, 'label' | 'manifest' | 'jobName'>): string | undefined => label ?? manifest?.name ?? jobName;

/** The steps that have ended, in order. */
export function endedSteps(submission: Pick<Submission, 'steps'>): NamedOutcome[] {
  return STEPS.flatMap((name) => {
    const outcome = submission.steps[name];
    return outcome === undefined ? [] : [{ name, success: outcome.success, date: outcome.date, msg: outcome.msg }];
  });
}

export function hasSucceeded(submission: Pick<Submission, 'steps'>, step: StepName): boolean {
  return submission.steps[step]?.success === true;
}

/** The step that a running submission is at. */
export function currentStep(submission: Pick<Submission, 'steps'>): StepName | undefined {
  return STEPS.find((name) => submission.steps[name] === undefined);
}

export const isFinal = (state: State): boolean => state === 'succeeded' || state === 'failed' || state === 'cancelled';

/** `2021-01-01T10:00:00Z`: UTC without fractions, as NeMO's clients expect it. */
export const timestamp = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/**
 * When a submission entered the lists: one that took inputs first was made long before. UTC, whole seconds.
 * @param submission `committedAt`: of one that was staged, when it began to count
 */
export const enteredAt = ({
  createdAt,
  committedAt = createdAt,
}: {
  createdAt: string;
  committedAt?: string;
}): string => timestamp(new Date(committedAt));

/** Embargo is decided when data is read, so that no scheduler can forget to lift it. */
export function isPublic(submission: Pick<Submission, 'policy' | 'embargoUntil'>, now: Date): boolean {
  if (submission.policy === 'open') return true;
  return (
    submission.policy === 'embargo' &&
    submission.embargoUntil !== undefined &&
    now.getTime() >= Date.parse(submission.embargoUntil)
  );
}

const DAY_MS = 86_400_000;

/** When the files of a submission that ended at that time are to be removed; undefined: never. */
export function mediaDueOf({ mediaRetentionDays }: Pick<Submission, 'mediaRetentionDays'>, endedAt: string) {
  if (mediaRetentionDays === undefined) return undefined;
  return timestamp(new Date(Date.parse(endedAt) + mediaRetentionDays * DAY_MS));
}

/** The execution of one attempt: its name makes a second start of the same attempt impossible. */
export const executionName = (submission: Pick<Submission, 'id' | 'attempt'>): string =>
  `${submission.id}-${submission.attempt}`;
