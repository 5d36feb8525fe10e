/**
 * The catalogue of every Lambda function: what it is built from, what it is given and what it may touch. A function
 * may do nothing that its entry does not say; the local run refuses what the deployed one would refuse.
 */

/** Partitions of the table, as IAM patterns of the partition key. adapters/dynamodb/keys.ts builds the keys. */
export type Partition =
  | 'ASSIGNMENT#*'
  | 'ASSIGNMENTS'
  | 'AUDIT#*'
  | 'BATCH#*'
  | 'BLOCK#*'
  | 'CATALOGUE'
  | 'COUNTER#*'
  | 'DFILE#*'
  | 'DOWNLOAD#*'
  | 'EMAIL#*'
  | 'GROUP#*'
  | 'GROUPNAME#*'
  | 'GROUPS'
  | 'IDENTIFIER#*'
  | 'JOBLIMIT#*'
  | 'JOBS'
  | 'JOBTIMES'
  | 'MANIFESTPROFILES'
  | 'METADATA'
  | 'MSET#*'
  | 'PASSWORDLINK#*'
  | 'PROJECTS'
  | 'REF#*'
  | 'REGISTRATIONEMAIL#*'
  | 'REGISTRATIONS'
  | 'REQUEST#*'
  | 'SERVICENAME#*'
  | 'SERVICES'
  | 'SETTINGS'
  | 'SIGNIN#*'
  | 'SPEC#*'
  | 'SPECIFICATIONS'
  | 'SPECSUBS#*'
  | 'SUB#*'
  | 'TASKS'
  | 'TOKENUSE#*'
  | 'UNIQUE#*'
  | 'USER#*'
  | 'USERNAME#*'
  | 'USERS'
  | 'VOCABULARIES';

/** The lists that a function may query: an index each, and partitions of it. */
export const LISTS = {
  own: { index: 'own', partitions: ['OWN#*'] },
  group: { index: 'group', partitions: ['GROUP#*'] },
  all: { index: 'all', partitions: ['ALL'] },
  datasets: { index: 'all', partitions: ['DATASETS'] },
  due: { index: 'due', partitions: ['DUE'] },
  expiring: { index: 'due', partitions: ['EXPIRING'] },
  drafts: { index: 'own', partitions: ['DRAFTS#*'] },
  pendingRecords: { index: 'due', partitions: ['PENDINGFILES#*', 'PENDINGMSETS#*'] },
  groupRecords: { index: 'group', partitions: ['MSETS#*'] },
  allRecords: { index: 'all', partitions: ['MSETS'] },
} as const;
export type ListName = keyof typeof LISTS;

export type EnvironmentName =
  | 'ACCOUNT_ID'
  | 'EDGE_KEY'
  | 'JOB_LOW_FROM'
  | 'JOB_REFUSE_FROM'
  | 'JOB_RESULT_SECONDS'
  | 'JOB_SETTINGS'
  | 'MAIL_SENDER'
  | 'MIRROR_BUCKET'
  | 'MIRROR_ENDPOINT'
  | 'MIRROR_REGION'
  | 'MIRROR_SECRET'
  | 'MULTIPART_PART_BYTES'
  | 'MULTIPART_THRESHOLD_BYTES'
  | 'RELEASE_BUCKET'
  | 'SHARD_BYTES'
  | 'SHARD_FILES'
  | 'SITE_IDS'
  | 'SITE_NAME'
  | 'SITE_URL'
  | 'SLICE_SECONDS'
  | 'STATE_MACHINE_ARN'
  | 'TABLE_NAME'
  | 'TOKEN_MAX_DAYS'
  | 'UPLOAD_BUCKET'
  | 'UPLOAD_DEADLINE_SECONDS'
  | 'UPLOAD_REMINDER_SECONDS'
  | 'UPLOAD_RETENTION_DAYS';

/** Actions on objects whose key matches one of `keys`, or on the bucket itself where there are no keys. */
export interface ObjectGrant {
  bucket: 'upload' | 'release';
  keys?: readonly string[];
  actions: readonly `s3:${string}`[];
}

