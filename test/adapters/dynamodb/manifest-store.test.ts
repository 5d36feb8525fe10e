import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDefinitionStore } from '../../../adapters/dynamodb/manifest-store.ts';
import { compilePattern } from '../../../adapters/tables/safe-pattern.ts';
import {
  type DefinitionStore,
  definitionNamed,
  deleteDefinition,
  replaceProfile,
  replaceVocabulary,
} from '../../../domain/manifest/change-definitions.ts';
import { BUILT_IN } from '../../../domain/manifest/definitions.ts';
import '../../english.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
let store: DefinitionStore;

beforeEach(async () => {
  local = await startLocalTable();
  store = createDefinitionStore(local.table);
});
afterEach(() => local.close());

const own = (parts: object = {}) => ({
  name: 'own',
  title: 'Own format',
  columns: [
    { name: 'file', required: true },
    { name: 'tissue', vocabulary: 'tissues' },
  ],
  fileName: { column: 'file' },
  access: { policy: 'restricted' },
  ...parts,
});
const tissues = { name: 'tissues', terms: ['cortex', 'liver'] };

const putProfile = (input: object, version = 0) => replaceProfile(store, compilePattern, input, version);
const putTerms = (input: object, version = 0) => replaceVocabulary(store, input, version);
const names = async (kind: 'profiles' | 'vocabularies') => (await store.load())[kind].map(({ name }) => name);

test('an empty table has the built-in definitions', async () => {
  expect(await store.load()).toEqual({ ...BUILT_IN, revision: 0 });
});

test('what a site adds comes after what is built in, with a version that counts', async () => {
  await putTerms(tissues);
  expect(await putProfile(own())).toMatchObject({ name: 'own', version: 1, builtIn: false, maxRows: 25_000 });
  expect(await putProfile(own({ title: 'Better' }), 1)).toMatchObject({ title: 'Better', version: 2 });
  expect(await names('profiles')).toEqual(['nemo', 'bican', 'own']);
  expect((await names('vocabularies')).at(-1)).toBe('tissues');
  expect(definitionNamed(await store.load(), 'profiles', 'own')).toMatchObject({ title: 'Better', version: 2 });
});

test('a built-in vocabulary is replaced in its place, and comes back when the replacement is deleted', async () => {
  const lab = { name: 'Lab', terms: ['ours'] };
  expect(await putTerms(lab)).toMatchObject({ version: 1, builtIn: true });
  const { vocabularies } = await store.load();
  expect(vocabularies.findIndex(({ name }) => name === 'Lab')).toBe(2);
  expect(vocabularies[2]).toMatchObject({ terms: ['ours'], version: 1 });
  await deleteDefinition(store, 'vocabularies', 'Lab', 1);
  expect((await store.load()).vocabularies).toEqual(BUILT_IN.vocabularies);
});

describe('refused with nothing written', () => {
  test.each([
    ['a vocabulary that does not exist', () => putProfile(own()), 'invalid', /There is no vocabulary 'tissues'/],
    [
      'a pattern that RE2 does not know',
      () => putProfile(own({ columns: [{ name: 'file', required: true, pattern: '(?=a)' }] })),
      'invalid',
      /columns\.0\.pattern.*cannot be used/,
    ],
    ['an unknown field', () => putProfile(own({ colour: 1 })), 'invalid', /colour/],
    [
      'an access level without a policy',
      () => putTerms({ name: 'Access', terms: ['open', 'secret'] }),
      'invalid',
      /'secret' has no policy in the manifest profile 'nemo'/,
    ],
    ['a version of a definition that is not there', () => putTerms(tissues, 3), 'conflict', /send version 0/],
    [
      'another version than the stored one',
      () => putTerms({ name: 'Lab', terms: ['x'] }, 4),
      'conflict',
      /at version 0, not 4/,
    ],
    ['deleting what is built in', () => deleteDefinition(store, 'profiles', 'nemo', 0), 'conflict', /enabled/],
    [
      'deleting what is not there',
      () => deleteDefinition(store, 'profiles', 'x', 0),
      'notFound',
      /There are: nemo, bican/,
    ],
  ])('%s', async (_, change, kind, message) => {
    await expect(change()).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(await store.load()).toEqual({ ...BUILT_IN, revision: 0 });
  });

  test('deleting a vocabulary that a profile names', async () => {
    await putTerms(tissues);
    await putProfile(own());
    await expect(deleteDefinition(store, 'vocabularies', 'tissues', 1)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/used by the manifest profiles 'own'/),
    });
    await deleteDefinition(store, 'profiles', 'own', 1);
    await deleteDefinition(store, 'vocabularies', 'tissues', 1);
    expect(await names('vocabularies')).not.toContain('tissues');
  });
});

test('of changes at the same moment one is written; no profile is left without its vocabulary', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { version } = { version: 0, ...(await store.load()).vocabularies.find(({ name }) => name === 'tissues') };
    if (version === 0) await putTerms(tissues);
    const outcomes = await Promise.allSettled([
      putProfile(own()),
      deleteDefinition(store, 'vocabularies', 'tissues', 1),
    ]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toHaveLength(1);
    expect(['conflict', 'invalid']).toContain((refused[0] as { kind: string }).kind);
    const after = await store.load();
    const used = after.profiles.flatMap(({ columns }) => columns.flatMap(({ vocabulary }) => vocabulary ?? []));
    const there = new Set(after.vocabularies.map(({ name }) => name));
    expect(used.filter((name) => !there.has(name))).toEqual([]);
    if (after.profiles.some(({ name }) => name === 'own')) {
      await deleteDefinition(store, 'profiles', 'own', 1);
      await deleteDefinition(store, 'vocabularies', 'tissues', 1);
    }
  }
});

test('a vocabulary of the largest size fits', async () => {
  const terms = Array.from({ length: 10_000 }, (_, index) => `term-${String(index).padStart(25, '0')}`);
  await putTerms({ name: 'large', terms });
  expect((await store.load()).vocabularies.at(-1)?.terms).toHaveLength(10_000);
});
