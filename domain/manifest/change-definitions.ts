import { conflict, type Issue, invalid, notFound } from '../errors.ts';
import { BUILT_IN, type SiteDefinitions, type Versioned } from './definitions.ts';
import type { CompilePattern } from './pattern.ts';
import { type ManifestProfile, profileFaults, profileSchema, unmappedTerms } from './profile.ts';
import { type Vocabulary, vocabularySchema } from './vocabulary.ts';

export type DefinitionKind = 'profiles' | 'vocabularies';

/** One change of the definitions, to be written only if they still are at `revision`. */
export interface DefinitionChange {
  kind: DefinitionKind;
  name: string;
  revision: number;
  /** version of the definition that is replaced; 0: there is no record of it yet */
  from: number;
  /** absent: the record is deleted */
  definition?: ManifestProfile | Vocabulary;
}

export interface DefinitionStore {
  load(): Promise<SiteDefinitions>;
  /** @throws DomainError (`conflict`) when somebody else has changed a definition since */
  write(change: DefinitionChange): Promise<void>;
}

const NOUN = { profiles: 'manifest profile', vocabularies: 'vocabulary' } as const;

/** The definition of this name. @throws DomainError naming those that there are */
export function definitionNamed<K extends DefinitionKind>(
  definitions: SiteDefinitions,
  kind: K,
  name: string,
): SiteDefinitions[K][number] {
  const all: readonly Versioned<{ name: string }>[] = definitions[kind];
  const found = all.find((definition) => definition.name === name);
  if (found !== undefined) return found as SiteDefinitions[K][number];
  const known = all.map((definition) => definition.name).join(', ');
  throw notFound(`There is no ${NOUN[kind]} '${name}'. There are: ${known}.`);
}

/** Creates or replaces a profile; `version` is the one that the caller has read, 0 for a new one. */
export async function replaceProfile(
  store: DefinitionStore,
  compile: CompilePattern,
  input: unknown,
  version: number,
): Promise<Versioned<ManifestProfile>> {
  const profile = parsed(profileSchema, input, NOUN.profiles);
  const definitions = await store.load();
  refuseFaults(profileFaults(profile, definitions.vocabularies, compile), NOUN.profiles);
  return replace(store, definitions, 'profiles', profile, version);
}

/** Creates or replaces a vocabulary. */
export async function replaceVocabulary(
  store: DefinitionStore,
  input: unknown,
  version: number,
): Promise<Versioned<Vocabulary>> {
  const vocabulary = parsed(vocabularySchema, input, NOUN.vocabularies);
  const definitions = await store.load();
  refuseFaults(termsWithoutPolicy(definitions, vocabulary), NOUN.vocabularies);
  return replace(store, definitions, 'vocabularies', vocabulary, version);
}

/** Goes back to the built-in definition, or deletes one that the site has added. */
export async function deleteDefinition(
  store: DefinitionStore,
  kind: DefinitionKind,
  name: string,
  version: number,
): Promise<void> {
  const definitions = await store.load();
  const current = definitionNamed(definitions, kind, name);
  expectVersion(kind, current, version);
  if (current.version === 0) {
    const instead = kind === 'profiles' ? ' Set its `enabled` to false to stop using it.' : '';
    throw conflict(
      `The ${NOUN[kind]} '${name}' is built in and was never changed, so there is nothing to delete.${instead}`,
    );
  }
  if (kind === 'vocabularies') refuseIfNeeded(definitions, name);
  await store.write({ kind, name, revision: definitions.revision, from: version });
}

async function replace<T extends ManifestProfile | Vocabulary>(
  store: DefinitionStore,
  definitions: SiteDefinitions,
  kind: DefinitionKind,
  definition: T,
  version: number,
): Promise<Versioned<T>> {
  const { name } = definition;
  const all: readonly Versioned<{ name: string }>[] = definitions[kind];
  const current = all.find((candidate) => candidate.name === name);
  if (current !== undefined) expectVersion(kind, current, version);
  else if (version !== 0) throw conflict(`There is no ${NOUN[kind]} '${name}' any more; send version 0 to create it.`);
  await store.write({ kind, name, revision: definitions.revision, from: version, definition });
  return { ...definition, version: version + 1, builtIn: current?.builtIn ?? false };
}

function expectVersion(kind: DefinitionKind, current: Versioned<{ name: string }>, version: number): void {
  if (current.version === version) return;
  throw conflict(
    `The ${NOUN[kind]} '${current.name}' is at version ${current.version}, not ${version}. Read it again and send` +
      ' the version that you have read.',
  );
}

function parsed<T>(schema: { safeParse(input: unknown): SafeResult<T> }, input: unknown, noun: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({ message: issue.message, field: issue.path.join('.') }));
  refuseFaults(issues, noun);
  throw invalid(`The ${noun} is not valid.`);
}

type SafeResult<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly { message: string; path: readonly PropertyKey[] }[] } };

function refuseFaults(issues: readonly Issue[], noun: string): void {
  const [first] = issues;
  if (first === undefined) return;
  throw invalid(`The ${noun} is not valid. ${first.field ? `${first.field}: ` : ''}${first.message}`, { issues });
}

/** Every access level that a manifest can name must say which policy it means. */
function termsWithoutPolicy(definitions: SiteDefinitions, vocabulary: Vocabulary): Issue[] {
  return definitions.profiles.flatMap((profile) =>
    unmappedTerms(profile, vocabulary).map((term) => ({
      message: `'${term}' has no policy in the manifest profile '${profile.name}'. Add it to its access first.`,
      field: `terms.${vocabulary.terms.indexOf(term)}`,
    })),
  );
}

function refuseIfNeeded(definitions: SiteDefinitions, name: string): void {
  if (BUILT_IN.vocabularies.some((vocabulary) => vocabulary.name === name)) return;
  const users = definitions.profiles.filter((profile) => profile.columns.some((column) => column.vocabulary === name));
  if (users.length === 0) return;
  const list = users.map((profile) => `'${profile.name}'`).join(', ');
  throw conflict(`The vocabulary '${name}' is used by the manifest profiles ${list}. Change them first.`);
}
