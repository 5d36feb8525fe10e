import type { ReactNode } from 'react';
import { formatMoment } from '../format.ts';

/** A moment in the reader's own time zone, which is not broken over two lines. */
export const Moment = ({ iso }: { iso: string }): ReactNode => <time dateTime={iso}>{formatMoment(iso)}</time>;
