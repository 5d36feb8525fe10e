import type { Table } from '../../adapters/dynamodb/client.ts';
import { allFiles, type FileRow } from '../../adapters/dynamodb/file-store.ts';
import { getShard, listShards, type Shard, type ShardAddress, saveShard } from '../../adapters/dynamodb/shard-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { mergeShards } from '../../domain/ingest/shards.ts';
import type { StepName } from '../../domain/submission/submission.ts';
import {
  closeStep,
  type Ended,
  moreShards,
  moreTasks,
  nothingMore,
  openStep,
  type StepAnswer,
  type StepEvent,
  type StepResult,
} from './step.ts';

/** What became of one file in the time there was: done, or to be taken up again from `partial`. */
export type FileWork = 'done' | { partial: string };

export interface FanOut {
  table: Table;
  step: StepName;
  shardFiles: number;
  shardBytes: number;
  sliceSeconds: number;
  /** ends the step at once, before any file is touched; undefined: go on */
  begin?: (submission: SubmissionRow) => Promise<Ended | undefined>;
  /** one file; must be safe to repeat. `isLate` says that the slice is over: stop soon, and answer `partial`. */
  work: (
    submission: SubmissionRow,
    file: FileRow,
    partial: string | undefined,
    isLate: () => boolean,
  ) => Promise<FileWork>;
  /** all files are done: what is the outcome, or what else has to be done first? */
  finish: (submission: SubmissionRow) => Promise<Exclude<StepResult, { kind: 'shards' }>>;
}

/** Files that one invocation works on at the same time. */
const CONCURRENT_FILES = 16;
/** Larger files are worked on alone, since only one of them can be taken up again half-way. */
const LARGE_FILE_BYTES = 64 * 1024 ** 2;

/** A step before this one has more to do: the state machine sees to that first. */
class WorkRemains extends Error {
  override readonly name = 'WorkRemains';
}

/**
 * The handler of a step that works file by file. Called without a shard it plans and finishes; a submission of one
 * shard is worked on right there (no further state transition). Called with a shard it works on that one, for one
 * slice of time, and says whether more remains. Called behind a step that has more to do it throws `WorkRemains`, which
 * the state machine catches: every state that it enters is paid, so that nobody asks where nothing remains.
 */
export function fanOutHandler(fanOut: FanOut) {
  const { step } = fanOut;
  return async (event: StepEvent): Promise<StepAnswer> => {
    if (event.work?.more && event.work.step !== step) throw new WorkRemains(`${event.work.step} has more to do.`);
    const submission = await openStep(fanOut.table, step, event);
    if (submission === 'recorded') return nothingMore(step);
    const isLate = deadline(fanOut.sliceSeconds);
    if (event.shard !== undefined) return workOnShard(fanOut, submission, event.shard, isLate);
    const early = await fanOut.begin?.(submission);
    if (early !== undefined) return closeStep(fanOut.table, submission, step, early);
    const shards = await planned(fanOut, submission);
    const open = shards.filter((shard) => !shard.done);
    const [only, ...others] = open;
    if (only !== undefined) {
      if (others.length > 0) {
        return moreShards(
          step,
          open.map((shard) => shard.index),
        );
      }
      const saved = shards.length > 1 || only.cursor !== undefined || only.partial !== undefined;
      if (!(await runShard(fanOut, submission, only, isLate, saved))) return moreShards(step, [only.index]);
    }
    const result = await fanOut.finish(submission);
    if (result.kind === 'tasks') return moreTasks(step, result.tasks);
    return closeStep(fanOut.table, submission, step, result);
  };
}

function deadline(seconds: number): () => boolean {
  const end = Date.now() + seconds * 1000;
  return () => Date.now() >= end;
}

const addressOf = (fanOut: FanOut, submission: SubmissionRow): ShardAddress => ({
  id: submission.id,
  step: fanOut.step,
  attempt: submission.attempt,
});

async function workOnShard(
  fanOut: FanOut,
  submission: SubmissionRow,
  index: number,
  isLate: () => boolean,
): Promise<StepAnswer> {
  const shard = await getShard(fanOut.table, addressOf(fanOut, submission), index);
  if (shard === undefined) throw new Error(`Submission ${submission.id} has no shard ${index} of ${fanOut.step}.`);
  const done = shard.done === true || (await runShard(fanOut, submission, shard, isLate, true));
  return { ...nothingMore(fanOut.step), more: !done };
}

