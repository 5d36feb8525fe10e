import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatDuration, formatMoment } from '../format.ts';
import { StepDot } from './step-dots.tsx';
import { STATE_TITLES, STEP_TITLES, type Step, stepsOf } from './steps.ts';
import { hasEnded, type Submission } from './submission-query.ts';

/** The six steps with their messages, and how long each took. */
export function Timeline({ submission }: { submission: Submission }): ReactNode {
  const { createdAt, steps } = submission;
  return (
    <ol className="timeline">
      {stepsOf({ ended: hasEnded(submission), createdAt, steps }).map((step) => (
        <TimelineStep key={step.name} step={step} />
      ))}
    </ol>
  );
}

function TimelineStep({ step: { name, state, date, message, duration } }: { step: Step }): ReactNode {
  return (
    <li data-step={name} data-state={state}>
      <span style={{ paddingTop: '0.15rem' }}>
        <StepDot state={state} />
      </span>
      <div>
        <Group gap="xs" align="baseline">
          <Text fw={600}>{STEP_TITLES[name]}</Text>
          <Text size="sm" c="dimmed">
            {STATE_TITLES[state]}
            {date && `, ${formatMoment(date)}`}
            {duration !== undefined && `, after ${formatDuration(duration)}`}
          </Text>
        </Group>
        {message && (
          <Text size="sm" className="message" mt={2}>
            {message}
          </Text>
        )}
      </div>
    </li>
  );
}
