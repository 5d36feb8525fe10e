import { type DomainError, invalid, tooLarge } from '../../domain/errors.ts';

/** Why a file is not read, as one located issue: `row` is the spreadsheet row at which reading stopped. */
export function refuse(message: string, row?: number): DomainError {
  return invalid(message, { issues: [{ message, rule: 'file', ...(row !== undefined && { row }) }] });
}

export function refuseSize(message: string): DomainError {
  return tooLarge(message, { issues: [{ message, rule: 'file' }] });
}

const ACCEPTED = 'Send the table as UTF-8 text (TSV or CSV) or as an Excel workbook (.xlsx).';

export const notReadable = (what: string): DomainError => refuse(`${what} ${ACCEPTED}`);
