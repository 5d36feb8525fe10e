import fc from 'fast-check';
import { definition, file, metadataset } from './definitions.ts';

const definitions = [
  definition('key', { order: 1, isMandatory: true, isSiteUnique: true, regExp: '\\w+', regexDescription: 'a word' }),
  definition('near', { order: 2, isSubmissionUnique: true }),
  definition('file', { order: 3, isFile: true }),
  definition('more', { order: 4, isFile: true, isMandatory: true }),
];

/** Mostly names that only this place of this metadataset has. */
const mostly = <T extends string | null>(own: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(own) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const setOf = (id: number) =>
  fc
    .record(
      {
        key: mostly<string | null>(`k${id}`, 'k0', '', null, '-'),
        near: mostly<string | null>(`n${id}`, 'n0', '', null),
        file: mostly<string | null>(`f${id}`, 'f0', 'm0', '', null),
        more: mostly<string | null>(`m${id}`, 'f0', 'm0', '', null),
      },
      { requiredKeys: ['near', 'file', 'more'] },
    )
    .chain((record) =>
      fc.constantFrom(...Array.from({ length: 20 }, () => false), true).map((submitted) => {
        return metadataset(String(id), record as Record<string, string | null>, { submitted });
      }),
    );

const fileOf = (name: string, index: number) =>
  fc
    .tuple(mostly<string>(name, 'f0', 'stray'), mostly<string>('fine', 'empty', 'submitted', 'absent'))
    .map(([actual, state]) => {
      const parts = { uuid: `file ${index}`, contentUploaded: state !== 'empty', submitted: state === 'submitted' };
      return state === 'absent' ? [] : [file(actual, parts)];
    });

/** Definitions, files and stored records, with few faults among them. */
export const submissionQuestion = fc
  .integer({ min: 1, max: 4 })
  .map((count) => Array.from({ length: count }, (_, id) => id))
  .chain((ids) =>
    fc.record({
      definitions: fc.constant(definitions),
      metadatasets: fc.tuple(...ids.map(setOf)),
      files: fc.tuple(...ids.flatMap((id) => [`f${id}`, `m${id}`]).map(fileOf)).map((files) => files.flat()),
    }),
  );
