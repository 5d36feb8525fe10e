/** Moments in the life of a submission that waits for its files. */
export interface UploadWatch {
  remindAt: Date;
  /** the execution ends by itself then */
  deadline: Date;
}

const MINUTE_MS = 60_000;
/** So often somebody looks whether a file has arrived without its event: rare, and whoever is in a hurry confirms. */
const LOOK_MS = 6 * 60 * MINUTE_MS;
/** After the deadline: to see that the execution has ended. */
const GRACE_MS = 5 * MINUTE_MS;

/** @param run since when the execution waits, ISO 8601 */
export function uploadWatch(
  run: { waitingSince: string },
  reminderSeconds: number,
  deadlineSeconds: number,
): UploadWatch {
  const since = Date.parse(run.waitingSince);
  return { remindAt: new Date(since + reminderSeconds * 1000), deadline: new Date(since + deadlineSeconds * 1000) };
}

/** When the sweeper shall look next. */
export function nextLook({ remindAt, deadline }: UploadWatch, reminded: boolean, now: Date): Date {
  const last = Math.max(deadline.getTime(), now.getTime()) + GRACE_MS;
  return new Date(Math.min(now.getTime() + LOOK_MS, reminded ? last : remindAt.getTime(), last));
}
