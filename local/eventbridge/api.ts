import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import { parseBody, type Service, type ServiceRequest } from '../aws/endpoint.ts';
import type { BusEvent } from '../aws/event.ts';
import { accessDenied, ServiceError } from '../aws/service-error.ts';
import { createEvent } from './events.ts';

const BUS_ARN = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`;

const MAX_ENTRIES = 10;
/** EventBridge's quota for one call, in bytes. */
const MAX_BYTES = 1024 * 1024;

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  readonly Time?: number;
  readonly EventBusName?: string;
}

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** The `PutEvents` operation of EventBridge's API; every other operation is refused as unknown. */
export function eventsService(put: (event: BusEvent) => void): Service {
  return async (request) => {
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
      throw new ServiceError(400, 'UnknownOperationException', 'the local EventBridge only has PutEvents');
    }
    const { Entries = [] } = parseBody<{ Entries?: readonly Entry[] }>(request.body);
    if (Entries.length < 1 || Entries.length > MAX_ENTRIES) {
      throw new ServiceError(400, 'ValidationException', `Entries must have 1 to ${MAX_ENTRIES} members`);
    }
    if (Entries.reduce((sum, entry) => sum + entryBytes(entry), 0) >= MAX_BYTES) {
      throw new ServiceError(400, 'ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    for (const entry of Entries) checkAllowed(request, entry);
    const results = Entries.map((entry) => putEntry(entry, put));
    const failed = results.filter((result) => 'ErrorCode' in result).length;
    return {
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ FailedEntryCount: failed, Entries: results }),
    };
  };
}

function checkAllowed({ caller }: ServiceRequest, { Source = '', DetailType = '' }: Entry): void {
  const context = { 'events:source': Source, 'events:detail-type': DetailType };
  if (!caller.allows('events:PutEvents', BUS_ARN, context))
    throw accessDenied(caller.name, 'events:PutEvents', BUS_ARN);
}

function putEntry(entry: Entry, put: (event: BusEvent) => void): EntryResult {
  const problem = findProblem(entry);
  if (problem !== undefined) return problem;
  const event = createEvent({
    source: entry.Source ?? '',
    detailType: entry.DetailType ?? '',
    detail: JSON.parse(entry.Detail ?? '') as unknown,
    resources: entry.Resources ?? [],
    time: entry.Time === undefined ? new Date() : new Date(entry.Time * 1000),
  });
  put(event);
  return { EventId: event.id };
}

function findProblem({ Source, DetailType, Detail, EventBusName = 'default' }: Entry): EntryResult | undefined {
  const problem = (ErrorCode: string, ErrorMessage: string): EntryResult => ({ ErrorCode, ErrorMessage });
  if (!Source)
    return problem('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.');
  if (!DetailType)
    return problem('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.');
  if (!Detail)
    return problem('InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.');
  if (!isObject(Detail)) return problem('MalformedDetail', 'Detail is malformed.');
  if (Source.startsWith('aws.')) return problem('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (![BUS_ARN, 'default'].includes(EventBusName))
    return problem('ResourceNotFoundException', `Event bus ${EventBusName} does not exist.`);
  return undefined;
}

function isObject(json: string): boolean {
  try {
    const value = JSON.parse(json) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** How AWS counts: 14 bytes for a time, and the bytes of source, detail type, detail and resources. */
function entryBytes({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}
