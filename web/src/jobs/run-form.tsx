import { Button, Fieldset, Stack, Text, TextInput } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { formatBytes } from '../format.ts';
import { Failed } from '../layout/states.tsx';
import { FieldInput } from './field-input.tsx';
import { FormRefusal, submitJobs } from './job-api.ts';
import type { JobForm } from './job-types.ts';
import { firstValues, inputFault, type Values, valueFault, valuesToSend } from './values.ts';

interface RunFormProps {
  jobs: readonly JobForm[];
  /** of who is signed in */
  email: string;
}

type Faults = Readonly<Record<string, string>>;

export function RunForm({ jobs, email: known }: RunFormProps): ReactNode {
  const navigate = useNavigate();
  const fields = jobs.flatMap(({ parameters }) => parameters);
  const [values, setValues] = useState<Values>(() => firstValues(fields));
  const [file, setFile] = useState<File>();
  const [name, setName] = useState('');
  const [email, setEmail] = useState(known);
  const [faults, setFaults] = useState<Faults>({});
  const [key, setKey] = useState(() => crypto.randomUUID());
  const run = useMutation({
    mutationFn: (input: File) =>
      submitJobs({
        jobs: jobs.map((job) => job.name),
        name,
        email,
        file: input,
        values: valuesToSend(fields, values),
        key,
      }),
    onSuccess: (uuid) => navigate({ to: '/app/job-runs/$uuid', params: { uuid } as never }),
    onError: (error) => {
      // What was refused is another request when it is sent corrected.
      setKey(crypto.randomUUID());
      if (error instanceof FormRefusal) setFaults(firstOf(error.faults));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = faultsOf(jobs, values, file);
    setFaults(found);
    if (file !== undefined && Object.keys(found).length === 0) run.mutate(file);
  };
  return (
    <form className="panel" onSubmit={submit} noValidate>
      <Stack>
        {jobs.map(
          ({ name: job, description }) =>
            description && (
              <Text key={job} className="message">
                {jobs.length > 1 && `${job}: `}
                {description}
              </Text>
            ),
        )}
        <FileField file={file} jobs={jobs} fault={faults['input_data']} onFile={setFile} />
        <TextInput
          label="Name"
          description="By which you know this submission; at most 64 characters"
          required
          maxLength={64}
          value={name}
          error={faults['submission_name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail address"
          description="It is told when the jobs have ended"
          type="email"
          autoComplete="email"
          required
          value={email}
          error={faults['email']}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {jobs
          .filter(({ parameters }) => parameters.length > 0)
          .map((job) => (
            <Fieldset key={job.name} legend={jobs.length === 1 ? 'Parameters' : `Parameters of ${job.name}`}>
              <Stack>
                {job.parameters.map((field) => (
                  <FieldInput
                    key={field.field}
                    field={field}
                    value={values[field.field] ?? ''}
                    fault={faults[field.field]}
                    onChange={(value) => setValues((all) => ({ ...all, [field.field]: value }))}
                  />
                ))}
              </Stack>
            </Fieldset>
          ))}
        {run.error && <Failed error={run.error} />}
        {jobs.some((job) => job.public) && (
          <Text size="sm" c="dimmed">
            The results can be read by whoever knows their address, which only you are told.
          </Text>
        )}
        <div>
          <Button type="submit" loading={run.isPending}>
            {jobs.length === 1 ? 'Run the job' : 'Run the jobs'}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

const firstOf = (faults: FormRefusal['faults']): Faults =>
  Object.fromEntries(Object.entries(faults).map(([field, messages]) => [field, messages.join(' ')]));

function faultsOf(jobs: readonly JobForm[], values: Values, file: File | undefined): Faults {
  const wrong = file === undefined ? 'Choose the file that the jobs run on.' : inputFault(file, jobs);
  const found = jobs
    .flatMap(({ parameters }) => parameters)
    .map((field) => [field.field, valueFault(field, values[field.field] ?? '')] as const);
  const all = [['input_data', wrong] as const, ...found];
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

interface FileFieldProps {
  file: File | undefined;
  jobs: readonly JobForm[];
  fault: string | undefined;
  onFile: (file: File) => void;
}

function FileField({ file, jobs, fault, onFile }: FileFieldProps): ReactNode {
  const kinds = [...new Set(jobs.flatMap(({ inputKinds }) => inputKinds))].filter((kind) => kind !== 'none');
  return (
    <div>
      <Dropzone
        className="drop small"
        multiple={false}
        onDrop={([first]) => first && onFile(first)}
        useFsAccessApi={false}
        inputProps={{ 'aria-label': 'Input file' }}
      >
        <Text fw={600} size="sm">
          {file
            ? `${file.name} (${formatBytes(file.size)}): drop another one in its place`
            : 'Drop the input file here, or press Enter to choose it'}
        </Text>
        {kinds.length > 0 && (
          <Text size="sm" c="dimmed">
            Checked as: {kinds.join(', ')}
          </Text>
        )}
      </Dropzone>
      {fault && (
        <Text size="sm" c="var(--bad)" mt={4} role="alert">
          {fault}
        </Text>
      )}
    </div>
  );
}
