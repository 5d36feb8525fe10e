import { defineRoutes } from '../http/route.ts';
import * as s from './schemas.ts';

const UNKNOWN = { 404: { description: 'Unknown name; the message lists the known ones' } } as const;
const REFUSED = {
  400: { description: 'What is wrong, field by field' },
  403: { description: 'Site admins only' },
  409: { description: 'Another version, or still in use' },
} as const;

export const routes = defineRoutes({
  listProfiles: {
    method: 'GET',
    path: '/api/v1/manifest-profiles',
    access: 'user',
    summary: 'The manifest formats that this site takes',
    responses: { 200: { description: 'Built-in profiles first', schema: s.profileList } },
  },
  getProfile: {
    method: 'GET',
    path: '/api/v1/manifest-profiles/{name}',
    access: 'user',
    summary: 'One manifest format: columns, rules, limits',
    responses: { 200: { description: 'The profile', schema: s.profile }, ...UNKNOWN },
  },
  putProfile: {
    method: 'PUT',
    path: '/api/v1/manifest-profiles/{name}',
    access: 'siteAdmin',
    summary: 'Create or replace a manifest format',
    body: s.profileChange,
    responses: { 200: { description: 'The profile as it is now', schema: s.profile }, ...REFUSED },
  },
  deleteProfile: {
    method: 'DELETE',
    path: '/api/v1/manifest-profiles/{name}',
    access: 'siteAdmin',
    summary: 'Delete a manifest format; a built-in one goes back to what it was',
    query: s.deletion,
    responses: { 204: { description: 'Deleted' }, ...REFUSED, ...UNKNOWN },
  },
  getTemplate: {
    method: 'GET',
    path: '/api/v1/manifest-profiles/{name}/template',
    access: 'user',
    summary: 'An empty manifest; the workbook has drop-down lists',
    query: s.templateQuery,
    responses: { 200: { description: 'TSV, CSV or XLSX' }, ...UNKNOWN },
  },
  listVocabularies: {
    method: 'GET',
    path: '/api/v1/vocabularies',
    access: 'user',
    summary: 'The vocabularies of manifest columns',
    responses: { 200: { description: 'With the number of their terms', schema: s.vocabularyList } },
  },
  getVocabulary: {
    method: 'GET',
    path: '/api/v1/vocabularies/{name}',
    access: 'user',
    summary: 'One vocabulary with its terms',
    responses: { 200: { description: 'The vocabulary', schema: s.vocabulary }, ...UNKNOWN },
  },
  putVocabulary: {
    method: 'PUT',
    path: '/api/v1/vocabularies/{name}',
    access: 'siteAdmin',
    summary: 'Create a vocabulary or replace its terms',
    body: s.vocabularyChange,
    responses: { 200: { description: 'The vocabulary as it is now', schema: s.vocabulary }, ...REFUSED },
  },
  deleteVocabulary: {
    method: 'DELETE',
    path: '/api/v1/vocabularies/{name}',
    access: 'siteAdmin',
    summary: 'Delete a vocabulary; a built-in one goes back to what it was',
    query: s.deletion,
    responses: { 204: { description: 'Deleted' }, ...REFUSED, ...UNKNOWN },
  },
  announceManifest: {
    method: 'POST',
    path: '/api/v1/manifest-uploads',
    repeats: 'harmless',
    access: 'user',
    summary: 'Announce a manifest that is too large for a request, and get the URL to upload it to',
    body: s.newUpload,
    responses: { 201: { description: 'Upload it, then name it', schema: s.announcedUpload } },
  },
  checkManifest: {
    method: 'POST',
    path: '/api/v1/manifest-checks',
    repeats: 'harmless',
    access: 'user',
    summary: 'Check a manifest without submitting it; nothing is recorded',
    query: s.checkQuery,
    rawBody: {
      contentType: 'application/octet-stream',
      description:
        'The manifest itself (TSV, CSV or XLSX); or multipart/form-data with the file in the field `manifest`; or JSON ' +
        '{"manifest": "…"} that names an uploaded one',
    },
    responses: {
      200: { description: 'All errors, located; also when there are some', schema: s.report, alsoAs: 'text/csv' },
      404: { description: 'No manifest was uploaded under this name' },
    },
  },
});