export interface FunctionSpec {
  /** shown as the function's description */
  about: string;
  entry: `functions/${string}.ts`;
  /** files of packages that lie beside the code, gzipped */
  files?: readonly string[];
  /** MiB; a full vCPU comes with 1,769 */
  memory: number;
  /** seconds */
  timeout: number;
  /** invoked by EventBridge: what still fails after two more tries goes to the queue of undelivered events */
  asynchronous?: true;
  environment: readonly EnvironmentName[];
  /** partitions that may be read, those that may be read and written, and lists that may be queried */
  table?: { read?: readonly Partition[]; change?: readonly Partition[]; lists?: readonly ListName[] };
  objects?: readonly ObjectGrant[];
  /** on the ingest state machine and its executions */
  states?: readonly StatesAction[];
  /** the bus's PutEvents, mail from the sender, the mirror's key pair where a mirror is configured, and jobs likewise */
  also?: readonly AlsoName[];
}

export type AlsoName =
  | 'endJobs'
  | 'putEvents'
  | 'readMirrorSecret'
  | 'registerTasks'
  | 'seeToJobs'
  | 'sendMail'
  | 'startTasks';

export type StatesAction =
  | 'states:DescribeExecution'
  | 'states:SendTaskFailure'
  | 'states:SendTaskSuccess'
  | 'states:StartExecution'
  | 'states:StopExecution';

const READ = ['s3:GetObject', 's3:GetObjectVersion'] as const;
/** Without it S3 answers 403, not 404, where an object does not exist. */
const ASK = ['s3:ListBucket'] as const;
const COPY = ['s3:PutObject', 's3:ListMultipartUploadParts'] as const;

/** API Gateway gives up after 30 s. */
const DOOR = { memory: 1024, timeout: 29 } as const;

