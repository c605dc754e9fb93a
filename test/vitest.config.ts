import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // Most of them wait for processes and clocks; alone on two cores the default is one.
    maxWorkers: 2,
    // Whole runs with real processes on a machine that others keep busy: a defect fails twice, a hiccup does not.
    retry: process.env.CI ? 1 : 0,
  },
})
