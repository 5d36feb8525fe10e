/**
 * Runs in CloudFront before a request reaches API Gateway (CloudFront Functions, runtime 2.0: no imports, no exports).
 * A Lambda function takes 6 MB of event, in which a body is written in base64: about 4.5 MB of it. API Gateway would
 * refuse more with a message that says nothing; this one says what to do, in the shape that the door's clients expect.
 */
const LIMIT = 4_500_000;

const WAYS = {
  manifest:
    'upload the manifest with POST /api/v1/manifest-uploads and a PUT to the URL that it answers, ' +
    'then submit with the form field manifest_upload.',
  staged:
    'announce the file with POST /api/v1/files, get pre-signed URLs with POST /api/v1/files/{id}/uploads, PUT the bytes ' +
    'to S3, and confirm with PUT /api/v1/files/{id}.',
  metadata: 'submit in several requests.',
  input:
    'announce the file with POST /api/v1/submissions/{ref}/uploads, with the dataStorePath as its name, PUT it to the ' +
    'URL that it answers, confirm with POST /api/v1/submissions/{ref}/uploads/confirm, then start.',
  file: 'announce the file with POST /api/v1/submissions/{id}/uploads and PUT it to the URL that it answers.',
};

const DATAMETA =
  /^\/api\/v[01]\/((files|metadatasets|upload|service-execution|rpc)(\/|$)|(submissions|presubvalidation)$)/;

/** NeMO's clients expect `{"message"}`, DataMeta's a list of errors, all others problem details. */
function shapeOf(uri, message) {
  if (/^\/(api\/submission|v1)\b/.test(uri)) return ['application/json', { message: message }];
  if (DATAMETA.test(uri)) {
    return ['application/json', [{ exception: 'RequestTooLarge', message: message }]];
  }
  if (/^\/analytics_automated\b/.test(uri)) return ['application/json', { error: message }];
  return ['application/problem+json', { type: 'about:blank', title: 'Too large', status: 413, detail: message }];
}

function wayOf(uri) {
  if (/^\/api\/(submission|v1\/manifest)/.test(uri)) return 'manifest';
  if (/^\/api\/v[01]\/(upload|files)\b/.test(uri)) return 'staged';
  if (/^\/api\/v1\/submissions\/[^/]+\/inputs$/.test(uri)) return 'input';
  return DATAMETA.test(uri) ? 'metadata' : 'file';
}

// oxlint-disable-next-line no-unused-vars -- CloudFront calls it by its name
function handler(event) {
  const request = event.request;
  const header = request.headers['content-length'];
  const length = header ? Number(header.value) : 0;
  if (!(length > LIMIT)) return request;
  const way = WAYS[wayOf(request.uri)];
  const message = `The body has ${length} bytes; ${LIMIT} pass through the API. Instead, ${way}`;
  const shape = shapeOf(request.uri, message);
  return {
    statusCode: 413,
    statusDescription: 'Content Too Large',
    headers: { 'content-type': { value: shape[0] }, 'cache-control': { value: 'no-store' } },
    body: { encoding: 'text', data: JSON.stringify(shape[1]) },
  };
}
