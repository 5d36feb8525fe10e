import { Button, Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatDuration } from '../format.ts';
import { isOpen, type Uploads } from './board.ts';
import { UploadTable } from './upload-table.tsx';
import type { Sending } from './use-uploads.ts';

/** How far uploads are, together and each, and what can be done with them. Nothing while there are none. */
export function UploadProgress({ uploads, uploader }: Sending): ReactNode {
  const { items, sent, total, paused } = uploads;
  if (items.length === 0) return null;
  const failed = items.filter(({ state }) => state === 'failed').length;
  return (
    <div style={{ marginTop: '1rem' }}>
      <Group justify="space-between">
        <Text size="sm" role="status">
          {summaryOf(uploads)}
        </Text>
        <Group gap="xs">
          {failed > 0 && (
            <Button size="xs" variant="default" onClick={uploader.retry}>
              {failed === 1 ? 'Try again' : `Try ${failed} failed files again`}
            </Button>
          )}
          {items.some(isOpen) && (
            <Button size="xs" variant="default" onClick={paused ? uploader.resume : uploader.pause}>
              {paused ? 'Resume' : 'Pause'}
            </Button>
          )}
        </Group>
      </Group>
      <Progress mt={6} value={total === 0 ? 100 : (sent / total) * 100} aria-label="All files" />
      <UploadTable items={items} onDrop={uploader.drop} />
    </div>
  );
}

function summaryOf({ items, sent, total, speed, left, paused }: Uploads): string {
  const done = items.filter(({ state }) => state === 'done').length;
  const parts = [`${done} of ${formatCount(items.length, 'file')} sent, ${formatBytes(sent)} of ${formatBytes(total)}`];
  if (items.some(isOpen)) {
    if (speed > 0) parts.push(`${formatBytes(Math.round(speed))}/s`);
    if (left !== undefined) parts.push(`${formatDuration(left)} left`);
  }
  if (paused) parts.push('paused');
  return parts.join(', ');
}
