import { bican } from './builtin/bican.ts';
import { nemo } from './builtin/nemo.ts';
import vocabularies from './builtin/vocabularies.json' with { type: 'json' };
import { type ManifestProfile, profileSchema } from './profile.ts';
import { type Vocabulary, vocabularySchema } from './vocabulary.ts';

/** A profile or a vocabulary with the version that a change to it must name. */
export type Versioned<T> = T & {
  /** 0: as built in, never changed */
  version: number;
  builtIn: boolean;
};

/** Everything that manifests are checked against. */
export interface ManifestDefinitions {
  profiles: readonly ManifestProfile[];
  vocabularies: readonly Vocabulary[];
}

const asBuiltIn = <T>(definition: T): Versioned<T> => ({ ...definition, version: 0, builtIn: true });

/** The profiles and vocabularies that every site has until it replaces them. */
export const BUILT_IN = {
  profiles: [nemo, bican].map((profile) => asBuiltIn(profileSchema.parse(profile))),
  vocabularies: vocabularies.map((vocabulary) => asBuiltIn(vocabularySchema.parse(vocabulary))),
} satisfies ManifestDefinitions;
