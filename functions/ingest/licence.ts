import type { Table } from '../../adapters/dynamodb/client.ts';
import { changedSettings } from '../../adapters/dynamodb/settings-store.ts';
import { defaultLicence } from '../../domain/settings/settings.ts';
import type { Submission } from '../../domain/submission/submission.ts';

/** What was said for the submission; of data for everybody, where nothing was, the site's usual one. */
export async function licenceOf(table: Table, submission: Submission): Promise<string | undefined> {
  const { licence, policy } = submission;
  if (licence !== undefined || (policy !== 'open' && policy !== 'embargo')) return licence;
  return defaultLicence(await changedSettings(table)) || undefined;
}
