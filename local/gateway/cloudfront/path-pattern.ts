/** A CloudFront path pattern as a predicate: case-sensitive, `*` is any run of characters, `?` is one. */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const anchored = pattern.startsWith('/') ? pattern : `/${pattern}`;
  const source = anchored.replaceAll(/[.+^$()|[\]\\{}*?]/g, (found) => {
    if (found === '*') return '.*';
    return found === '?' ? '.' : `\\${found}`;
  });
  const expression = new RegExp(`^${source}$`);
  return (path) => expression.test(path);
}
