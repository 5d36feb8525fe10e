import type { Named } from './metadataset.ts';

/** The definition of one metadatum, as an admin states it: what a value of this name must be. */
export interface Metadatum {
  uuid: string;
  /** what records are stored under; given once, so that a new name of the metadatum keeps its values */
  key: string;
  name: string;
  /** said where a value does not match `regExp` */
  regexDescription: string | null;
  longDescription: string | null;
  example: string | null;
  /** in Python's syntax; a value has to match it as a whole */
  regExp: string | null;
  /** of Python's strptime and strftime */
  dateTimeFmt: string | null;
  isMandatory: boolean;
  order: number;
  isFile: boolean;
  isSubmissionUnique: boolean;
  isSiteUnique: boolean;
  /** the service that finds the value out; null: submitters give it */
  service: Named | null;
  /** rises with every change */
  revision: number;
}