/** Front doors: each answers the routes that its routes.ts lists. */
export const DOORS = {
  Nemo: {
    ...DOOR,
    about: 'NeMO submission API',
    entry: 'functions/nemo/index.ts',
    environment: [
      'EDGE_KEY',
      'TABLE_NAME',
      'UPLOAD_BUCKET',
      'ACCOUNT_ID',
      'STATE_MACHINE_ARN',
      'SITE_IDS',
      'SITE_URL',
      'UPLOAD_DEADLINE_SECONDS',
    ],
    table: {
      read: ['IDENTIFIER#*', 'MANIFESTPROFILES', 'VOCABULARIES'],
      change: ['BLOCK#*', 'COUNTER#*', 'REF#*', 'REQUEST#*', 'SUB#*', 'TOKENUSE#*', 'USER#*'],
      lists: ['own', 'group', 'all'],
    },
    objects: [
      { bucket: 'upload', keys: ['manifests/*'], actions: ['s3:GetObject', 's3:PutObject'] },
      { bucket: 'upload', actions: ASK },
    ],
    states: ['states:StartExecution'],
    also: ['putEvents'],
  },
  Accounts: {
    ...DOOR,
    about: 'Sign-in, users, groups and tokens',
    entry: 'functions/accounts/index.ts',
    environment: ['TABLE_NAME', 'EDGE_KEY', 'SITE_URL', 'SITE_NAME', 'SITE_IDS', 'MAIL_SENDER', 'TOKEN_MAX_DAYS'],
    table: {
      read: ['SETTINGS'],
      change: [
        'AUDIT#*',
        'EMAIL#*',
        'GROUP#*',
        'GROUPNAME#*',
        'GROUPS',
        'PASSWORDLINK#*',
        'REF#*',
        'REQUEST#*',
        'SIGNIN#*',
        'TOKENUSE#*',
        'USER#*',
        'USERNAME#*',
        'USERS',
      ],
    },
    also: ['sendMail'],
  },
  Uploads: {
    ...DOOR,
    about: 'Announcing, signing, resuming and completing uploads',
    entry: 'functions/uploads/index.ts',
    environment: [
      'EDGE_KEY',
      'TABLE_NAME',
      'UPLOAD_BUCKET',
      'ACCOUNT_ID',
      'MULTIPART_THRESHOLD_BYTES',
      'MULTIPART_PART_BYTES',
      'UPLOAD_RETENTION_DAYS',
    ],
    table: { read: ['REF#*', 'USER#*'], change: ['DFILE#*', 'SUB#*', 'TOKENUSE#*'] },
    objects: [
      { bucket: 'upload', keys: ['*'], actions: [...COPY, 's3:AbortMultipartUpload', ...READ] },
      { bucket: 'upload', actions: ASK },
    ],
    states: ['states:SendTaskSuccess'],
    also: ['putEvents'],
  },
  Submissions: {
    ...DOOR,
    about: 'Submissions of every door: views, downloads, catalogue, redrive, cancelling',
    entry: 'functions/submissions/index.ts',
    environment: [
      'EDGE_KEY',
      'TABLE_NAME',
      'RELEASE_BUCKET',
      'ACCOUNT_ID',
      'STATE_MACHINE_ARN',
      'SITE_URL',
      'UPLOAD_DEADLINE_SECONDS',
    ],
    table: {
      read: ['COUNTER#*', 'GROUP#*', 'REF#*', 'USER#*'],
      change: ['AUDIT#*', 'BLOCK#*', 'CATALOGUE', 'REQUEST#*', 'SUB#*', 'TOKENUSE#*'],
      lists: ['own', 'group', 'all', 'datasets'],
    },
    objects: [{ bucket: 'release', keys: ['*'], actions: READ }],
    states: ['states:StartExecution', 'states:StopExecution'],
    also: ['putEvents'],
  },
  Manifests: {
    ...DOOR,
    about: 'Manifest profiles, vocabularies and manifests too large for one request',
    entry: 'functions/manifests/index.ts',
    environment: ['EDGE_KEY', 'TABLE_NAME', 'UPLOAD_BUCKET', 'ACCOUNT_ID'],
    table: { read: ['USER#*'], change: ['AUDIT#*', 'MANIFESTPROFILES', 'TOKENUSE#*', 'VOCABULARIES'] },
    objects: [
      { bucket: 'upload', keys: ['manifests/*'], actions: ['s3:GetObject', 's3:PutObject'] },
      { bucket: 'upload', actions: ASK },
    ],
  },
  Datameta: {
    ...DOOR,
    about: 'DataMeta API',
    entry: 'functions/datameta/index.ts',
    environment: [
      'TABLE_NAME',
      'EDGE_KEY',
      'UPLOAD_BUCKET',
      'RELEASE_BUCKET',
      'ACCOUNT_ID',
      'STATE_MACHINE_ARN',
      'SITE_URL',
      'SITE_NAME',
      'SITE_IDS',
      'MAIL_SENDER',
      'TOKEN_MAX_DAYS',
      'UPLOAD_DEADLINE_SECONDS',
      'UPLOAD_RETENTION_DAYS',
    ],
    table: {
      change: [
        'AUDIT#*',
        'COUNTER#*',
        'DFILE#*',
        'DOWNLOAD#*',
        'EMAIL#*',
        'GROUP#*',
        'GROUPNAME#*',
        'GROUPS',
        'METADATA',
        'MSET#*',
        'PASSWORDLINK#*',
        'REF#*',
        'REGISTRATIONEMAIL#*',
        'REGISTRATIONS',
        'REQUEST#*',
        'SERVICENAME#*',
        'SERVICES',
        'SETTINGS',
        'SIGNIN#*',
        'SUB#*',
        'TOKENUSE#*',
        'UNIQUE#*',
        'USER#*',
        'USERNAME#*',
        'USERS',
      ],
      lists: ['group', 'pendingRecords', 'groupRecords', 'allRecords'],
    },
    objects: [
      { bucket: 'upload', keys: ['staged/*'], actions: [...READ, 's3:PutObject'] },
      { bucket: 'upload', actions: ASK },
      { bucket: 'release', keys: ['restricted/*'], actions: READ },
    ],
    states: ['states:StartExecution'],
    also: ['sendMail'],
  },
  Jobs: {
    ...DOOR,
    about: 'analytics_automated API: submitting to jobs, and what becomes of it',
    entry: 'functions/jobs/index.ts',
    environment: [
      'TABLE_NAME',
      'UPLOAD_BUCKET',
      'RELEASE_BUCKET',
      'ACCOUNT_ID',
      'STATE_MACHINE_ARN',
      'SITE_IDS',
      'SITE_URL',
      'UPLOAD_DEADLINE_SECONDS',
      'EDGE_KEY',
      'JOB_LOW_FROM',
      'JOB_REFUSE_FROM',
      'JOB_RESULT_SECONDS',
    ],
    table: {
      read: ['JOBS', 'JOBTIMES', 'TASKS'],
      change: ['BATCH#*', 'COUNTER#*', 'JOBLIMIT#*', 'REF#*', 'REQUEST#*', 'SUB#*', 'TOKENUSE#*', 'USER#*'],
    },
    objects: [
      { bucket: 'upload', keys: ['jobs/*'], actions: [...READ, 's3:PutObject'] },
      { bucket: 'upload', actions: ASK },
      { bucket: 'release', keys: ['*'], actions: READ },
      { bucket: 'release', actions: ASK },
    ],
    states: ['states:StartExecution'],
  },
  JobDefinitions: {
    ...DOOR,
    about: 'Jobs and their tasks',
    entry: 'functions/job-definitions/index.ts',
    environment: ['EDGE_KEY', 'TABLE_NAME', 'JOB_SETTINGS'],
    table: { read: ['GROUP#*', 'REF#*', 'USER#*'], change: ['AUDIT#*', 'JOBS', 'TASKS', 'TOKENUSE#*'] },
    also: ['registerTasks'],
  },
  Gateway: {
    ...DOOR,
    about: '1Data Gateway API: projects, specifications, assignments, inputs, start, reports',
    entry: 'functions/gateway/index.ts',
    environment: [
      'EDGE_KEY',
      'TABLE_NAME',
      'UPLOAD_BUCKET',
      'RELEASE_BUCKET',
      'ACCOUNT_ID',
      'STATE_MACHINE_ARN',
      'SITE_IDS',
      'SITE_URL',
      'UPLOAD_DEADLINE_SECONDS',
    ],
    table: {
      read: ['GROUP#*'],
      change: [
        'ASSIGNMENT#*',
        'ASSIGNMENTS',
        'AUDIT#*',
        'COUNTER#*',
        'PROJECTS',
        'REF#*',
        'REQUEST#*',
        'SPEC#*',
        'SPECIFICATIONS',
        'SPECSUBS#*',
        'SUB#*',
        'TOKENUSE#*',
        'USER#*',
      ],
      lists: ['drafts'],
    },
    objects: [
      { bucket: 'upload', keys: ['*/input/*'], actions: [...READ, 's3:PutObject'] },
      { bucket: 'upload', actions: ASK },
      { bucket: 'release', keys: ['open/*', 'restricted/*', 'embargo/*', 'private/*'], actions: READ },
    ],
    states: ['states:StartExecution'],
  },
  Documentation: {
    ...DOOR,
    about: 'OpenAPI document and Swagger UI',
    entry: 'functions/documentation/index.ts',
    files: ['swagger-ui-dist/swagger-ui-bundle.js', 'swagger-ui-dist/swagger-ui.css'],
    environment: ['SITE_URL', 'SITE_NAME'],
  },
} as const satisfies Record<string, FunctionSpec>;

