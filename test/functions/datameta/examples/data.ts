import { createHash } from 'node:crypto';
import { type Example, SITE_ID, UUID_ONLY } from './example.ts';

const METADATUM_REQUEST = {
  name: 'string',
  regexDescription: 'string',
  longDescription: 'string',
  example: 'string',
  regExp: 'string',
  // a file has no date
  dateTimeFmt: '',
  isMandatory: true,
  order: 1,
  isFile: true,
  isSubmissionUnique: true,
  isSiteUnique: true,
};
const METADATUM = { id: UUID_ONLY, ...METADATUM_REQUEST, serviceId: SITE_ID };
const REGULAR = { ...METADATUM, serviceId: null };
const RECORD = { 'Lab-ID': 'string', ZIPCode: 'string', FileR1: 'string' };
const NO_FILES = { FileR1: null };
const STAGED = {
  record: RECORD,
  fileIds: NO_FILES,
  serviceExecutions: null,
  id: SITE_ID,
  submissionId: null,
  userId: SITE_ID,
};
const EXECUTION = { serviceExecutionId: UUID_ONLY, executionTime: 'string', serviceId: SITE_ID, userId: SITE_ID };
const SUBMITTED = { ...STAGED, fileIds: { FileR1: SITE_ID }, submissionId: SITE_ID };
const AWAITING = { ...SUBMITTED, serviceExecutions: { 'CoGDat-ENA-ID': null, string: null } };
const EXECUTED = {
  ...SUBMITTED,
  record: { ...RECORD, 'CoGDat-ENA-ID': 'string' },
  serviceExecutions: { 'CoGDat-ENA-ID': EXECUTION, string: null },
};
const FILE = {
  id: SITE_ID,
  name: 'string',
  contentUploaded: true,
  checksum: 'string',
  filesize: 1,
  userId: SITE_ID,
  expires: 'string',
};
const SUBMISSION = { id: SITE_ID, label: 'string', metadatasetIds: [SITE_ID], fileIds: [SITE_ID] };
const FILE_URL = { fileId: SITE_ID, fileUrl: 'string', expires: 'string', checksum: 'string' };
const BYTES = 'ACGT\n';
const CHECKSUM = createHash('md5').update(BYTES).digest('hex');

const form = (part: string): FormData => {
  const data = new FormData();
  data.set(part, new Blob([BYTES]), 'ABC123_R1.fq.gz');
  return data;
};
const upload = ({ upload: token }: Record<string, string>) => ({ 'access-token': token ?? '' });

