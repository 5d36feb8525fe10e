import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSubmission, type SubmissionRequest } from '../../../domain/metadata/submission.ts';
import { takenValueIssues } from '../../../domain/metadata/uniqueness.ts';
import { definition, documentedRules, file, metadataset, requested, rulesOf } from './definitions.ts';
import { AGAINST, askPython, PYTHON } from './python/oracle.ts';
import { submissionQuestion } from './submission-questions.ts';

const record = (id: string, parts: Readonly<Record<string, string | null>> = {}) => ({
  '#ID': id,
  Date: '2021-03-04T00:00:00',
  'ZIP Code': '123',
  FileR1: null,
  FileR2: null,
  ...parts,
});

const check = (parts: Partial<SubmissionRequest>, rules = documentedRules) =>
  checkSubmission({ files: [], metadatasets: [], ...parts }, 'me', rules);

/** Where and what, as `DMR a.FileR1: message`. */
const lines = (parts: Partial<SubmissionRequest>, rules = documentedRules): string[] =>
  check(parts, rules).issues.map(
    ({ entity, field, message }) =>
      `${[entity?.site, field].filter((part) => part !== undefined).join('.')}: ${message}`,
  );

describe('checkSubmission', () => {
  it('takes files and metadata that belong together, and says what becomes of them', () => {
    const sets = [
      metadataset('a', record('AA11', { FileR1: 'a1' })),
      metadataset('b', record('BB22', { FileR1: 'b1', FileR2: 'b2' })),
    ];
    const files = [file('b2'), file('a1'), file('b1')];
    const found = check({ files: requested(...files), metadatasets: requested(...sets) });
    expect(found.issues).toEqual([]);
    expect(Object.fromEntries(found.links)).toEqual({
      'uuid of a': { FileR1: { uuid: 'uuid of a1', siteId: 'DMF a1' } },
      'uuid of b': {
        FileR1: { uuid: 'uuid of b1', siteId: 'DMF b1' },
        FileR2: { uuid: 'uuid of b2', siteId: 'DMF b2' },
      },
    });
    expect(found.claims.map(({ metadatumUuid, value }) => [metadatumUuid, value])).toEqual([
      ['uuid of #ID', 'AA11'],
      ['uuid of #ID', 'BB22'],
    ]);
  });

  it('asks for something to submit', () => {
    expect(lines({})).toEqual([': Neither data nor metadata provided in submission.']);
  });

  it('names what cannot be had by the ids as they were given, and says no more', () => {
    const found = check({
      files: [
        { reference: 'DMF-1', found: file('a', { submitterId: 'somebody' }) },
        { reference: 'DMF-2', found: undefined },
        ...requested(file('no data', { contentUploaded: false })),
      ],
      metadatasets: [
        { reference: 'DMR-1', found: metadataset('a', {}, { submitterId: 'somebody' }) },
        { reference: 'DMR-2', found: undefined },
      ],
    });
    expect(found.issues).toEqual([
      { entity: { uuid: 'DMF-2', site: 'DMF-2' }, message: 'Not found' },
      { entity: { uuid: 'DMF-1', site: 'DMF-1' }, message: 'Access denied' },
      { entity: { uuid: 'DMR-2', site: 'DMR-2' }, message: 'Not found' },
      { entity: { uuid: 'DMR-1', site: 'DMR-1' }, message: 'Access denied' },
    ]);
    expect([found.files, found.metadatasets, found.claims]).toEqual([[], [], []]);
  });

  it('reports everything else at once, in the documented order', () => {
    const sets = [
      metadataset('a', record('AA11', { FileR1: 'twice', FileR2: 'missing' })),
      metadataset('b', record('AA11', { FileR1: 'twice', 'ZIP Code': '1' }), { submitted: true }),
    ];
    const files = [
      file('twice', { contentUploaded: false }),
      file('double', { submitted: true }),
      file('double', { uuid: 'another', siteId: 'DMF another', contentUploaded: false }),
    ];
    expect(lines({ files: requested(...files), metadatasets: requested(...sets) })).toEqual([
      'DMF twice: No data uploaded',
      'DMF another: No data uploaded',
      'DMF double: Already submitted',
      'DMR b: Already submitted',
      'DMF double: Filename occurs multiple times among provided files',
      'DMF another: Filename occurs multiple times among provided files',
      'DMR a.FileR1: Filename occurs multiple times in metadata',
      'DMR b.FileR1: Filename occurs multiple times in metadata',
      'DMF double: File included without reference in metadata',
      'DMF another: File included without reference in metadata',
      'DMR a.FileR2: Referenced file not provided',
      'DMR b.ZIP Code: Exactly three digits',
      'DMR a.#ID: Violation of intra-submission unique constraint',
      'DMR b.#ID: Violation of intra-submission unique constraint',
    ]);
  });

  it('takes what is named twice, by UUID and by site id, for one', () => {
    const [set, one] = [metadataset('a', record('AA11', { FileR1: 'a1' })), file('a1')];
    const twice = <T extends { uuid: string; siteId: string }>(found: T) => [
      { reference: found.uuid, found },
      { reference: found.siteId, found },
    ];
    const found = check({ files: twice(one), metadatasets: twice(set) });
    expect([found.issues, found.files, found.metadatasets]).toEqual([[], [one], [set]]);
  });

  it('lets nothing and empty texts be neither files nor unique values', () => {
    const rules = rulesOf(definition('key', { isSiteUnique: true }), definition('file', { isFile: true }));
    const sets = [null, null, '', ''].map((nothing, index) =>
      metadataset(String(index), { key: nothing, file: nothing }),
    );
    const found = check({ metadatasets: requested(...sets) }, rules);
    expect([found.issues, found.claims, found.links.size]).toEqual([[], [], 0]);
  });

  it('asks for values that are unique in the submission only among its own', () => {
    const rules = rulesOf(definition('key', { isSubmissionUnique: true }));
    const sets = ['x', 'y', 'x'].map((key, index) => metadataset(String(index), { key }));
    expect(lines({ metadatasets: requested(...sets) }, rules)).toEqual([
      'DMR 0.key: Violation of intra-submission unique constraint',
      'DMR 2.key: Violation of intra-submission unique constraint',
    ]);
    expect(check({ metadatasets: requested(...sets) }, rules).claims).toEqual([]);
  });

  it('tells values that others have', () => {
    const { claims } = check({ metadatasets: requested(metadataset('a', record('AA11', { FileR1: 'a' }))) });
    expect(takenValueIssues(claims)).toEqual([
      {
        entity: { uuid: 'uuid of a', site: 'DMR a' },
        field: '#ID',
        message: 'Violation of global unique constraint',
      },
    ]);
  });

  it('knows no service metadata', () => {
    expect(
      lines({ metadatasets: requested(metadataset('a', record('AA11', { FileR1: 'x', ServiceMeta0: 'y' }))) }),
    ).toEqual(['DMR a.FileR1: Referenced file not provided', 'DMR a.ServiceMeta0: The field was not expected.']);
  });

  it.runIf(PYTHON)(`judges random submissions as the rules in Python do (${AGAINST})`, () => {
    const questions = fc.sample(submissionQuestion, 1000);
    const ours = questions.map(({ definitions, files, metadatasets }) => {
      const parts = { files: requested(...files), metadatasets: requested(...metadatasets) };
      const { issues } = check(parts, rulesOf(...definitions));
      return issues.map(({ entity, ...rest }) => ({ entity: entity?.uuid, ...rest }));
    });
    expect(ours).toEqual(askPython('submissions', questions));
    expect(ours.filter((issues) => issues.length === 0).length).toBeGreaterThan(20);
    const messages = new Set(ours.flatMap((issues) => issues.map(({ message }) => message)));
    expect(messages.size).toBeGreaterThan(9);
  });

  it('checks 25,000 metadatasets with 25,000 files that all are wrong in each other’s way', () => {
    const many = Array.from({ length: 25_000 }, (_, index) => index);
    const sets = many.map((index) => metadataset(String(index), record('AA11', { FileR1: 'same' })));
    const files = many.map((index) => file('same', { uuid: String(index), siteId: String(index) }));
    // anything quadratic would take minutes here
    expect(check({ files: requested(...files), metadatasets: requested(...sets) }).issues).toHaveLength(75_000);
  });
});
