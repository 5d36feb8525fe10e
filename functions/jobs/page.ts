const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** What an answer says, for people: the JSON, indented. Nothing in it is markup, and nothing is loaded. */
export function pageOf(title: string, json: string): string {
  const text = JSON.stringify(JSON.parse(json), null, 4);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
</head>
<body>
<h1>${escaped(title)}</h1>
<pre>${escaped(text)}</pre>
</body>
</html>
`;
}

/** The page runs no script and loads nothing, whatever a submitter has written into it. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;
