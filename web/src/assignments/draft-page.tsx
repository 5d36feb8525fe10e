import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../format.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Failed } from '../layout/states.tsx';
import { CancelButton } from '../submissions/cancel-button.tsx';
import { type Submission, submissionQuery } from '../submissions/submission-query.ts';
import { assignmentQuery, DRAFTS, startDraft } from './assignment-api.ts';
import { InputPanel } from './input-panel.tsx';
import { missingInputs } from './inputs.ts';

/** A submission to an assignment until it is started: its inputs are handed in here. */
export function DraftPage(): ReactNode {
  const { id } = useParams({ from: '/signed-in/app/drafts/$id' });
  const query = useQuery(submissionQuery(id));
  const draft = query.data;
  return (
    <Page
      title={`New submission ${draft?.id ?? id}`}
      actions={draft?.state === 'draft' && <CancelButton submission={draft} />}
    >
      <Answer query={query}>
        {(submission) =>
          submission.state === 'draft' ? (
            <Inputs draft={submission} />
          ) : (
            <Navigate to="/app/submissions/$id" params={{ id: submission.id } as never} replace />
          )
        }
      </Answer>
    </Page>
  );
}

function Inputs({ draft }: { draft: Submission }): ReactNode {
  const key = draft.assignmentKey ?? '';
  const assignment = useQuery({ ...assignmentQuery(key), enabled: key !== '' });
  return (
    <Stack gap="lg">
      <Text>
        To {assignment.data?.name ?? key}. Files can be replaced until you start the submission; what has arrived stays
        if you come back later.
      </Text>
      {draft.inputs.map((input) => (
        <InputPanel
          key={input.dataStorePath}
          draftId={draft.id}
          input={input}
          asked={assignment.data?.inputs.find(({ dataStorePath }) => dataStorePath === input.dataStorePath)}
        />
      ))}
      <Start draft={draft} />
    </Stack>
  );
}

function Start({ draft }: { draft: Submission }): ReactNode {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => startDraft(draft.id),
    onSuccess: async (started) => {
      queries.setQueryData(submissionQuery(draft.id).queryKey, started);
      void queries.invalidateQueries({ queryKey: DRAFTS });
      await navigate({ to: '/app/submissions/$id', params: { id: draft.id } as never });
    },
  });
  const missing = missingInputs(draft.inputs);
  return (
    <section className="panel" aria-label="Start">
      <div role="status">
        {missing.length > 0 ? (
          <Alert color="yellow" title={`${formatCount(missing.length, 'input is', 'inputs are')} missing`}>
            {missing.map(({ name, dataStorePath, state }) => (
              <Text key={dataStorePath} size="sm">
                {name}
                {state === 'announced' && ': its upload is not finished'}
              </Text>
            ))}
          </Alert>
        ) : (
          <Text>Everything that is required is there.</Text>
        )}
      </div>
      <Button mt="md" disabled={missing.length > 0} loading={start.isPending} onClick={() => start.mutate()}>
        Start the submission
      </Button>
      {start.error && <Failed error={start.error} />}
    </section>
  );
}
