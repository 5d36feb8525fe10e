import { csvFile, form, manifestOf, type SampleFile } from '../../service/submitting.ts';
import { type Actor, onceOnly, stepped } from '../actor.ts';
import { promise } from '../ledger.ts';
import { embargo, meddle } from './changes.ts';
import { md5, upload } from './upload.ts';

/** A manifest, its files (not always all of them), a webhook; cancelled, redriven or put under embargo at times. */
export async function nemo(actor: Actor): Promise<void> {
  const { schedule, happens, below, site } = actor;
  const files = Array.from({ length: 1 + below(5) }, (_, f) => csvFile(`f${schedule}-${f}.csv`, happens(40) ? 30 : 3));
  // what is in it is no FASTQ
  if (happens(8)) files[0] = { ...(files[0] as SampleFile), type: 'fastq' };
  const access = ['open', 'controlled', 'embargo'][below(3)] ?? 'open';
  const webhook = happens(50) && site.webhook !== undefined;
  const fields = { ...(access === 'embargo' && { embargo_until: '2090-01-01' }), ...(webhook && notification(actor)) };
  const answer = await actor.insist<{ id: string }>('POST /api/submission', {
    form: form(manifestOf(files, access), fields),
    ...onceOnly(actor, 1),
  });
  if (answer?.status !== 200) return;
  const { id } = answer.body;
  const promised = promise(actor.ledger, id, 'nemo', { sent: false, ...(webhook && { webhook }) });
  await actor.until(id, stepped('manifest_validated'));
  const chosen = files.slice(happens(12) ? 1 : 0);
  const sent = await upload(actor, id, chosen);
  for (const file of files) if (sent.has(file.name)) promised.files.set(file.name, md5(file.bytes));
  promised.sent = sent.size === files.length;
  if (access === 'embargo') {
    for (let change = below(3); change > 0; change--) await embargo(actor, promised);
    await actor.until(id, stepped('https_release'), 4000);
    if (happens(60)) await embargo(actor, promised);
  }
  await meddle(actor, promised);
}

const notification = ({ site, schedule }: Actor) => ({
  notification: JSON.stringify({
    url: `${site.webhook}?schedule=${schedule}`,
    method: 'POST',
    auth_type: 'none',
    auth_details: null,
  }),
});
