export const STEP_NAMES = [
  'manifest_validated',
  'upload_complete',
  'qc_complete',
  'https_release',
  'gcp_release',
  'portal_release',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

export const STEP_TITLES: Readonly<Record<StepName, string>> = {
  manifest_validated: 'Manifest checked',
  upload_complete: 'Files uploaded',
  qc_complete: 'Quality control',
  https_release: 'Released',
  gcp_release: 'Mirrored',
  portal_release: 'In the catalogue',
};

/** `waiting`: for the submitter's files; `none`: not started, or never will be. */
export type StepState = 'done' | 'failed' | 'running' | 'waiting' | 'none';

export const STATE_TITLES: Readonly<Record<StepState, string>> = {
  done: 'done',
  failed: 'failed',
  running: 'running',
  waiting: 'waiting for files',
  none: 'not started',
};

interface Outcome {
  name: StepName;
  success: boolean;
  date: string;
  msg: string;
}

export interface Step {
  name: StepName;
  state: StepState;
  /** absent until it has ended */
  date?: string;
  message?: string;
  /** milliseconds that it took, where that is known: from the end of the step before it */
  duration?: number;
}

interface Followed {
  ended: boolean;
  /** when the submission was made */
  createdAt: string;
  steps: readonly Outcome[];
}

/** The six steps of a submission, each with where it stands. A step that has not ended is not listed by the API. */
export function stepsOf({ ended, createdAt, steps }: Followed): Step[] {
  let before = createdAt;
  let open = !ended;
  return STEP_NAMES.map((name): Step => {
    const outcome = steps.find((step) => step.name === name);
    if (outcome) {
      const duration = Date.parse(outcome.date) - Date.parse(before);
      before = outcome.date;
      const state = outcome.success ? 'done' : 'failed';
      return { name, state, date: outcome.date, message: outcome.msg, ...(duration >= 0 && { duration }) };
    }
    const runs = open;
    open = false;
    if (!runs) return { name, state: 'none' };
    return { name, state: name === 'upload_complete' ? 'waiting' : 'running' };
  });
}
