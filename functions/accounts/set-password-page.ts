import { createHash } from 'node:crypto';
import type { Reply } from '../http/route.ts';

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 26rem; margin: 3rem auto; padding: 0 1rem; }
label { display: block; margin-top: 1rem; }
input, button { font: inherit; padding: 0.5rem; box-sizing: border-box; }
input { width: 100%; }
button { margin-top: 1.5rem; }
[role=alert] { color: light-dark(#a40000, #ff9a9a); }
`;

// The secret is taken from the fragment and out of the address bar, so that it is in no history and no shared screen.
const SCRIPT = `
const secret = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
const form = document.querySelector('form');
const say = (id, text) => {
  for (const line of document.querySelectorAll('[data-message]')) line.textContent = line.id === id ? text : '';
};
if (secret === '') say('problem', 'This page is opened by the link in a mail. Open that link again.');
else form.hidden = false;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const [first, second] = [form.elements.password.value, form.elements.again.value];
  if (first !== second) return say('problem', 'The two passwords are not the same.');
  form.elements.save.disabled = true;
  try {
    const answer = await fetch('/api/v1/password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ link: secret, newPassword: first }),
    });
    const body = await answer.json();
    if (!answer.ok) return say('problem', body.detail ?? 'That did not work. Try again in a minute.');
    form.hidden = true;
    say('done', 'The password is set. Your username is ' + body.username + '. You can close this page.');
  } catch {
    say('problem', 'The service cannot be reached. Try again in a minute.');
  } finally {
    form.elements.save.disabled = false;
  }
});
`;

const hashSource = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but this page's own style and script, and calls to this very site. */
const POLICY = [
  "default-src 'none'",
  `script-src ${hashSource(SCRIPT)}`,
  `style-src ${hashSource(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page behind the links in mails: sets a password with the one-time secret in the fragment of its address. */
export const setPasswordPage = (siteName: string): Reply => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  },
  text: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Set a password – ${escaped(siteName)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Set a password</h1>
<p>For your account at ${escaped(siteName)}.</p>
<noscript><p>This page needs JavaScript, because the secret of your link is not sent to the server before you decide.</p></noscript>
<p id="problem" role="alert" data-message></p>
<p id="done" role="status" data-message></p>
<form hidden>
<p id="rules">At least 10 characters, with an upper-case letter, a lower-case letter and a digit.</p>
<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="10" maxlength="128" aria-describedby="rules">
<label for="again">The same again</label>
<input id="again" name="again" type="password" autocomplete="new-password" required maxlength="128">
<button name="save">Set password</button>
</form>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`,
});
