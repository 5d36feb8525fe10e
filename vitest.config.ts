import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const patience = { testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // most files wait for a service of their own, so none of the processors has to be kept free
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: { ...patience, name: 'rooms', include: ['test/**/*.test.ts'], exclude: ['test/service/**'] },
      },
      {
        // the whole service, as `npm start` runs it
        test: {
          ...patience,
          name: 'service',
          include: ['test/service/**/*.test.ts'],
          globalSetup: ['test/service/global-setup.ts'],
        },
      },
    ],
  },
});
