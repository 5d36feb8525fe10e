import { type Caller, expectOk } from '../client.ts';
import { announceFile, defineMetadata, stageFile, stageSet } from '../datameta/staging.ts';
import { ask, draft, post, submitted } from '../gateway/asking.ts';
import { defineJob, jobEnded, submitJob } from '../jobs/job-runs.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { csvFile, manifestOf, md5, release, stepEnded, submit } from '../submitting.ts';

/** A site with something on every page. */
export interface World {
  /** a site admin, whose group is asked for everything */
  grace: Person;
  /** by the parameters of the pages' paths */
  released: string;
  embargoed: string;
  failed: string;
  waiting: string;
  project: string;
  specification: string;
  assignment: string;
  draft: string;
  job: string;
  batch: string;
}

const SCHEMA = {
  fields: [
    { name: 'id', type: 'integer', constraints: { required: true, unique: true } },
    { name: 'area', type: 'number', constraints: { minimum: 0 } },
    { name: 'use', type: 'string', constraints: { enum: ['arable', 'forest', 'pasture'] } },
  ],
};
const CHECKS = [{ name: 'Parcels', kind: 'table', input: 'Land registry/Parcels', schema: SCHEMA }];
const PARCELS = 'id,area,use\n1,2.5,forest\n2,-1,forest\nx,3,meadow\n2,4,arable\n';

/** The group has a name that people would choose, so that its pages can be looked at. */
export async function makeWorld(admin: Caller): Promise<World> {
  const group = await newGroup(admin, 'Land survey');
  const grace = await newPerson(admin, group, { siteAdmin: true, groupAdmin: true }, 'grace');
  const [submissions, asked, jobs] = await Promise.all([
    makeSubmissions(grace),
    makeGateway(grace, group),
    makeJobs(grace),
    makeSampleSheet(grace),
    makeRequests(grace),
  ]);
  return { grace, ...submissions, ...asked, ...jobs };
}

async function makeSubmissions(grace: Person): Promise<Pick<World, 'released' | 'embargoed' | 'failed' | 'waiting'>> {
  const two = [csvFile('cortex_1.csv'), csvFile('cortex_2.csv', 900)];
  const broken = { ...csvFile('thalamus.bam'), type: 'bam' };
  const [released, embargoed, failed, waiting] = await Promise.all([
    release(grace, two, 'open', { label: 'Cortex, batch 1' }),
    release(grace, [csvFile('cerebellum_with_a_rather_long_name_of_a_file_2027-03-01.csv')], 'embargo', {
      label: 'Cerebellum',
    }),
    release(grace, [broken], 'open', { label: 'Thalamus' }),
    submit(grace, manifestOf([csvFile('hippocampus_1.csv'), csvFile('hippocampus_2.csv')]), { label: 'Hippocampus' }),
  ]);
  await stepEnded(grace, waiting, 'manifest_validated');
  await submit(grace, Buffer.from('File_name\tSpecies\nx.csv\tmous\n'), { label: 'Amygdala' });
  return { released: released.id, embargoed: embargoed.id, failed: failed.id, waiting };
}

async function makeGateway(
  grace: Person,
  group: string,
): Promise<Pick<World, 'project' | 'specification' | 'assignment' | 'draft'>> {
  const inputs = [
    { dataStorePath: 'Land registry/Parcels', name: 'Parcels', types: ['csv'] },
    { dataStorePath: 'Land registry/Maps', name: 'Maps', mode: 'optional', types: ['pdf', 'png'] },
  ];
  const description = 'All parcels of the district, as they were on the last day of the month.';
  const fields = { inputs, checks: CHECKS, description, policy: 'restricted' };
  const { projectKey, specificationKey, assignmentKey } = await ask(grace, group, fields);
  await submitted(grace, assignmentKey, PARCELS);
  await submitted(grace, assignmentKey, 'id,area,use\n1,2.5,forest\n');
  const { id } = await draft(grace, assignmentKey);
  await post(grace, id, PARCELS);
  return { project: projectKey, specification: specificationKey, assignment: assignmentKey, draft: id };
}

async function makeJobs(grace: Person): Promise<Pick<World, 'job' | 'batch'>> {
  const lines = { alias: 'lines', flag: '-n', default: '2', validation: { min: 1, max: 1000 } };
  const head = { command: ['head', '$P1', '$I1'], inputs: ['.fasta'], stdout: '.head', parameters: [lines] };
  await defineJob(grace, 'first-lines', { head }, [['head']], { description: 'The first lines of a text.' });
  const batch = await submitJob(grace, 'first-lines', '>a\nMK\n>b\nMV\n');
  await jobEnded(grace, batch);
  return { job: 'first-lines', batch };
}

async function makeSampleSheet(grace: Person): Promise<void> {
  await defineMetadata(grace);
  const record = { Date: '2027-03-01', 'ZIP Code': '123', FileR1: 'one.txt', FileR2: null };
  await stageSet(grace, { ...record, '#ID': 'S1' });
  await stageSet(grace, { ...record, '#ID': 'S2', FileR1: 'two.txt' });
  await stageFile(grace, 'one.txt', Buffer.from('one'));
  await announceFile(grace, 'three.txt', md5(Buffer.from('three')));
}

async function makeRequests(grace: Person): Promise<void> {
  await expectOk(grace, '/api/v1/services', { body: { name: 'Sequencing' } });
  await expectOk(grace, '/api/v1/tokens', { body: { label: 'laptop' } });
  const asked = { org_select: null, org_create: 'yes', org_new_name: 'Observatory', check_user_agreement: true };
  await expectOk({ url: grace.url, token: '' }, '/api/v1/registrations', {
    body: { name: 'Caroline Herschel', email: 'caroline@example.org', ...asked },
  });
}
