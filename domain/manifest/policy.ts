import type { ManifestRow, Report } from './finding.ts';
import type { ManifestPolicy, ManifestProfile } from './profile.ts';

/** Finds out which policy a manifest asks for. */
export interface PolicyReader {
  /** reports the first row of every policy after the first: data of two kinds cannot be released as one */
  see(row: ManifestRow, report: Report): void;
  /** the policy, when there is exactly one */
  only(): ManifestPolicy | undefined;
}

export function policyReader(profile: ManifestProfile): PolicyReader {
  const { access } = profile;
  if ('policy' in access) return { see: () => {}, only: () => access.policy };
  const { column } = access;
  const index = profile.columns.findIndex((candidate) => candidate.name === column);
  const policies = new Map(Object.entries(access.policies).map(([term, policy]) => [term.toLowerCase(), policy]));
  const seen = new Set<ManifestPolicy>();
  let first: string | undefined;
  return {
    see(row, report) {
      const value = row.values[index] ?? '';
      const policy = policies.get(value.toLowerCase());
      if (policy === undefined || seen.has(policy)) return;
      seen.add(policy);
      if (first === undefined) first = value;
      else report(() => ({ rule: 'mixedAccess', row: row.row, file: row.file, column, value, details: { first } }));
    },
    only() {
      const [policy] = seen;
      return seen.size === 1 ? policy : undefined;
    },
  };
}
