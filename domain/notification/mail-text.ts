import type { Account } from '../account/account.ts';
import type { Issue } from '../errors.ts';
import type { Submission } from '../submission/submission.ts';
import { issueLine } from './issue-line.ts';
import { type Mail, type MailAttachment, oneLine, type Site } from './mail.ts';

export type Addressee = Pick<Account, 'email' | 'fullName'>;

/** Files that a mail names, and issues that it lists; whoever needs all of them reads them from the API. */
export const NAMED_FILES = 20;
const LISTED_ISSUES = 50;

/** @param text paragraphs after the greeting */
export function mail(
  site: Site,
  to: Addressee,
  subject: string,
  text: string,
  attachments?: readonly MailAttachment[],
): Mail {
  return {
    to: { name: to.fullName, address: to.email },
    subject: `${site.name}: ${subject}`,
    text: `Hello ${oneLine(to.fullName)},\n\n${text.trim()}\n\n${oneLine(site.name)}\n${site.url}\n`,
    ...(attachments !== undefined && { attachments }),
  };
}

export const named = (submission: Pick<Submission, 'id' | 'label' | 'manifest'>): string => {
  const about = submission.label ?? submission.manifest?.name;
  return about === undefined ? submission.id : `${submission.id} (${oneLine(about)})`;
};

export const statusLines = (site: Site, id: string): string => `Its state at any time:

    curl -H 'Authorization: Bearer your-api-token' ${site.url}/api/v1/submissions/${id}`;

const indented = (lines: readonly string[]): string => lines.map((line) => `    ${oneLine(line)}`).join('\n');

export function issueLines(issues: readonly Issue[], count: number): string {
  const listed = issues.slice(0, LISTED_ISSUES);
  const more = count - listed.length;
  return `${indented(listed.map(issueLine))}${more > 0 ? `\n    … and ${more} more` : ''}`;
}

export const errors = (count: number): string => (count === 1 ? '1 error' : `${count} errors`);

/** @param count how many there are in all, where that is known; `missing` may be the first of many */
export function fileList(missing: readonly string[], count?: number): string {
  const listed = missing.slice(0, NAMED_FILES);
  if (count === undefined) return indented([...listed, ...(missing.length > listed.length ? ['… and more'] : [])]);
  return indented([...listed, ...(count > listed.length ? [`… and ${count - listed.length} more`] : [])]);
}
