import { conflict, internal } from '../../domain/errors.ts';
import type { DefinitionChange, DefinitionStore } from '../../domain/manifest/change-definitions.ts';
import { BUILT_IN, type SiteDefinitions, type Versioned } from '../../domain/manifest/definitions.ts';
import { profileSchema } from '../../domain/manifest/profile.ts';
import { vocabularySchema } from '../../domain/manifest/vocabulary.ts';
import type { Table } from './client.ts';
import { type GuardedWrite, writeAll } from './guarded-writes.ts';
import { type Key, keys } from './keys.ts';
import { readPartition } from './read-pages.ts';

/** A replaced or added definition at keys.manifestProfile(name) or keys.vocabulary(name). */
interface DefinitionRow extends Key {
  version: number;
  definition: unknown;
}

/** Counts all changes, so that rules between profiles and vocabularies hold. No definition can have this name. */
const REVISION = '#revision';

/** The profiles and vocabularies of the site: built in, replaced by rows, added by rows. */
export function createDefinitionStore(table: Table): DefinitionStore {
  return {
    load: () => load(table),
    write: (change) => writeAll(table, [countChange(table, change), writeRow(table, change)]),
  };
}

/** Two queries, side by side. */
async function load(table: Table): Promise<SiteDefinitions> {
  const [profileRows, vocabularyRows] = await Promise.all([
    readDefinitions(table, keys.manifestProfile('').PK),
    readDefinitions(table, keys.vocabulary('').PK),
  ]);
  const revision = profileRows.find((row) => row.SK === REVISION)?.version ?? 0;
  const ownProfiles = profileRows.filter((row) => row.SK !== REVISION);
  return {
    revision,
    profiles: effective(BUILT_IN.profiles, ownProfiles, profileSchema),
    vocabularies: effective(BUILT_IN.vocabularies, vocabularyRows, vocabularySchema),
  };
}

const readDefinitions = (table: Table, PK: string): Promise<DefinitionRow[]> =>
  readPartition(table, PK) as Promise<unknown[]> as Promise<DefinitionRow[]>;

/** Built-in definitions in their order, each as the site has it now, then the site's own by name. */
function effective<T extends { name: string }>(
  builtIn: readonly Versioned<T>[],
  rows: readonly DefinitionRow[],
  schema: { safeParse(value: unknown): { success: boolean; data?: T } },
): Versioned<T>[] {
  const own = rows.map((row) => {
    const { success, data } = schema.safeParse(row.definition);
    if (!success || data === undefined) throw internal(`The definition '${row.SK}' in the table cannot be read.`);
    const replaces = builtIn.some((definition) => definition.name === data.name);
    return { ...data, version: row.version, builtIn: replaces };
  });
  const replaced = builtIn.map((definition) => own.find(({ name }) => name === definition.name) ?? definition);
  return [...replaced, ...own.filter((definition) => !definition.builtIn)];
}

const changedMeanwhile = () =>
  conflict('Somebody else has changed a manifest profile or a vocabulary at the same time. Read it again and repeat.');

function countChange(table: Table, { revision }: DefinitionChange): GuardedWrite {
  return {
    item: {
      Update: {
        TableName: table.name,
        Key: { ...keys.manifestProfile(REVISION) },
        UpdateExpression: 'SET version = :next',
        ConditionExpression: revision === 0 ? 'attribute_not_exists(PK)' : 'version = :revision',
        ExpressionAttributeValues: { ':next': revision + 1, ...(revision > 0 && { ':revision': revision }) },
      },
    },
    refusal: changedMeanwhile,
  };
}

function writeRow(table: Table, { kind, name, from, definition }: DefinitionChange): GuardedWrite {
  const key = kind === 'profiles' ? keys.manifestProfile(name) : keys.vocabulary(name);
  const guarded = {
    TableName: table.name,
    ConditionExpression: from === 0 ? 'attribute_not_exists(PK)' : 'version = :from',
    ...(from > 0 && { ExpressionAttributeValues: { ':from': from } }),
  };
  const item =
    definition === undefined
      ? { Delete: { ...guarded, Key: { ...key } } }
      : { Put: { ...guarded, Item: { ...key, version: from + 1, definition } satisfies DefinitionRow } };
  return { item, refusal: changedMeanwhile };
}
