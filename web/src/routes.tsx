import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { page } from './layout/lazy-page.ts';
import { Shell } from './layout/shell.tsx';
import { Loading, NotFound, Unopened } from './layout/states.tsx';
import { parseWanted } from './portal/wanted.ts';
import { currentSession } from './session/session.ts';
import { parseFilters } from './submissions/filters.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

/** Where a path of this site leads, once somebody has signed in; never to another site. */
const parseNext = ({ next }: Record<string, unknown>): { next?: string } =>
  typeof next === 'string' && /^\/app\/(?!\/)/.test(next) ? { next } : {};

const open = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    validateSearch: parseWanted,
    component: page(() => import('./portal/datasets-page.tsx'), 'DatasetsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/app/datasets/$id',
    component: page(() => import('./portal/dataset-page.tsx'), 'DatasetPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/app/sign-in',
    validateSearch: parseNext,
    component: page(() => import('./session/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/app/register',
    component: page(() => import('./session/register-page.tsx'), 'RegisterPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/app/forgotten-password',
    component: page(() => import('./session/forgotten-password-page.tsx'), 'ForgottenPasswordPage'),
  }),
  // The links of mails lead here; what stands behind `#` is the page's.
  createRoute({
    getParentRoute: () => root,
    path: '/app/set-password',
    component: page(() => import('./session/set-password-page.tsx'), 'SetPasswordPage'),
  }),
  // Public jobs are run, and their results read, without signing in.
  createRoute({
    getParentRoute: () => root,
    path: '/app/jobs',
    component: page(() => import('./jobs/jobs-page.tsx'), 'JobsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/app/jobs/$names',
    component: page(() => import('./jobs/run-page.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/app/job-runs/$uuid',
    component: page(() => import('./jobs/batch-page.tsx'), 'BatchPage'),
  }),
] as const;

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ location }) => {
    if (currentSession() === undefined) {
      throw redirect({ to: '/app/sign-in', search: { next: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/app',
  beforeLoad: () => {
    throw redirect({ to: '/app/submissions' });
  },
});

const history = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/submissions',
  validateSearch: parseFilters,
  component: page(() => import('./submissions/history-page.tsx'), 'HistoryPage'),
});

const submission = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/submissions/$id',
  component: page(() => import('./submissions/submission-page.tsx'), 'SubmissionPage'),
});

const submit = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/submit',
  component: page(() => import('./submit/submit-page.tsx'), 'SubmitPage'),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/account',
  component: page(() => import('./account/account-page.tsx'), 'AccountPage'),
});

const assignments = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/assignments',
  component: page(() => import('./assignments/assignments-page.tsx'), 'AssignmentsPage'),
});

const assignment = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/assignments/$key',
  component: page(() => import('./assignments/assignment-page.tsx'), 'AssignmentPage'),
});

const draft = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/drafts/$id',
  component: page(() => import('./assignments/draft-page.tsx'), 'DraftPage'),
});

const sampleSheet = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/sample-sheet',
  component: page(() => import('./metadata/sample-sheet-page.tsx'), 'SampleSheetPage'),
});

const adminGateway = [
  createRoute({
    getParentRoute: () => signedIn,
    path: '/app/admin/projects/$key',
    component: page(() => import('./admin/gateway/project-page.tsx'), 'ProjectPage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/app/admin/projects/$key/new',
    component: page(() => import('./admin/gateway/new-specification-page.tsx'), 'NewSpecificationPage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/app/admin/specifications/$key',
    component: page(() => import('./admin/gateway/specification-page.tsx'), 'SpecificationPage'),
  }),
  createRoute({
    getParentRoute: () => signedIn,
    path: '/app/admin/reports/$key',
    component: page(() => import('./admin/gateway/reports-page.tsx'), 'ReportsPage'),
  }),
] as const;

const administration = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/admin',
  beforeLoad: ({ location }) => {
    if (location.pathname === '/app/admin') throw redirect({ to: '/app/admin/$part', params: { part: 'overview' } });
  },
});

const admin = createRoute({
  getParentRoute: () => signedIn,
  path: '/app/admin/$part',
  component: page(() => import('./admin/admin-page.tsx'), 'AdminPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    ...open,
    signedIn.addChildren([
      home,
      history,
      submission,
      submit,
      account,
      administration,
      admin,
      assignments,
      assignment,
      draft,
      sampleSheet,
      ...adminGateway,
    ]),
  ]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: Unopened,
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
