/**
 * Content-Disposition of a download (RFC 6266): a quoted ASCII name for old clients and, where that loses something,
 * the exact name in UTF-8 (RFC 8187).
 */
export function attachment(fileName: string): string {
  // Only the last segment: browsers drop directories anyway, and some turn them into underscores.
  const last = fileName.toWellFormed().split(/[/\\]/).at(-1) || 'download';
  const name = last.replace(/\p{Cc}/gu, '_');
  // `%` is replaced too: some clients decode `%41` in the plain form, and then two forms would name two files.
  const ascii = name.replace(/[^\x20-\x7e]|["%]/gu, '_');
  if (ascii === name) return `attachment; filename="${ascii}"`;
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`;
}
