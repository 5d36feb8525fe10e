import { internal } from '../errors.ts';
import type { ManifestDefinitions } from './definitions.ts';
import type { Column, ManifestProfile } from './profile.ts';
import { indexTerms, type TermIndex } from './vocabulary.ts';

/**
 * The terms that each column of a profile may hold: its vocabulary's, or the access levels in the access column.
 * @throws DomainError when the profile names a vocabulary that is gone
 */
export function columnTerms(
  profile: ManifestProfile,
  definitions: ManifestDefinitions,
): readonly (TermIndex | undefined)[] {
  return profile.columns.map((column) => {
    const terms = termsOf(profile, column, definitions);
    return terms && indexTerms(terms);
  });
}

function termsOf(
  profile: ManifestProfile,
  column: Column,
  definitions: ManifestDefinitions,
): readonly string[] | undefined {
  if (column.vocabulary === undefined) {
    const { access } = profile;
    return 'column' in access && access.column === column.name ? Object.keys(access.policies) : undefined;
  }
  const vocabulary = definitions.vocabularies.find((candidate) => candidate.name === column.vocabulary);
  if (vocabulary !== undefined) return vocabulary.terms;
  throw internal(
    `The manifest profile '${profile.name}' names the vocabulary '${column.vocabulary}', which does not exist.` +
      ' A site administrator has to put it back.',
  );
}
