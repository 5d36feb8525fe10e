import type { Metadataset, ServiceExecution } from '../../../domain/metadata/metadataset.ts';
import { maySeeService, type Viewer } from '../../../domain/metadata/metadataset.ts';
import { fileFields, shownRecord } from '../../../domain/metadata/record.ts';
import type { FieldRule, MetadataRules } from '../../../domain/metadata/rules.ts';
import { type Identifier, identifierOf } from '../identifier.ts';

interface Seen {
  rules: MetadataRules;
  viewer: Viewer;
}

/**
 * A metadataset as DataMeta answers it: dates in their own format, and of services what the caller may see.
 * @param set under current names
 */
export function metadatasetView(set: Metadataset, { rules, viewer }: Seen) {
  const services = rules.all.filter(({ service }) => service !== null && maySeeService(viewer, service.uuid));
  const executed = Object.values(set.executions).filter(({ service }) => maySeeService(viewer, service.uuid));
  return {
    record: Object.assign(
      shownRecord(set.record, rules.regular),
      ...executed.map(({ service, record }) => shownRecord(record, rules.ofService(service.uuid))),
    ) as Record<string, string | null>,
    fileIds: Object.assign(
      fileIdsView(set.fileIds ?? {}, rules.regular),
      ...executed.map(({ service, fileIds }) => fileIdsView(fileIds, rules.ofService(service.uuid))),
    ) as Record<string, Identifier | null>,
    serviceExecutions: services.length === 0 ? null : executionsView(set, services),
    id: identifierOf(set),
    submissionId: set.submission === undefined ? null : identifierOf(set.submission),
    userId: identifierOf(set.submitter),
  };
}

/** Right after it was made: dates in ISO form, as they are kept; no file and no service yet. */
export const stagedView = (set: Metadataset, rules: MetadataRules) => ({
  record: set.record,
  fileIds: fileIdsView({}, rules.regular),
  serviceExecutions: null,
  id: identifierOf(set),
  submissionId: null,
  userId: identifierOf(set.submitter),
});

const fileIdsView = (
  files: NonNullable<Metadataset['fileIds']>,
  rules: readonly FieldRule[],
): Record<string, Identifier | null> =>
  Object.fromEntries(
    fileFields(rules).map((field) => {
      const file = Object.hasOwn(files, field) ? files[field] : undefined;
      return [field, file === undefined ? null : identifierOf(file)];
    }),
  );

const executionsView = (set: Metadataset, rules: readonly FieldRule[]) =>
  Object.fromEntries(
    rules.map(({ name, service }) => {
      const execution = service === null ? undefined : set.executions[service.uuid];
      return [name, execution === undefined ? null : executionView(execution)];
    }),
  );

const executionView = ({ uuid, at, service, user }: ServiceExecution) => ({
  serviceExecutionId: { uuid },
  executionTime: at,
  serviceId: identifierOf(service),
  userId: identifierOf(user),
});
