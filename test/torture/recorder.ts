import type { WireCall } from './wire-faults.ts';

/** What was really carried out, seen where calls pass into AWS. */
export interface Recorder {
  see: (call: WireCall, status: number) => void;
  /** how often the outcome of a step was written, by `<id> <attempt> <step>` */
  outcomes: Map<string, number>;
  /** names of the jobs that Batch took */
  jobs: string[];
  submissionOfJob: (name: string | undefined) => string;
}

interface Update {
  Key?: { PK?: { S?: string } };
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, { M?: { attempt?: { N?: string } } }>;
}

interface Transaction {
  ClientRequestToken?: string;
  TransactItems: { Update?: Update }[];
}

export function createRecorder(): Recorder {
  const outcomes: Recorder['outcomes'] = new Map();
  const jobs: string[] = [];
  const applied = new Set<string>();
  const note = ({ Key, ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Update) => {
    const step = ExpressionAttributeNames['#step'];
    const outcome = ExpressionAttributeValues[':outcome']?.M;
    if (step === undefined || outcome === undefined) return;
    const attempt = outcome.attempt?.N ?? '1';
    const name = `${Key?.PK?.S?.replace('SUB#', '')} ${attempt} ${step}`;
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
  };
  return {
    outcomes,
    jobs,
    see: ({ service, operation, body }, status) => {
      if (status !== 200) return;
      if (service === 'DYNAMODB' && operation === 'UpdateItem') note(JSON.parse(body.toString()) as Update);
      if (service === 'DYNAMODB' && operation === 'TransactWriteItems') {
        const { ClientRequestToken: token, TransactItems } = JSON.parse(body.toString()) as Transaction;
        // a try after a lost answer has the token of the first, and writes nothing
        if (token !== undefined && applied.has(token)) return;
        if (token !== undefined) applied.add(token);
        for (const { Update } of TransactItems) if (Update !== undefined) note(Update);
      }
      if (service === 'BATCH' && operation.endsWith('/submitjob')) {
        jobs.push((JSON.parse(body.toString()) as { jobName: string }).jobName);
      }
    },
    submissionOfJob: (name = '') => name.split('-')[0] ?? '',
  };
}
