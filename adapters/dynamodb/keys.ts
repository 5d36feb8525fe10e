import { sortableKey } from '../../domain/gateway/keys.ts';
import { beginningOf } from '../../domain/uuid.ts';

/**
 * Every key of the one table, built here and nowhere else. docs/data-model.md lists each access pattern with its cost.
 * PK and SK are strings; list positions (ordinals) are numbers in the index sort keys.
 */
export interface Key {
  PK: string;
  SK: string;
}

export const INDEX = { own: 'own', group: 'group', all: 'all', due: 'due' } as const;

const row = (PK: string, SK: string): Key => ({ PK, SK });

/** DynamoDB refuses longer keys, so no record has one: a name that a caller made up is then simply unknown. */
const LONGEST = { PK: 2048, SK: 1024 } as const;
export const canExist = ({ PK, SK }: Key): boolean =>
  Buffer.byteLength(PK) <= LONGEST.PK && Buffer.byteLength(SK) <= LONGEST.SK;

/** Sort-key prefixes inside a submission's partition. */
export const SK = {
  file: 'FILE#',
  pendingFile: 'PENDING#',
  shard: 'SHARD#',
  content: 'CONTENT#',
  taskRun: 'TASK#',
} as const;

export const keys = {
  /** a user's profile: also holds `ownCount`, the length of the user's own submission list */
  user: (userId: string) => row(`USER#${userId}`, 'PROFILE'),
  /** an API token or a sign-in session, by the SHA-256 (hex) of the whole token */
  token: (userId: string, hash: string) => row(`USER#${userId}`, `TOKEN#${hash}`),
  tokenPrefix: 'TOKEN#',
  /** when an API token was used last, by the same hash */
  tokenUse: (userId: string, hash: string) => row(`TOKENUSE#${userId}`, hash),
  /** the webhook for a user's submissions that have none of their own, with its credentials */
  ownWebhook: (userId: string) => row(`USER#${userId}`, 'WEBHOOK'),
  /** what was administered in a month, in the order of time */
  audit: (month: string, at: string) => row(`AUDIT#${month}`, at),
  /** one-time link for a first or a forgotten password, by the SHA-256 (hex) of its secret */
  passwordLink: (hash: string) => row(`PASSWORDLINK#${hash}`, 'LINK'),
  username: (name: string) => row(`USERNAME#${name.toLowerCase()}`, 'UNIQUE'),
  email: (email: string) => row(`EMAIL#${email.toLowerCase()}`, 'UNIQUE'),
  /** counts sign-in attempts of one subject (a username or an address) within one window */
  signInAttempts: (subject: string, window: string) => row(`SIGNIN#${subject}`, window),
  group: (groupId: string) => row(`GROUP#${groupId}`, 'GROUP'),
  groupName: (name: string) => row(`GROUPNAME#${name.toLowerCase()}`, 'UNIQUE'),
  /** partitions that list all users and all groups by name */
  userList: (name: string) => row('USERS', name.toLowerCase()),
  groupList: (name: string) => row('GROUPS', name.toLowerCase()),
  /** any other name of a record: UUIDs of users and groups, site ids of all but metadatasets and files */
  ref: (ref: string) => row(`REF#${ref}`, 'REF'),

  submission: (id: string) => row(`SUB#${id}`, 'META'),
  /** what the running state machine needs and readers do not: task token, reminder */
  run: (id: string) => row(`SUB#${id}`, 'RUN'),
  /** the webhook that the submitter asked for, with its credentials */
  webhook: (id: string) => row(`SUB#${id}`, 'WEBHOOK'),
  file: (id: string, fileKey: string) => row(`SUB#${id}`, `${SK.file}${fileKey}`),
  /** exists exactly as long as the file has not arrived */
  pendingFile: (id: string, fileKey: string) => row(`SUB#${id}`, `${SK.pendingFile}${fileKey}`),
  shard: (id: string, step: string, attempt: number, index: number) =>
    row(`SUB#${id}`, `${SK.shard}${step}#${attempt}#${String(index).padStart(5, '0')}`),
  shardPrefix: (step: string, attempt: number) => `${SK.shard}${step}#${attempt}#`,
  /** one delivery of mail or webhook per event, so that a repeated event does not repeat it */
  delivery: (id: string, eventId: string) => row(`SUB#${id}`, `DELIVERY#${eventId}`),

  /** length of a group's list, or of the list of all submissions */
  counter: (list: string) => row(`COUNTER#${list}`, 'COUNTER'),
  /** a permanent file identifier, e.g. nemo:fil-abc1234 */
  identifier: (identifier: string) => row(`IDENTIFIER#${identifier}`, 'FILE'),
  /** the public catalogue, by submission */
  dataset: (id: string) => row('CATALOGUE', id),
  manifestProfile: (name: string) => row('MANIFESTPROFILES', name),
  vocabulary: (name: string) => row('VOCABULARIES', name),

  /** definitions of metadata: one partition, read whole */
  metadatum: (uuid: string) => row('METADATA', uuid),
  /** by the number that its UUID begins with, which is that of its site id: domain/staged-names.ts */
  metadataset: (uuid: string) => row(`MSET#${beginningOf(uuid)}`, 'META'),
  /** services: one partition, read whole */
  service: (uuid: string) => row('SERVICES', uuid),
  serviceName: (name: string) => row(`SERVICENAME#${name.toLowerCase()}`, 'UNIQUE'),
  /** settings of the site that differ from those that it comes with */
  setting: (key: string) => row('SETTINGS', key),
  /** people who have asked for an account: one partition, read whole */
  registration: (uuid: string) => row('REGISTRATIONS', uuid),
  registrationEmail: (email: string) => row(`REGISTRATIONEMAIL#${email.toLowerCase()}`, 'UNIQUE'),
  /** a value that no other submission may have, by the metadatum and the SHA-256 (hex) of the value */
  uniqueValue: (metadatumUuid: string, hash: string) => row(`UNIQUE#${metadatumUuid}#${hash}`, 'VALUE'),
  /** a file that was announced by itself, before the submission that it becomes part of; by its number alike */
  stagedFile: (uuid: string) => row(`DFILE#${beginningOf(uuid)}`, 'META'),
  /** a submission that takes longer than the request that has begun it, and how far it is */
  begunSubmission: (userId: string, digest: string) => row(`USER#${userId}`, `SUBMITTING#${digest}`),
  /** what a submission consists of, some hundred names to a row */
  content: (id: string, kind: string, index: number) =>
    row(`SUB#${id}`, `${SK.content}${kind}#${String(index).padStart(5, '0')}`),
  /** what a submission to a job runs, as it was then */
  jobSnapshot: (id: string) => row(`SUB#${id}`, 'JOB'),
  /** one task of it at work */
  taskRun: (id: string, task: string) => row(`SUB#${id}`, `${SK.taskRun}${task}`),
  /** jobs, and tasks: a partition each, read whole */
  job: (name: string) => row('JOBS', name),
  task: (name: string) => row('TASKS', name),
  /** submissions made by one request to jobs */
  batch: (uuid: string) => row(`BATCH#${uuid}`, 'BATCH'),
  /** the open submissions to jobs of a user, or of an address that nobody has signed in from */
  jobLimit: (subject: string) => row(`JOBLIMIT#${subject}`, 'OPEN'),
  /** how long a job takes */
  jobTimes: (name: string) => row('JOBTIMES', name),
  /** projects, and assignments: a partition each, in the order of their keys */
  project: (key: string) => row('PROJECTS', key),
  assignment: (key: string) => row('ASSIGNMENTS', sortableKey(key)),
  /** specifications can be large; lists have short rows of their own */
  specification: (key: string) => row(`SPEC#${key}`, 'SPECIFICATION'),
  specificationList: (key: string) => row('SPECIFICATIONS', sortableKey(key)),
  /** assignments that a group, or one of its members by name, may submit to */
  assignmentOfGroup: (groupId: string, key: string) => row(`ASSIGNMENT#group#${groupId}`, sortableKey(key)),
  assignmentOfUser: (userId: string, key: string) => row(`ASSIGNMENT#user#${userId}`, sortableKey(key)),
  /** submissions to an assignment, and for a specification, by when they were made */
  submissionOfAssignment: (key: string, createdAt: string, id: string) =>
    row(`ASSIGNMENT#${key}`, `${createdAt}#${id}`),
  submissionOfSpecification: (key: string, createdAt: string, id: string) =>
    row(`SPECSUBS#${key}`, `SUBMISSION#${createdAt}#${id}`),
  /** what the checks of a submission came to */
  conformance: (key: string, createdAt: string, id: string) => row(`SPECSUBS#${key}`, `CONFORMANCE#${createdAt}#${id}`),
  /** the specification as it was when the submission was made */
  snapshot: (id: string) => row(`SUB#${id}`, 'SPECIFICATION'),
  /** what searches compare of a thousand neighbours in a list */
  searchBlock: (list: string, block: number) => row(`BLOCK#${list}`, String(block).padStart(8, '0')),
  /** a request with an Idempotency-Key: who sent it, and the SHA-256 (hex) of the key */
  request: (subject: string, hash: string) => row(`REQUEST#${subject}`, hash),
  /** a download that needs no sign-in, by the SHA-256 (hex) of its secret */
  download: (hash: string) => row(`DOWNLOAD#${hash}`, 'LINK'),
} as const;

/** Index partitions of the lists that history pages and search read. */
export const listKeys = {
  own: (userId: string) => `OWN#${userId}`,
  group: (groupId: string) => `GROUP#${groupId}`,
  all: () => 'ALL',
  /** the catalogue, by when its entries were released */
  datasets: () => 'DATASETS',
  /** every submission that somebody must look at again, by the time at which */
  due: () => 'DUE',
  /** a user's submissions to assignments that are not started, by when they were made */
  drafts: (userId: string) => `DRAFTS#${userId}`,
  /** every batch of jobs whose results expire, by when */
  expiring: () => 'EXPIRING',
  /** metadatasets: a user's that are not submitted, by when they were made; submitted ones by when they were */
  pendingMetadatasets: (userId: string) => `PENDINGMSETS#${userId}`,
  groupMetadatasets: (groupId: string) => `MSETS#${groupId}`,
  allMetadatasets: () => 'MSETS',
  /** a user's files that are not submitted; nobody asks for lists of those that are */
  pendingFiles: (userId: string) => `PENDINGFILES#${userId}`,
} as const;
