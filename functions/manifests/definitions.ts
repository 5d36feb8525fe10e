import { compilePattern } from '../../adapters/tables/safe-pattern.ts';
import {
  definitionNamed,
  deleteDefinition,
  replaceProfile,
  replaceVocabulary,
} from '../../domain/manifest/change-definitions.ts';
import { type Handlers, noContent, ok } from '../http/route.ts';
import type { routes } from './routes.ts';
import { definitions } from './store.ts';

const nameOf = (call: { params: Readonly<Record<string, string>> }): string => call.params['name'] ?? '';

/** Reading and changing what manifests are checked against. */
export const definitionHandlers: Pick<
  Handlers<typeof routes>,
  | 'listProfiles'
  | 'getProfile'
  | 'putProfile'
  | 'deleteProfile'
  | 'listVocabularies'
  | 'getVocabulary'
  | 'putVocabulary'
  | 'deleteVocabulary'
> = {
  listProfiles: async () => {
    const { profiles } = await definitions.load();
    return ok({
      profiles: profiles.map(({ name, title, enabled, version, builtIn, columns }) => {
        return { name, title, enabled, version, builtIn, columns: columns.map((column) => column.name) };
      }),
    });
  },
  getProfile: async (call) => ok(definitionNamed(await definitions.load(), 'profiles', nameOf(call))),
  putProfile: async (call) => {
    const { version, ...fields } = call.body;
    return ok(await replaceProfile(definitions, compilePattern, { ...fields, name: nameOf(call) }, version));
  },
  deleteProfile: async (call) => {
    await deleteDefinition(definitions, 'profiles', nameOf(call), call.query.version);
    return noContent();
  },
  listVocabularies: async () => {
    const { vocabularies } = await definitions.load();
    return ok({
      vocabularies: vocabularies.map(({ name, title, version, builtIn, terms }) => {
        return { name, title: title ?? name, version, builtIn, terms: terms.length };
      }),
    });
  },
  getVocabulary: async (call) => ok(definitionNamed(await definitions.load(), 'vocabularies', nameOf(call))),
  putVocabulary: async (call) => {
    const { version, ...fields } = call.body;
    return ok(await replaceVocabulary(definitions, { ...fields, name: nameOf(call) }, version));
  },
  deleteVocabulary: async (call) => {
    await deleteDefinition(definitions, 'vocabularies', nameOf(call), call.query.version);
    return noContent();
  },
};
