import { Anchor, Button, Checkbox, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { formatDuration } from '../format.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import { useSession } from '../session/use-session.ts';
import { formsQuery, timesQuery } from './job-api.ts';
import type { JobForm } from './job-types.ts';

/** The jobs that one can run; several at once on the same file. */
export function JobsPage(): ReactNode {
  const query = useQuery(formsQuery);
  const session = useSession();
  return (
    <Page title="Jobs">
      <Answer query={query}>
        {(jobs) =>
          jobs.length === 0 ? (
            <Empty title="There is no job that you can run.">
              <Text size="sm">
                Site admins define jobs. Some are for the members of one group only
                {session ? '.' : ': sign in to see those of yours.'}
              </Text>
            </Empty>
          ) : (
            <Choice jobs={jobs} />
          )
        }
      </Answer>
    </Page>
  );
}

function Choice({ jobs }: { jobs: readonly JobForm[] }): ReactNode {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const times = useQuery(timesQuery);
  const toggle = (name: string): void =>
    setChosen((names) => (names.includes(name) ? names.filter((one) => one !== name) : [...names, name]));
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Open one to run it, or tick several to run them on the same file.
      </Text>
      <ul className="cards" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {jobs.map((job) => (
          <JobCard
            key={job.name}
            job={job}
            seconds={times.data?.[job.name] ?? undefined}
            chosen={chosen.includes(job.name)}
            onChoose={() => toggle(job.name)}
          />
        ))}
      </ul>
      {chosen.length > 0 && (
        <Group mt="lg">
          <Button component={Link} to="/app/jobs/$names" params={{ names: chosen.join(',') } as never}>
            {chosen.length === 1 ? `Run ${chosen[0]}` : `Run these ${chosen.length} on one file`}
          </Button>
        </Group>
      )}
    </>
  );
}

interface JobCardProps {
  job: JobForm;
  /** what it takes on average, where it has run */
  seconds: number | undefined;
  chosen: boolean;
  onChoose: () => void;
}

function JobCard({ job: { name, description, public: isPublic }, seconds, chosen, onChoose }: JobCardProps): ReactNode {
  return (
    <li className="panel">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Anchor component={Link} to="/app/jobs/$names" params={{ names: name } as never} fw={600} className="message">
          {name}
        </Anchor>
        <Checkbox aria-label={`Choose ${name}`} checked={chosen} onChange={onChoose} />
      </Group>
      {description && (
        <Text size="sm" mt={4} className="message">
          {description}
        </Text>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {isPublic ? 'For everybody' : 'For members'}
        {seconds !== undefined && `, takes ${formatDuration(seconds * 1000)} on average`}
      </Text>
    </li>
  );
}
