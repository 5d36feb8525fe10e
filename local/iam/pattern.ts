/**
 * An IAM pattern as a predicate: `*` is any run of characters (it crosses `:` and `/`), `?` is one.
 * `${*}`, `${?}` and `${$}` are the literal characters; any other policy variable is refused.
 */
export function compilePattern(pattern: string, flags = ''): (text: string) => boolean {
  const source = pattern.replaceAll(/\$\{(.*?)\}|\*|\?|[.+^$()|[\]\\{}]/g, (found, variable: string | undefined) => {
    if (variable !== undefined) return literalVariable(variable, pattern);
    if (found === '*') return '[\\s\\S]*';
    return found === '?' ? '[\\s\\S]' : `\\${found}`;
  });
  const expression = new RegExp(`^${source}$`, flags);
  return (text) => expression.test(text);
}

function literalVariable(variable: string, pattern: string): string {
  if (!['*', '?', '$'].includes(variable)) {
    throw new Error(`IAM policy variable \${${variable}} in "${pattern}" is not known to the local run`);
  }
  return `\\${variable}`;
}
