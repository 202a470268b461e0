import { defineConfig } from '@playwright/test';

import base from '../playwright.config.ts';

/** Benchmarks: one at a time, nothing beside them. `cargo xtask bench editor` runs this. */
export default defineConfig(base, {
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results/bench',
  reporter: 'line',
  workers: 1,
  timeout: 20 * 60_000,
});
