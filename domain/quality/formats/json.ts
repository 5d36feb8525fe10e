import { findingsOf, type Problem, quoted } from '../findings.ts';
import type { Sample } from '../sample.ts';

export function checkJson({ name, content, complete }: Sample): readonly Problem[] {
  const found = findingsOf(name);
  const text = new TextDecoder().decode(content);
  if (!complete) {
    if (!/^\s*[[{"]/.test(text)) found.line(1, `expected JSON, found ${quoted(text.slice(0, 40))}`);
    return found.problems;
  }
  try {
    JSON.parse(text);
  } catch (error) {
    found.file(`expected JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return found.problems;
}
