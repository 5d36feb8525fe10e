import { Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CALLS } from './definitions-api.ts';
import { asText, type Draft, type DraftFieldsProps } from './draft.ts';
import { columnsOf } from './profile-columns.tsx';

interface ProfileUsesProps extends DraftFieldsProps {
  /** names of the columns that there are */
  columns: readonly string[];
}

const POLICIES = ['open', 'restricted', 'embargo'];
const BY_COLUMN = 'column';

const objectOf = (value: unknown): Draft => (typeof value === 'object' && value !== null ? (value as Draft) : {});

/** Which columns name the file, its checksum and its type, and who may have what is released. */
export function ProfileUses(props: ProfileUsesProps): ReactNode {
  const { draft, onChange, faultAt, columns } = props;
  const checksum = objectOf(draft['checksum']);
  const chosen = (field: string): string => asText(objectOf(draft[field])['column']);
  const choice = (field: string, label: string, none?: string) => (
    <NativeSelect
      label={label}
      value={chosen(field)}
      error={faultAt(`${field}.column`) ?? faultAt(field)}
      data={[{ value: '', label: none ?? 'Choose a column' }, ...columns.filter(Boolean)]}
      onChange={({ currentTarget: { value: column } }) => {
        const others = field === 'checksum' ? { algorithm: checksum['algorithm'] ?? 'md5' } : {};
        onChange({ [field]: column === '' ? undefined : { column, ...others } });
      }}
    />
  );
  return (
    <>
      <Group align="end">
        {choice('fileName', 'Name of the file')}
        {choice('format', 'Type of the file', 'None')}
        {choice('checksum', 'Checksum', 'None')}
        {draft['checksum'] !== undefined && (
          <NativeSelect
            label="Algorithm"
            value={asText(checksum['algorithm'])}
            data={['md5', 'sha256']}
            onChange={(event) => onChange({ checksum: { ...checksum, algorithm: event.currentTarget.value } })}
          />
        )}
      </Group>
      <Access {...props} />
    </>
  );
}

/** One policy for all, or a column whose terms stand for policies. */
function Access({ draft, onChange, faultAt, columns }: ProfileUsesProps): ReactNode {
  const access = objectOf(draft['access']);
  const column = asText(access['column']);
  const byColumn = access['column'] !== undefined;
  const policies = objectOf(access['policies']);
  return (
    <Group align="end">
      <NativeSelect
        label="Policy"
        value={byColumn ? BY_COLUMN : asText(access['policy'])}
        error={faultAt('access') ?? faultAt('access.policy')}
        data={[
          { value: '', label: 'Choose a policy' },
          ...POLICIES.map((policy) => ({ value: policy, label: `All are ${policy}` })),
          { value: BY_COLUMN, label: 'A column says it' },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ access: value === BY_COLUMN ? { column: '', policies } : { policy: value } })
        }
      />
      {byColumn && (
        <>
          <NativeSelect
            label="Column of the policy"
            value={column}
            error={faultAt('access.column')}
            data={[{ value: '', label: 'Choose a column' }, ...columns.filter(Boolean)]}
            onChange={(event) => onChange({ access: { ...access, column: event.currentTarget.value } })}
          />
          <Terms
            draft={draft}
            column={column}
            policies={policies}
            fault={faultAt('access.policies')}
            onChange={(changed) => onChange({ access: { ...access, policies: { ...policies, ...changed } } })}
          />
        </>
      )}
    </Group>
  );
}

interface TermsProps {
  draft: Draft;
  column: string;
  policies: Draft;
  fault: string | undefined;
  onChange: (changed: Draft) => void;
}

/** A policy for each term that the column's vocabulary has. */
function Terms({ draft, column, policies, fault, onChange }: TermsProps): ReactNode {
  const name = asText(columnsOf(draft).find((one) => one.name === column)?.['vocabulary']);
  const vocabulary = useQuery({
    queryKey: ['definition', 'vocabularies', name],
    queryFn: () => CALLS.vocabularies.read(name),
    enabled: name !== '',
  });
  const known = Array.isArray(vocabulary.data?.['terms']) ? vocabulary.data['terms'].map(String) : [];
  return [...new Set([...known, ...Object.keys(policies)])].map((term) => (
    <NativeSelect
      key={term}
      label={`‘${term}’ means`}
      value={asText(policies[term])}
      error={asText(policies[term]) === '' && fault}
      data={[{ value: '', label: 'Choose a policy' }, ...POLICIES]}
      onChange={(event) => onChange({ [term]: event.currentTarget.value })}
    />
  ));
}
