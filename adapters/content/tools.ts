import type { InspectionTools } from '../../domain/quality/inspect.ts';
import { type ObjectAddress, readRange } from '../s3/objects.ts';
import { hashObject } from './hash.ts';
import { inflateHead } from './inflate.ts';

/** What an inspection needs to judge one version of a stored object. */
export function inspectionTools(object: Required<ObjectAddress>, deadline: () => boolean): InspectionTools {
  return {
    read: (start, end) => readRange({ ...object, start, end }),
    inflate: inflateHead,
    hash: (request) => hashObject(request),
    deadline,
  };
}
