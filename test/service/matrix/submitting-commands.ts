import * as fc from 'fast-check';
import { expect } from 'vitest';
import { type Answer, call } from '../client.ts';
import { PATH } from '../gateway/asking.ts';
import { announce, put, submit } from '../submitting.ts';
import { settle } from './checks.ts';
import { anybody, type Command, changers, choices, chosen, command } from './command.ts';
import { namesOf, type Site, submitAt, submitJob, submitManifest } from './doors.ts';
import {
  type Model,
  mayChange,
  type Phase,
  RIGHTS,
  refusalFor,
  restOf,
  type Sub,
  type Who,
  wasStarted,
} from './model.ts';
import { historyOf, type OwnView } from './readers.ts';
import type { World } from './world.ts';

type Kind = Pick<Sub, 'door' | 'good'> & Partial<Sub>;

/** Takes a submission into the model; it counts, unless it is a draft. */
export async function remember(world: World, model: Model, ref: string, owner: Who, kind: Kind): Promise<Sub> {
  const group = kind.group ?? RIGHTS[owner].group ?? 'home';
  const sub: Sub = {
    number: model.subs.length,
    names: await namesOf(world.callers.root, ref),
    owner,
    group,
    endless: false,
    byUuid: false,
    hasFile: false,
    phase: 'going',
    fates: [],
    attempt: 1,
    seenSteps: 0,
    ...kind,
  };
  if (sub.phase === 'going') sub.fates = [restOf(sub)];
  model.subs.push(sub);
  if (sub.phase !== 'draft') model.listed.push({ names: sub.names, owner, group });
  return sub;
}

const members: fc.Arbitrary<Who> = fc.constantFrom<Who[]>('ada', 'bob', 'gina', 'olga', 'otto');
const isDraft = (sub: Sub): boolean => sub.phase === 'draft';
const isWaiting = ({ phase }: Sub): boolean => phase === 'waiting';
const hasManifest = ({ file }: Sub): boolean => file !== undefined;
const isReady = (sub: Sub): boolean => isDraft(sub) && sub.hasFile;
const isGateway = (sub: Sub): boolean => sub.door === 'gateway';

async function openDraft(model: Model, world: World, who: Who): Promise<void> {
  const path = `/api/v1/assignments/${world.site.assignmentKey}/submission`;
  const answer = await call<OwnView>(world.callers[who], path, { method: 'POST' });
  const { group, administers, reads } = RIGHTS[who];
  const refusal = who === 'nobody' ? 401 : group === 'home' ? 200 : administers || reads ? 403 : 404;
  expect({ who, status: answer.status }).toEqual({ who, status: refusal });
  if (answer.status !== 200) return;
  await remember(world, model, answer.json.id, who, { door: 'gateway', good: true, phase: 'draft' });
}

/** Hands in the input of a draft. */
async function fill(world: World, who: Who, sub: Sub, good: boolean): Promise<void> {
  const raw = new FormData();
  raw.set('file', new Blob(['id,area\n1,2\n']), good ? 'parcels.csv' : 'parcels.pdf');
  const path = `/api/v1/submissions/${sub.names.siteId}/inputs?dataStorePath=${encodeURIComponent(PATH)}`;
  const { status } = await call(world.callers[who], path, { raw });
  expect({ who, status }).toEqual({ who, status: refusalFor(who, sub, mayChange) ?? (isDraft(sub) ? 200 : 409) });
  if (status === 200) Object.assign(sub, { hasFile: true, good });
}

export const startAs = (world: World, who: Who, { names }: Sub): Promise<Answer> =>
  call(world.callers[who], `/api/v1/submissions/${names.uuid}/start`, { method: 'POST' });

/** A draft that has been started counts from then on. */
export function started(model: Model, sub: Sub, fates: readonly Phase[] = [restOf(sub)]): void {
  if (!wasStarted(model, sub)) model.listed.push({ names: sub.names, owner: sub.owner, group: sub.group });
  sub.phase = 'going';
  sub.fates = fates;
}

async function start(model: Model, world: World, who: Who, sub: Sub): Promise<void> {
  if (!isDraft(sub)) await settle(world, sub);
  const { status } = await startAs(world, who, sub);
  const canStart = isDraft(sub) ? sub.hasFile : sub.phase === 'succeeded';
  expect({ who, status }).toEqual({ who, status: refusalFor(who, sub, mayChange) ?? (canStart ? 200 : 409) });
  if (status === 200 && isDraft(sub)) started(model, sub);
}

/** Announces the file of a manifest; where it waits for that, sends it. */
async function upload(world: World, who: Who, sub: Sub): Promise<void> {
  await settle(world, sub);
  const { file, names, phase } = sub;
  if (file === undefined) throw new Error('The command was not possible.');
  const body = { files: [{ name: file.name, size: file.bytes.length }] };
  const { status } = await call(world.callers[who], `/api/v1/submissions/${names.uuid}/uploads`, { body });
  expect({ who, status }).toEqual({
    who,
    status: refusalFor(who, sub, mayChange) ?? (phase === 'waiting' ? 200 : 409),
  });
  if (status !== 200) return;
  await sendFile(world, sub);
  Object.assign(sub, { phase: 'going', fates: [restOf(sub)] });
}

