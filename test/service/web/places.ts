import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../architecture/sources.ts';
import type { World } from './world.ts';

/** One page as it is visited. */
export interface Place {
  /** its path in the routes, with `$` before what is different for each record */
  route: string;
  path: string;
  /** its one heading, or the beginning of it */
  title: string;
  /** without signing in */
  open?: true;
}

/** Paths of all pages, as the routes of the dashboard name them. */
export const routesOfTheDashboard = (): string[] => {
  const source = readFileSync(join(ROOT, 'web/src/routes.tsx'), 'utf8');
  return [...source.matchAll(/\bpath: '([^']+)'/g)].map(([, path = '']) => path);
};

/** Parts of the administration, as its pages link them. */
export const partsOfTheAdministration = (): string[] => {
  const source = readFileSync(join(ROOT, 'web/src/admin/admin-page.tsx'), 'utf8');
  return [...source.matchAll(/^ {2}'?(\w+)'?: \{ title:/gm)].map(([, part = '']) => part);
};

const ADMINISTRATION = [
  ['overview', 'Overview'],
  ['users', 'Users'],
  ['registrations', 'Registrations'],
  ['groups', 'Groups'],
  ['projects', 'Projects'],
  ['profiles', 'Manifest profiles'],
  ['vocabularies', 'Vocabularies'],
  ['metadata', 'Metadata'],
  ['services', 'Services'],
  ['jobs', 'Jobs'],
  ['tasks', 'Tasks'],
  ['settings', 'Settings'],
  ['audit', 'Audit'],
] as const;

/** Every page at least once, and again where it looks different in another state. */
export const placesOf = (world: World): readonly Place[] => [
  { route: '/', path: '/', title: 'Datasets', open: true },
  { route: '/app/datasets/$id', path: `/app/datasets/${world.released}`, title: 'Cortex, batch 1', open: true },
  { route: '/app/datasets/$id', path: `/app/datasets/${world.embargoed}`, title: 'Cerebellum', open: true },
  { route: '/app/sign-in', path: '/app/sign-in', title: 'Sign in', open: true },
  { route: '/app/register', path: '/app/register', title: 'Ask for an account', open: true },
  { route: '/app/forgotten-password', path: '/app/forgotten-password', title: 'Forgotten password', open: true },
  { route: '/app/set-password', path: `/app/set-password#${'x'.repeat(43)}`, title: 'Set a password', open: true },
  { route: '/app/jobs', path: '/app/jobs', title: 'Jobs', open: true },
  { route: '/app/jobs/$names', path: `/app/jobs/${world.job}`, title: `Run ${world.job}`, open: true },
  { route: '/app/job-runs/$uuid', path: `/app/job-runs/${world.batch}`, title: 'trial', open: true },
  { route: '/app', path: '/app', title: 'Submissions' },
  { route: '/app/submissions', path: '/app/submissions', title: 'Submissions' },
  { route: '/app/submissions/$id', path: `/app/submissions/${world.released}`, title: 'Cortex, batch 1' },
  { route: '/app/submissions/$id', path: `/app/submissions/${world.failed}`, title: 'Thalamus' },
  { route: '/app/submissions/$id', path: `/app/submissions/${world.waiting}`, title: 'Hippocampus' },
  { route: '/app/submit', path: '/app/submit', title: 'Submit a manifest' },
  { route: '/app/account', path: '/app/account', title: 'Account' },
  { route: '/app/assignments', path: '/app/assignments', title: 'Assignments' },
  { route: '/app/assignments/$key', path: `/app/assignments/${world.assignment}`, title: 'Parcels of the lab' },
  { route: '/app/drafts/$id', path: `/app/drafts/${world.draft}`, title: '' },
  { route: '/app/sample-sheet', path: '/app/sample-sheet', title: 'Submit a sample sheet' },
  { route: '/app/admin/projects/$key', path: `/app/admin/projects/${world.project}`, title: 'Land use' },
  { route: '/app/admin/projects/$key/new', path: `/app/admin/projects/${world.project}/new`, title: 'New spec' },
  { route: '/app/admin/specifications/$key', path: `/app/admin/specifications/${world.specification}`, title: 'Parc' },
  { route: '/app/admin/reports/$key', path: `/app/admin/reports/${world.specification}`, title: 'Reports of' },
  { route: '/app/admin', path: '/app/admin', title: 'Overview' },
  ...ADMINISTRATION.map(([part, title]) => ({ route: '/app/admin/$part', path: `/app/admin/${part}`, title })),
];
