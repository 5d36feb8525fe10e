import type { ReactNode } from 'react';
import { DoneIcon, FailedIcon, RunningIcon, WaitingIcon } from '../layout/icons.tsx';
import { STATE_TITLES, STEP_TITLES, type Step, type StepState } from './steps.ts';

const ICONS: Readonly<Record<StepState, (() => ReactNode) | undefined>> = {
  done: DoneIcon,
  failed: FailedIcon,
  running: RunningIcon,
  waiting: WaitingIcon,
  none: undefined,
};

/** One step as a dot: its form tells its state as its colour does. */
export function StepDot({ state }: { state: StepState }): ReactNode {
  const Icon = ICONS[state];
  return (
    <span className="dot" data-state={state}>
      {Icon && <Icon />}
    </span>
  );
}

const label = ({ name, state }: Step): string => `${STEP_TITLES[name]}: ${STATE_TITLES[state]}`;

/** The six steps in one line. A page of the history has 600 of these: hence what the browser has, and no tooltips of ours. */
export function StepDots({ steps }: { steps: readonly Step[] }): ReactNode {
  return (
    <ol className="dots" aria-label="Steps">
      {steps.map((step) => (
        <li key={step.name} title={label(step)}>
          <StepDot state={step.state} />
          <span className="skip">{label(step)}</span>
        </li>
      ))}
    </ol>
  );
}