/** @returns whether it has been sent; it is not where the submission has ended since it was announced */
export async function sendFile({ callers }: World, sub: Sub): Promise<void> {
  const { file, names } = sub;
  if (file === undefined) throw new Error('There is no file to be sent.');
  const [target] = await announce(callers.root, names.id, [file]);
  if (target === undefined) throw new Error(`${file.name} was not announced.`);
  expect((await put(target, file.bytes)).status).toBe(200);
  sub.hasFile = true;
}

async function job(model: Model, world: World, who: Who, kind: keyof Site['jobs']): Promise<void> {
  const { site, callers } = world;
  const isPublic = kind === 'public';
  if (!isPublic && (who === 'nobody' || (RIGHTS[who].group !== 'home' && !RIGHTS[who].administers))) {
    const raw = new FormData();
    const fields = {
      job: site.jobs[kind],
      submission_name: 'trial',
      email: 'ada@example.org',
      input_data: new Blob(['x']),
    };
    for (const [field, value] of Object.entries(fields)) raw.set(field, value);
    const { status } = await call(callers[who], '/analytics_automated/submission/', { raw });
    expect({ who, status }).toEqual({ who, status: who === 'nobody' ? 401 : 403 });
    return;
  }
  const { uuid } = await submitJob(callers[who], site.jobs[kind]);
  await remember(world, model, uuid, who, {
    door: 'jobs',
    good: kind !== 'bad',
    endless: kind === 'endless',
    byUuid: isPublic,
  });
}

async function manifest(model: Model, world: World, who: Who, good: boolean, access: string): Promise<void> {
  const caller = world.callers[who];
  if (!good) {
    const id = await submit(caller, Buffer.from('no\tmanifest\n'));
    await remember(world, model, id, who, { door: 'nemo', good });
    return;
  }
  const { id, file } = await submitManifest(caller, access);
  await remember(world, model, id, who, { door: 'nemo', good, file });
}

/** Making submissions, at each of the doors. */
export const creating: fc.Arbitrary<Command>[] = [
  fc
    .tuple(members, fc.constantFrom(true, true, true, false), fc.constantFrom('open', 'controlled'))
    .map(([who, good, access]) =>
      command(`${who} submits a ${good ? 'good' : 'bad'} manifest of ${access} data`, (model, world) =>
        manifest(model, world, who, good, access),
      ),
    ),
  fc.tuple(members, fc.constantFrom(true, true, false)).map(([who, good]) =>
    command(`${who} submits ${good ? 'good' : 'bad'} metadata`, async (model, world) => {
      const { uuid } = await submitAt('datameta', world.callers[who], world.site, good ? 'good' : 'bad');
      await remember(world, model, uuid, who, { door: 'datameta', good });
    }),
  ),
  anybody.map((who) => command(`${who} opens a draft`, (model, world) => openDraft(model, world, who))),
  fc
    .tuple(anybody, fc.constantFrom<(keyof Site['jobs'])[]>('good', 'bad', 'endless', 'public', 'public'))
    .map(([who, kind]) => command(`${who} submits to the ${kind} job`, (model, world) => job(model, world, who, kind))),
];

/** Several people at once: whose submission came first, the list of the site says, and all others say the same. */
export const creatingAtOnce: fc.Arbitrary<Command> = fc
  .array(fc.oneof(...creating), { minLength: 3, maxLength: 5 })
  .map((all) =>
    command(`at once: ${all.map(String).join('; ')}`, async (model, world) => {
      const before = model.listed.length;
      await Promise.all(all.map((one) => one.run(model, world)));
      const { ids } = await historyOf(world.callers.root, 'all=y');
      const made = model.listed.splice(before);
      model.listed.push(...made.toSorted((a, b) => ids.indexOf(b.names.id) - ids.indexOf(a.names.id)));
    }),
  );

/** Handing in what submissions wait for. */
export const completing: fc.Arbitrary<Command>[] = [
  fc.tuple(changers, choices).map(([who, choice]) =>
    command(
      `${who} uploads the file of ${choice}`,
      (model, world) => upload(world, who, chosen(model, choice, hasManifest, isWaiting)),
      ({ subs }) => subs.some(hasManifest),
    ),
  ),
  fc.tuple(changers, choices, fc.constantFrom(true, true, false)).map(([who, choice, good]) =>
    command(
      `${who} hands in a ${good ? 'good' : 'bad'} input of ${choice}`,
      (model, world) => fill(world, who, chosen(model, choice, isGateway, isDraft), good),
      ({ subs }) => subs.some(isGateway),
    ),
  ),
  fc.tuple(changers, choices).map(([who, choice]) =>
    command(
      `${who} starts ${choice}`,
      (model, world) => start(model, world, who, chosen(model, choice, isGateway, isReady)),
      ({ subs }) => subs.some(isGateway),
    ),
  ),
];
