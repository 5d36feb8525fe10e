/** `{name}`, or a doubled brace for a brace, as in Python's `str.format`. */
const MARK = /\{\{|\}\}|\{(?<name>[^{}]*)\}|[{}]/g;

/** Why a template cannot be filled in; undefined where it can. */
export function templateFault(template: string, placeholders: readonly string[]): string | undefined {
  for (const { 0: mark, groups } of template.matchAll(MARK)) {
    if (mark === '{' || mark === '}') return `A "${mark}" stands alone; write "${mark}${mark}" for a brace.`;
    const name = groups?.['name'];
    if (name !== undefined && !placeholders.includes(name)) {
      const known = placeholders.map((placeholder) => `{${placeholder}}`).join(', ');
      return `"{${name}}" stands for nothing here; there are ${known}.`;
    }
  }
  return undefined;
}

/** Fills in a template; line breaks of the values become blanks, so that no value can pass for a line of the mail. */
export const fillIn = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(MARK, (mark, ...rest) => {
    if (mark === '{{' || mark === '}}') return mark.slice(1);
    const name = (rest.at(-1) as { name?: string }).name ?? '';
    return Object.hasOwn(values, name) ? (values[name] ?? '').replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ') : mark;
  });
