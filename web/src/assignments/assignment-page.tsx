import { Alert, Anchor, Button, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { CopyText } from '../layout/copy-text.tsx';
import { FactsList } from '../layout/facts-list.tsx';
import { Moment } from '../layout/moment.tsx';
import { Page } from '../layout/page.tsx';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { Answer, Failed } from '../layout/states.tsx';
import { PolicyBadge } from '../submissions/policy-badge.tsx';
import { StepDots } from '../submissions/step-dots.tsx';
import { stepsOf } from '../submissions/steps.ts';
import { hasEnded, type Submission } from '../submissions/submission-query.ts';
import { assignmentQuery, DRAFTS, newDraft } from './assignment-api.ts';
import type { Assignment } from './assignment-types.ts';
import { describeAsked } from './inputs.ts';

export function AssignmentPage(): ReactNode {
  const { key } = useParams({ from: '/signed-in/app/assignments/$key' });
  const query = useQuery(assignmentQuery(key));
  return (
    <Page title={query.data?.name ?? key} actions={query.data?.active && <NewButton assignmentKey={key} />}>
      <Answer query={query}>
        {(assignment) => (
          <Stack gap="lg">
            {!assignment.active && <Alert color="yellow" title="Closed: it takes no submissions now." />}
            <Told assignment={assignment} />
            <Asked assignment={assignment} />
            <Made assignmentKey={key} />
          </Stack>
        )}
      </Answer>
    </Page>
  );
}

function NewButton({ assignmentKey }: { assignmentKey: string }): ReactNode {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () => newDraft(assignmentKey),
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries({ queryKey: DRAFTS });
      await navigate({ to: '/app/drafts/$id', params: { id } as never });
    },
  });
  return (
    <>
      <Button loading={make.isPending} onClick={() => make.mutate()}>
        New submission
      </Button>
      {make.error && <Failed error={make.error} />}
    </>
  );
}

const kept = (days: Assignment['mediaRetentionDays']): string => {
  if (days === 'forever') return 'forever';
  return days === 'never' ? 'until the submission ends' : `${days} days after the submission ends`;
};

function Told({ assignment }: { assignment: Assignment }): ReactNode {
  const { key, specification, policy, timeoutDays, mediaRetentionDays } = assignment;
  const facts = [
    ['Key', <CopyText key="key" text={key} what="key" />],
    ['Specification', specification.name],
    ['Policy', <PolicyBadge key="policy" policy={policy} />],
    ['To be started within', `${timeoutDays} days`],
    ['Files are kept', kept(mediaRetentionDays)],
  ] as const;
  return (
    <>
      {specification.description && <Text className="message">{specification.description}</Text>}
      <FactsList facts={facts} />
    </>
  );
}

function Asked({ assignment: { inputs } }: { assignment: Assignment }): ReactNode {
  return (
    <section className="panel" aria-labelledby="inputs">
      <Title order={2} size="h4" mb="sm" id="inputs">
        What is to be handed in
      </Title>
      <ScrollTable label="Inputs" minWidth={640} columns={['Input', 'Data-store path', 'Files', 'hidden:Required']}>
        {inputs.map((input) => (
          <Table.Tr key={input.dataStorePath}>
            <Table.Td>{input.name}</Table.Td>
            <Table.Td>
              <CopyText text={input.dataStorePath} what="data-store path" />
            </Table.Td>
            <Table.Td>{describeAsked(input)}</Table.Td>
            <Table.Td>{input.mode === 'optional' ? 'Optional' : 'Required'}</Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
    </section>
  );
}

/** The submissions to this assignment that one may see. */
function Made({ assignmentKey }: { assignmentKey: string }): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ['assignment-submissions', assignmentKey],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      bodyOf(
        api.GET('/api/v1/assignments/{assignmentKey}/submissions', {
          params: { path: { assignmentKey }, query: { ...(after && { after }) } },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
  return (
    <section className="panel" aria-labelledby="made">
      <Title order={2} size="h4" mb="sm" id="made">
        Submissions
      </Title>
      <Answer query={query}>
        {({ pages }) => (
          <>
            <Submissions all={pages.flatMap(({ submissions }) => submissions)} />
            {query.hasNextPage && (
              <Button variant="default" loading={query.isFetching} onClick={() => void query.fetchNextPage()}>
                More submissions
              </Button>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}

function Submissions({ all }: { all: readonly Submission[] }): ReactNode {
  if (all.length === 0) return <Text c="dimmed">Nothing has been submitted yet.</Text>;
  return (
    <ScrollTable label="Submissions" columns={['Submission', 'Steps', 'Submitter', 'Made']}>
      {all.map((submission) => (
        <SubmissionRow key={submission.id} submission={submission} />
      ))}
    </ScrollTable>
  );
}

function SubmissionRow({ submission }: { submission: Submission }): ReactNode {
  const { id, state, createdAt, steps, submitter } = submission;
  const to = state === 'draft' ? '/app/drafts/$id' : '/app/submissions/$id';
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={to} params={{ id } as never} className="mono">
          {id}
        </Anchor>
      </Table.Td>
      <Table.Td>
        {state === 'draft' ? (
          'Not started'
        ) : (
          <StepDots steps={stepsOf({ ended: hasEnded(submission), createdAt, steps })} />
        )}
      </Table.Td>
      <Table.Td>{submitter}</Table.Td>
      <Table.Td>
        <Moment iso={createdAt} />
      </Table.Td>
    </Table.Tr>
  );
}
