import type { Metadataset, ServiceExecution } from './metadataset.ts';

/** A metadatum that has had other names: records of that time have their values under these. */
export interface Renamed {
  name: string;
  formerNames: readonly string[];
}

/** A metadataset with every field under the name that its metadatum has now. */
export function underCurrentNames<T extends Metadataset>(set: T, definitions: readonly Renamed[]): T {
  const names = new Map(
    definitions.flatMap(({ name, formerNames }) => formerNames.map((former) => [former, name] as const)),
  );
  if (names.size === 0) return set;
  const rename = <V>(fields: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [names.get(field) ?? field, value]));
  const executions = Object.entries(set.executions).map(([service, execution]): [string, ServiceExecution] => [
    service,
    { ...execution, record: rename(execution.record), fileIds: rename(execution.fileIds) },
  ]);
  return {
    ...set,
    record: rename(set.record),
    ...(set.fileIds && { fileIds: rename(set.fileIds) }),
    executions: Object.fromEntries(executions),
  };
}

/** The names that a metadatum has had, once it has this one. */
export const formerNamesOf = (before: Renamed, name: string): string[] =>
  [...new Set([...before.formerNames, before.name])].filter((former) => former !== name);
