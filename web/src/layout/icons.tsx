import type { ReactNode } from 'react';

function Icon({ path }: { path: string }): ReactNode {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

export const MenuIcon = (): ReactNode => <Icon path="M4 6h16M4 12h16M4 18h16" />;
export const PersonIcon = (): ReactNode => <Icon path="M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c0-4 4-6 8-6s8 2 8 6" />;
export const SunIcon = (): ReactNode => (
  <Icon path="M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1 1M18 18l1 1M5 19l1-1M18 6l1-1" />
);
export const MoonIcon = (): ReactNode => <Icon path="M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10" />;
export const DoneIcon = (): ReactNode => <Icon path="M5 13l4 4L19 7" />;
export const FailedIcon = (): ReactNode => <Icon path="M6 6l12 12M18 6L6 18" />;
export const RunningIcon = (): ReactNode => <Icon path="M12 3a9 9 0 0 1 9 9" />;
export const WaitingIcon = (): ReactNode => <Icon path="M12 7v5l3 3" />;
