import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import swaggerUi from 'swagger-ui-dist/package.json' with { type: 'json' };
import { notFound } from '../../domain/errors.ts';
import type { Reply } from '../http/route.ts';

const BASE = `/swagger-ui/${swaggerUi.version}`;

/** What the page needs, from this very site; scripts and styles only as files. `data:` are the icons of its style. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Swagger UI</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${BASE}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<noscript><p>This page needs JavaScript. What it shows is in <a href="/openapi.yaml">/openapi.yaml</a>.</p></noscript>
<script src="${BASE}/swagger-ui-bundle.js"></script>
<script src="${BASE}/start.js"></script>
</body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'none',
  validatorUrl: null,
});
`;

export const swaggerUiPage = (): Reply => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cache-control': 'no-cache',
  },
  text: PAGE,
});

const TYPES: ReadonlyMap<string, string> = new Map([
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
]);

/**
 * A file of the page. The version in its URL makes that a browser may keep it for good.
 * @param folder where the build has put the files, gzipped
 */
export function swaggerUiAsset(
  folder: string,
  { version, file, acceptsGzip }: { version: string; file: string; acceptsGzip: boolean },
): Reply {
  if (version === swaggerUi.version && file === 'start.js') {
    return { status: 200, headers: { 'content-type': 'text/javascript', 'cache-control': 'no-cache' }, text: START };
  }
  const type = TYPES.get(file);
  if (version !== swaggerUi.version || type === undefined) throw notFound('There is no such file.');
  const zipped = readFileSync(join(folder, `${file}.gz`));
  return {
    status: 200,
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      ...(acceptsGzip && { 'content-encoding': 'gzip' }),
    },
    bytes: acceptsGzip ? zipped : gunzipSync(zipped),
  };
}
