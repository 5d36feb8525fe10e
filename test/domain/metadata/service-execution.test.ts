import { describe, expect, it } from 'vitest';
import type { DomainError } from '../../../domain/errors.ts';
import type { ServiceExecution } from '../../../domain/metadata/metadataset.ts';
import {
  checkExecution,
  type ExecutionRequest,
  requireExecutable,
} from '../../../domain/metadata/service-execution.ts';
import { definition, documentedRules, file, requested, rulesOf, SERVICE } from './definitions.ts';

const rules = documentedRules.ofService(SERVICE.uuid);
const set = { uuid: 'uuid of a', siteId: 'DMR a' };

const execute = (parts: Partial<ExecutionRequest>, by = rules) =>
  checkExecution({ record: {}, files: [], ...parts }, set, 'me', by);

function lines(parts: Partial<ExecutionRequest>): string[] {
  try {
    execute(parts);
    return [];
  } catch (error) {
    return (error as DomainError).issues.map(
      ({ entity, field, message }) =>
        `${[entity?.site, field].filter((part) => part !== undefined).join('.')}: ${message}`,
    );
  }
}

describe('service executions', () => {
  it('takes values and files of the service', () => {
    const found = execute({ record: { ServiceMeta0: 1, ServiceMeta1: 'f' }, files: requested(file('f')) });
    expect(found.record).toEqual({ ServiceMeta0: '1', ServiceMeta1: 'f' });
    expect(found.fileIds).toEqual({ ServiceMeta1: { uuid: 'uuid of f', siteId: 'DMF f' } });
    expect(execute({ record: { ServiceMeta0: 'x' } })).toEqual({
      record: { ServiceMeta0: 'x', ServiceMeta1: null },
      files: [],
      fileIds: {},
      claims: [],
    });
  });

  it('first refuses what is not the service’s', () => {
    const record = { '#ID': 'AA11', other: 1 };
    expect(lines({ record, files: [{ reference: 'DMF-1', found: undefined }] })).toEqual([
      '#ID: Metadatum unknown or not associated with the specified service.',
      'other: Metadatum unknown or not associated with the specified service.',
    ]);
  });

  it('then files that cannot be had', () => {
    const files = [{ reference: 'DMF-1', found: undefined }, ...requested(file('f', { submitterId: 'somebody' }))];
    expect(lines({ files })).toEqual(['DMF-1: Not found', 'uuid of f: Access denied']);
  });

  it('then everything else at once', () => {
    const files = requested(file('f', { contentUploaded: false }), file('g', { submitted: true }));
    expect(lines({ record: { ServiceMeta1: 'h' }, files })).toEqual([
      'ServiceMeta0: Field was not specified but is mandatory',
      'DMF f: No data uploaded',
      'DMF g: Already submitted',
      'DMF f: File included without reference in metadata',
      'DMF g: File included without reference in metadata',
      'DMR a.ServiceMeta1: Referenced file not provided',
    ]);
  });

  it('claims values that are unique on the site', () => {
    const { all } = rulesOf(definition('ENA', { service: SERVICE, isSiteUnique: true }));
    expect(execute({ record: { ENA: 'ABC-123' } }, all).claims).toEqual([
      { metadatumUuid: 'uuid of ENA', value: 'ABC-123', set, field: 'ENA' },
    ]);
  });

  it('is for users of the service, and once for each metadataset', () => {
    const service = { uuid: SERVICE.uuid, userIds: ['me'] };
    const execution = { at: '' } as ServiceExecution;
    expect(() => requireExecutable(service, { executions: {} }, 'me')).not.toThrow();
    expect(() => requireExecutable(service, { executions: { 'another service': execution } }, 'me')).not.toThrow();
    expect(() => requireExecutable(service, { executions: {} }, 'you')).toThrow('not a user of this service');
    expect(() => requireExecutable(service, { executions: { [SERVICE.uuid]: execution } }, 'me')).toThrow('already');
  });
});