/** Of metadata, metadatasets, files and submissions, in an order in which each has what it needs. */
export const DATA: readonly Example[] = [
  {
    request: 'POST /metadata',
    as: 'admin',
    body: ({ service }) => ({ ...METADATUM_REQUEST, serviceId: service }),
    status: 200,
    answer: METADATUM,
    keep: { made: '/id/uuid' },
  },
  {
    request: 'PUT /metadata/{made}',
    as: 'admin',
    body: ({ service }) => ({ ...METADATUM_REQUEST, serviceId: service }),
    status: 200,
    answer: METADATUM,
  },
  { request: 'GET /metadata', as: 'ada', status: 200, answer: [METADATUM, REGULAR, REGULAR, REGULAR, METADATUM] },

  {
    request: 'POST /metadatasets',
    as: 'ada',
    body: () => ({ record: { 'Lab-ID': 'AB48', ZIPCode: '123' } }),
    status: 200,
    answer: STAGED,
  },
  // the failure of the document: the ZIP code has to have three digits
  {
    request: 'POST /metadatasets',
    as: 'ada',
    body: () => ({ record: { 'Lab-ID': 'AB49', ZIPCode: '1234' } }),
    status: 400,
    answer: [{ exception: 'string', message: 'string', field: 'string' }],
  },
  { request: 'DELETE /metadatasets/{setToGo}', as: 'ada', status: 204 },
  {
    request: 'POST /rpc/delete-metadatasets',
    as: 'ada',
    body: ({ setToGoToo }) => ({ metadatasetIds: [setToGoToo] }),
    status: 204,
  },

  {
    request: 'POST /files',
    as: 'ada',
    body: () => ({ name: 'ABC123_R1.fq.gz', checksum: CHECKSUM }),
    status: 200,
    answer: {
      id: SITE_ID,
      name: 'string',
      urlToUpload: 'string',
      requestHeaders: { 'Access-Token': 'string' },
      userId: SITE_ID,
      expires: 'string',
    },
    keep: { announced: '/id/site', upload: '/requestHeaders/Access-Token' },
  },
  {
    request: 'PUT /files/{announced}',
    as: 'ada',
    body: () => ({ contentUploaded: true }),
    status: 400,
    answer: [{ exception: 'string', message: 'string', field: 'string' }],
  },
  { request: 'POST /upload/{announced}', as: 'nobody', headers: upload, form: () => form('data'), status: 400 },
  { request: 'POST /upload/{announced}', as: 'nobody', form: () => form('file'), status: 404 },
  { request: 'POST /upload/{announced}', as: 'nobody', headers: upload, form: () => form('file'), status: 204 },
  {
    request: 'PUT /files/{announced}',
    as: 'ada',
    body: () => ({ name: 'string', contentUploaded: true, checksum: 'string' }),
    status: 409,
    answer: [{ exception: 'string', message: 'string', field: 'string', entity: SITE_ID }],
  },
  {
    request: 'PUT /files/{announced}',
    as: 'ada',
    body: () => ({ name: 'string', contentUploaded: true, checksum: CHECKSUM }),
    status: 200,
    answer: { ...FILE, expires: null },
  },
  { request: 'POST /upload/{announced}', as: 'nobody', headers: upload, form: () => form('file'), status: 409 },
  { request: 'GET /files/{announced}', as: 'ada', status: 200, answer: { ...FILE, expires: null } },
  { request: 'DELETE /files/{fileToGo}', as: 'ada', status: 204 },
  {
    request: 'POST /rpc/delete-files',
    as: 'ada',
    body: ({ fileToGoToo }) => ({ fileIds: [fileToGoToo] }),
    status: 204,
  },

  {
    request: 'POST /presubvalidation',
    as: 'ada',
    body: ({ set, file }) => ({ metadatasetIds: [set], fileIds: [file], label: 'string' }),
    status: 204,
  },
  {
    request: 'POST /submissions',
    as: 'ada',
    body: ({ set }) => ({ metadatasetIds: [set], fileIds: ['string'], label: 'string' }),
    status: 400,
    answer: [{ exception: 'string', message: 'string', entity: SITE_ID }],
  },
  {
    request: 'POST /submissions',
    as: 'ada',
    body: ({ set, file }) => ({ metadatasetIds: [set], fileIds: [file], label: 'string' }),
    status: 200,
    answer: SUBMISSION,
  },
  { request: 'GET /groups/{lab}/submissions', as: 'ada', status: 200, answer: [SUBMISSION] },
  { request: 'GET /rpc/get-file-url/{file}', as: 'ada', status: 200, answer: FILE_URL },
  { request: 'GET /rpc/get-file-url/{file}?expires=5&redirect=true', as: 'ada', status: 307, answer: FILE_URL },
  { request: 'DELETE /metadatasets/{set}', as: 'ada', status: 403, answer: [{ ...refusal(), entity: SITE_ID }] },

  { request: 'GET /metadatasets?awaitingService={ena}', as: 'ada', status: 200, answer: [AWAITING] },
  {
    request:
      'GET /metadatasets?submittedAfter=2021-03-01T12:00:00%2B01:00&submittedBefore=2999-01-01T00:00:00Z&awaitingService={ena}',
    as: 'ada',
    status: 200,
    answer: [AWAITING],
  },
  {
    request: 'POST /service-execution/{ena}/{set}',
    as: 'ada',
    body: () => ({ record: { 'CoGDat-ENA-ID': 'ABC-123' }, fileIds: [] }),
    status: 200,
    answer: EXECUTED,
  },
  { request: 'GET /metadatasets?awaitingService={ena}', as: 'ada', status: 404, answer: [refusal()] },
  { request: 'GET /metadatasets', as: 'ada', status: 200, answer: [EXECUTED] },
  { request: 'GET /metadatasets/{set}', as: 'ada', status: 200, answer: EXECUTED },
];

function refusal() {
  return { exception: 'string', message: 'string' };
}