/** The shards of this attempt: as planned before, or planned now by one pass over the files. */
async function planned(fanOut: FanOut, submission: SubmissionRow): Promise<Shard[]> {
  const known = await listShards(fanOut.table, addressOf(fanOut, submission));
  if (known.some((shard) => shard.index === 0)) return known;
  const shards = await plan(fanOut, submission);
  // a single shard is mostly done in this very invocation: it is saved only if it is not
  if (shards.length > 1) {
    // shard 0 last: where it is missing the plan was cut short, and is made anew
    for (const shard of shards.toReversed()) await saveShard(fanOut.table, addressOf(fanOut, submission), shard);
  }
  return shards;
}

/** Quality control has counted the bytes: of what fits one shard nobody need read all files once more to find that out. */
const fitsOne = ({ shardFiles, shardBytes }: FanOut, { fileCount, totalBytes }: SubmissionRow): boolean =>
  fileCount !== undefined && totalBytes !== undefined && fileCount <= shardFiles && totalBytes <= shardBytes;

/** @returns ranges of about equal work, as many as an execution can have */
async function plan(fanOut: FanOut, submission: SubmissionRow): Promise<Shard[]> {
  if (fitsOne(fanOut, submission)) return [{ index: 0 }];
  const shards: Shard[] = [{ index: 0 }];
  let files = 0;
  let bytes = 0;
  let last: string | undefined;
  for await (const file of allFiles(fanOut.table, submission.id)) {
    if (files > 0 && (files >= fanOut.shardFiles || bytes >= fanOut.shardBytes)) {
      const open = shards.at(-1) as Shard;
      if (last !== undefined) open.until = last;
      shards.push({ index: shards.length, ...(last !== undefined && { after: last }) });
      files = 0;
      bytes = 0;
    }
    files += 1;
    bytes += file.size ?? 0;
    last = file.key;
  }
  return mergeShards(shards);
}

/**
 * Works through a shard from where it stands, at least one batch of files further.
 * @param saved whether the table knows the shard; one that does not need saving is done without a trace
 * @returns whether the shard is done; if not, its progress has been saved
 */
async function runShard(
  fanOut: FanOut,
  submission: SubmissionRow,
  shard: Shard,
  isLate: () => boolean,
  saved: boolean,
): Promise<boolean> {
  const save = (state: Partial<Shard>) =>
    saveShard(fanOut.table, addressOf(fanOut, submission), { ...withoutPartial(shard), ...state });
  let { cursor, partial } = shard;
  const rest = allFiles(fanOut.table, submission.id, { after: cursor ?? shard.after, until: shard.until });
  for await (const { batch, last } of marked(batches(rest))) {
    const results = await Promise.all(
      // what was left half-done belongs to the first file behind the cursor
      batch.map((file, index) => fanOut.work(submission, file, index === 0 ? partial : undefined, isLate)),
    );
    const unfinished = results.findIndex((result) => result !== 'done');
    cursor = unfinished < 0 ? batch.at(-1)?.key : (batch[unfinished - 1]?.key ?? cursor);
    partial = unfinished < 0 ? undefined : (results[unfinished] as { partial: string }).partial;
    if (unfinished >= 0 || (!last && isLate())) {
      await save({ ...(cursor !== undefined && { cursor }), ...(partial !== undefined && { partial }) });
      return false;
    }
  }
  if (saved) await save({ done: true, ...(cursor !== undefined && { cursor }) });
  return true;
}

function withoutPartial(shard: Shard): Shard {
  const { index, after, until } = shard;
  return { index, ...(after !== undefined && { after }), ...(until !== undefined && { until }) };
}

/** Each batch with whether another one follows: who is late with the last one has nothing to hand over. */
async function* marked<T>(batches: AsyncIterable<T>): AsyncGenerator<{ batch: T; last: boolean }> {
  let held: T | undefined;
  for await (const batch of batches) {
    if (held !== undefined) yield { batch: held, last: false };
    held = batch;
  }
  if (held !== undefined) yield { batch: held, last: true };
}

/** Small files together, large ones alone; in order, so that the cursor is true. */
async function* batches(files: AsyncIterable<FileRow>): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = [];
  for await (const file of files) {
    const large = (file.size ?? 0) >= LARGE_FILE_BYTES;
    if (large || batch.length === CONCURRENT_FILES) {
      if (batch.length > 0) yield batch;
      batch = [];
    }
    if (large) yield [file];
    else batch.push(file);
  }
  if (batch.length > 0) yield batch;
}
