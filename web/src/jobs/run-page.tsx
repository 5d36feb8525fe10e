import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty, Loading } from '../layout/states.tsx';
import { useSession } from '../session/use-session.ts';
import { formsQuery } from './job-api.ts';
import type { JobForm } from './job-types.ts';
import { RunForm } from './run-form.tsx';

/** The form of one job, or of several that run on the same file. */
export function RunPage(): ReactNode {
  const { names } = useParams({ from: '/app/jobs/$names' });
  const wanted = [...new Set(names.split(',').filter(Boolean))];
  const query = useQuery(formsQuery);
  return (
    <Page title={wanted.length === 1 ? `Run ${wanted[0]}` : `Run ${wanted.length} jobs`}>
      <Answer query={query}>
        {(forms) => {
          const missing = wanted.filter((name) => !forms.some((form) => form.name === name));
          if (missing.length > 0) return <Missing names={missing} />;
          return <Prefilled jobs={wanted.flatMap((name) => forms.find((form) => form.name === name) ?? [])} />;
        }}
      </Answer>
    </Page>
  );
}

function Missing({ names }: { names: readonly string[] }): ReactNode {
  return (
    <Empty title={`You cannot run ${names.join(', ')}.`}>
      <Text size="sm">
        There is no such job, it is switched off, or it is for members of another group.{' '}
        <Anchor component={Link} to="/app/jobs">
          See the jobs that you can run
        </Anchor>
      </Text>
    </Empty>
  );
}

/** Waits until it is known who is signed in, so that the address stands in the form from the beginning. */
function Prefilled({ jobs }: { jobs: readonly JobForm[] }): ReactNode {
  const session = useSession();
  const account = useAccount(session !== undefined);
  if (session !== undefined && account === undefined) return <Loading />;
  return <RunForm jobs={jobs} email={account?.email ?? ''} />;
}
