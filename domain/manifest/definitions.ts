import { bican } from './builtin/bican.ts';
import { nemo } from './builtin/nemo.ts';
import vocabularies from './builtin/vocabularies.json' with { type: 'json' };
import { type ManifestProfile, profileSchema } from './profile.ts';
import { type Vocabulary, vocabularySchema } from './vocabulary.ts';

/** A profile or a vocabulary with the version that a change to it must name. */
export type Versioned<T> = T & {
  /** 0: as built in, never changed */
  version: number;
  /** there is a built-in definition of this name, to which deleting goes back */
  builtIn: boolean;
};

/** Everything that manifests are checked against. */
export interface ManifestDefinitions {
  profiles: readonly ManifestProfile[];
  vocabularies: readonly Vocabulary[];
}

/** What a site has: the built-in definitions, those that it replaced, and those that it added. */
export interface SiteDefinitions extends ManifestDefinitions {
  profiles: readonly Versioned<ManifestProfile>[];
  vocabularies: readonly Versioned<Vocabulary>[];
  /** counts all changes: a change is written only if nothing else has changed since these were read */
  revision: number;
}

const asBuiltIn = <T>(definition: T): Versioned<T> => ({ ...definition, version: 0, builtIn: true });

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const profiles = once(() => [nemo, bican].map((profile) => asBuiltIn(profileSchema.parse(profile))));
const terms = once(() => vocabularies.map((vocabulary) => asBuiltIn(vocabularySchema.parse(vocabulary))));

/**
 * The profiles and vocabularies that every site has until it replaces them. Read when they are first asked for: most
 * requests to a function that knows manifests are not about one, and reading them is a tenth of its start.
 */
export const BUILT_IN = {
  get profiles() {
    return profiles();
  },
  get vocabularies() {
    return terms();
  },
} satisfies ManifestDefinitions;