const SHARDS = ['SHARD_FILES', 'SHARD_BYTES', 'SLICE_SECONDS'] as const;

/** Keeping what a task of a job made: from the run's own files in the upload bucket to the results of its submission. */
const TASK_FILES = [
  { bucket: 'upload', keys: ['*'], actions: READ },
  { bucket: 'upload', keys: ['work/*'], actions: ['s3:PutObject'] },
  { bucket: 'upload', actions: ASK },
  { bucket: 'release', keys: ['records/*'], actions: [...COPY, ...READ] },
  { bucket: 'release', actions: ASK },
] as const satisfies readonly ObjectGrant[];

/** Steps of the ingest state machine, which names each as `${<name>Arn}`. */
export const STEPS = {
  ManifestValidated: {
    about: 'Step 1: checks manifest, metadata or job input',
    entry: 'functions/ingest/manifest-validated.ts',
    memory: 1769,
    timeout: 300,
    environment: ['TABLE_NAME', 'UPLOAD_BUCKET', 'ACCOUNT_ID'],
    table: { read: ['MANIFESTPROFILES', 'VOCABULARIES'], change: ['DFILE#*', 'MSET#*', 'SUB#*'] },
    objects: [{ bucket: 'upload', keys: ['manifests/*'], actions: ['s3:GetObject'] }],
    also: ['putEvents'],
  },
  UploadComplete: {
    about: 'Step 2: waits until every file is there',
    entry: 'functions/ingest/upload-complete.ts',
    memory: 512,
    timeout: 60,
    environment: ['TABLE_NAME', 'UPLOAD_REMINDER_SECONDS', 'UPLOAD_DEADLINE_SECONDS'],
    table: { change: ['SUB#*'] },
    states: ['states:SendTaskSuccess'],
    also: ['putEvents'],
  },
  QcComplete: {
    about: 'Step 3: checks the bytes of every file',
    entry: 'functions/ingest/qc-complete.ts',
    memory: 1769,
    timeout: 900,
    environment: ['TABLE_NAME', 'UPLOAD_BUCKET', 'RELEASE_BUCKET', 'ACCOUNT_ID', ...SHARDS],
    table: { change: ['SPECSUBS#*', 'SUB#*'] },
    objects: [
      { bucket: 'upload', keys: ['*'], actions: READ },
      { bucket: 'upload', actions: ASK },
      // what checks put away between two invocations
      { bucket: 'upload', keys: ['work/*'], actions: ['s3:PutObject'] },
      { bucket: 'release', keys: ['records/*'], actions: [...COPY, ...READ] },
    ],
    also: ['putEvents'],
  },
  HttpsRelease: {
    about: 'Step 4: copies verified files to the release bucket',
    entry: 'functions/ingest/https-release.ts',
    memory: 1024,
    timeout: 900,
    environment: ['TABLE_NAME', 'UPLOAD_BUCKET', 'RELEASE_BUCKET', 'ACCOUNT_ID', 'SITE_URL', ...SHARDS],
    table: { change: ['SUB#*'] },
    objects: [
      { bucket: 'upload', keys: ['*'], actions: READ },
      { bucket: 'release', keys: ['open/*', 'restricted/*', 'embargo/*', 'private/*'], actions: [...COPY, ...READ] },
      { bucket: 'release', actions: ASK },
    ],
    also: ['putEvents'],
  },
  GcpRelease: {
    about: 'Step 5: copies open files to the mirror',
    entry: 'functions/ingest/gcp-release.ts',
    memory: 1024,
    timeout: 900,
    environment: [
      'TABLE_NAME',
      'RELEASE_BUCKET',
      'ACCOUNT_ID',
      'MIRROR_ENDPOINT',
      'MIRROR_REGION',
      'MIRROR_BUCKET',
      'MIRROR_SECRET',
      ...SHARDS,
    ],
    table: { change: ['SUB#*'] },
    objects: [{ bucket: 'release', keys: ['open/*'], actions: READ }],
    also: ['putEvents', 'readMirrorSecret'],
  },
  PortalRelease: {
    about: 'Step 6: catalogue entry, permanent identifiers, receipt',
    entry: 'functions/ingest/portal-release.ts',
    memory: 1024,
    timeout: 900,
    environment: ['TABLE_NAME', 'UPLOAD_BUCKET', 'RELEASE_BUCKET', 'ACCOUNT_ID', 'SITE_URL', ...SHARDS],
    table: { read: ['MANIFESTPROFILES', 'SETTINGS', 'VOCABULARIES'], change: ['CATALOGUE', 'IDENTIFIER#*', 'SUB#*'] },
    objects: [
      { bucket: 'upload', keys: ['manifests/*'], actions: ['s3:GetObject'] },
      { bucket: 'release', keys: ['records/*'], actions: ['s3:PutObject'] },
    ],
    also: ['putEvents'],
  },
  RunTask: {
    about: 'Starts a task of a job, as a Batch job or as a function',
    entry: 'functions/ingest/run-task.ts',
    memory: 512,
    timeout: 900,
    environment: ['TABLE_NAME', 'UPLOAD_BUCKET', 'RELEASE_BUCKET', 'ACCOUNT_ID', 'JOB_SETTINGS'],
    table: { change: ['SUB#*'] },
    objects: TASK_FILES,
    states: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
    also: ['putEvents', 'startTasks', 'seeToJobs', 'endJobs'],
  },
  RecordFailure: {
    about: 'Records the step at which an execution failed',
    entry: 'functions/ingest/record-failure.ts',
    memory: 512,
    timeout: 60,
    environment: ['TABLE_NAME'],
    table: { change: ['SUB#*'] },
    also: ['putEvents'],
  },
} as const satisfies Record<string, FunctionSpec>;

