import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface AdminTrailProps {
  /** keys */
  project?: string | undefined;
  specification?: string | undefined;
}

/** The way back: all projects, a project, a specification. */
export function AdminTrail({ project, specification }: AdminTrailProps): ReactNode {
  return (
    <>
      <Anchor component={Link} to="/app/admin/$part" params={{ part: 'projects' } as never}>
        Projects
      </Anchor>
      {project !== undefined && (
        <Anchor component={Link} to="/app/admin/projects/$key" params={{ key: project } as never}>
          {project}
        </Anchor>
      )}
      {specification !== undefined && (
        <Anchor component={Link} to="/app/admin/specifications/$key" params={{ key: specification } as never}>
          {specification}
        </Anchor>
      )}
    </>
  );
}
