import { defineRoutes } from '../http/route.ts';

const open = { method: 'GET', access: 'public', ignoresToken: true } as const;
const page = {
  ...open,
  summary: 'Every route of every API, to read and to try',
  responses: { 200: { description: 'HTML' } },
} as const;

export const routes = defineRoutes({
  api: {
    ...open,
    path: '/api',
    summary: 'Which version of the API this site has',
    responses: { 302: { description: 'The URL of the version, in Location' } },
  },
  swaggerUi: { ...page, path: '/api/v1' },
  swaggerUiOfAlias: { ...page, path: '/api/v0', aliasOf: '/api/v1' },
  swaggerUiIndex: { ...page, path: '/swagger-ui/index.html', aliasOf: '/api/v1' },
  swaggerUiAsset: {
    ...open,
    path: '/swagger-ui/{version}/{file}',
    summary: 'A script or style of that page',
    responses: {
      200: { description: 'For a year, or until it changes' },
      404: { description: 'There is no such file' },
    },
  },
  openApiYaml: {
    ...open,
    path: '/openapi.yaml',
    summary: 'This document, OpenAPI 3.0, as YAML',
    responses: { 200: { description: 'YAML' } },
  },
  openApiJson: {
    ...open,
    path: '/openapi.json',
    summary: 'This document, OpenAPI 3.0, as JSON',
    responses: { 200: { description: 'JSON' } },
  },
});