/** Functions that events and the schedule start. */
export const LISTENERS = {
  ObjectCreated: {
    about: 'Notes a file that arrived in the upload bucket',
    entry: 'functions/events/object-created.ts',
    memory: 512,
    timeout: 60,
    asynchronous: true,
    environment: ['TABLE_NAME'],
    table: { change: ['DFILE#*', 'SUB#*'] },
    states: ['states:SendTaskSuccess'],
    also: ['putEvents'],
  },
  ExecutionEnded: {
    about: 'Closes a submission whose execution ended without doing so, and ends its jobs',
    entry: 'functions/events/execution-ended.ts',
    memory: 512,
    timeout: 60,
    asynchronous: true,
    environment: ['TABLE_NAME'],
    table: { change: ['SUB#*'] },
    also: ['putEvents', 'endJobs'],
  },
  TaskEnded: {
    about: 'Keeps what a Batch job has made, and wakes the execution that waits for it',
    entry: 'functions/events/task-ended.ts',
    memory: 512,
    timeout: 300,
    asynchronous: true,
    environment: ['TABLE_NAME', 'UPLOAD_BUCKET', 'RELEASE_BUCKET', 'ACCOUNT_ID', 'JOB_SETTINGS'],
    table: { change: ['SUB#*'] },
    objects: TASK_FILES,
    states: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
    also: ['seeToJobs'],
  },
  Sweeper: {
    about: 'Reminds, expires and repairs what fell through',
    entry: 'functions/events/sweeper.ts',
    memory: 512,
    timeout: 300,
    asynchronous: true,
    environment: [
      'TABLE_NAME',
      'UPLOAD_BUCKET',
      'RELEASE_BUCKET',
      'ACCOUNT_ID',
      'STATE_MACHINE_ARN',
      'UPLOAD_REMINDER_SECONDS',
      'UPLOAD_DEADLINE_SECONDS',
    ],
    table: { change: ['BATCH#*', 'DFILE#*', 'MSET#*', 'SUB#*', 'UNIQUE#*'], lists: ['due', 'expiring'] },
    objects: [
      { bucket: 'upload', keys: ['*'], actions: ['s3:GetObject'] },
      { bucket: 'upload', actions: ASK },
      // to find what a step has copied and nobody recorded
      { bucket: 'release', actions: [...ASK, 's3:ListBucketVersions'] },
      // files of submissions to assignments, when their retention is over: what is public stays
      { bucket: 'upload', keys: ['*/input/*'], actions: ['s3:DeleteObjectVersion'] },
      { bucket: 'release', keys: ['private/*', 'restricted/*'], actions: ['s3:DeleteObjectVersion'] },
      // results of jobs, cleaned tables, and what a step had written but not recorded when it was ended
      { bucket: 'release', keys: ['records/*'], actions: ['s3:DeleteObject'] },
    ],
    states: ['states:StartExecution', 'states:StopExecution', 'states:DescribeExecution', 'states:SendTaskSuccess'],
    also: ['putEvents'],
  },
  Notify: {
    about: 'Mails submitters and calls their webhooks',
    entry: 'functions/events/notify.ts',
    memory: 512,
    // A webhook is tried five times within 65 s.
    timeout: 120,
    asynchronous: true,
    environment: [
      'TABLE_NAME',
      'RELEASE_BUCKET',
      'ACCOUNT_ID',
      'SITE_URL',
      'SITE_NAME',
      'MAIL_SENDER',
      'UPLOAD_DEADLINE_SECONDS',
    ],
    table: { read: ['USER#*'], change: ['BATCH#*', 'JOBTIMES', 'SUB#*'] },
    objects: [{ bucket: 'release', keys: ['records/*'], actions: ['s3:GetObject'] }],
    also: ['sendMail'],
  },
} as const satisfies Record<string, FunctionSpec>;

/** Answers every request that no route takes. */
export const FALLBACK = {
  Unrouted: {
    about: 'Says what is wrong with a path or a method that there is not',
    entry: 'functions/unrouted/index.ts',
    memory: 256,
    timeout: 10,
    environment: [],
  },
} as const satisfies Record<string, FunctionSpec>;

/** Functions that an operator invokes by hand. */
export const OPERATOR_FUNCTIONS = {
  BootstrapAdmin: {
    about: 'Makes the first admin and mails the link that sets the password',
    entry: 'functions/bootstrap-admin/index.ts',
    memory: 512,
    timeout: 30,
    environment: ['TABLE_NAME', 'SITE_URL', 'SITE_NAME', 'SITE_IDS', 'MAIL_SENDER', 'TOKEN_MAX_DAYS'],
    table: {
      read: ['SETTINGS'],
      change: [
        'EMAIL#*',
        'GROUP#*',
        'GROUPNAME#*',
        'GROUPS',
        'PASSWORDLINK#*',
        'REF#*',
        'USER#*',
        'USERNAME#*',
        'USERS',
      ],
    },
    also: ['sendMail'],
  },
} as const satisfies Record<string, FunctionSpec>;

export type DoorName = keyof typeof DOORS;
export type StepName = keyof typeof STEPS;
export type ListenerName = keyof typeof LISTENERS;
export type FunctionName = DoorName | StepName | ListenerName | keyof typeof FALLBACK | keyof typeof OPERATOR_FUNCTIONS;

export const FUNCTIONS: Readonly<Record<FunctionName, FunctionSpec>> = {
  ...DOORS,
  ...STEPS,
  ...LISTENERS,
  ...FALLBACK,
  ...OPERATOR_FUNCTIONS,
};
