import { defineConfig } from '@playwright/test';
import { defineBddConfig } from 'playwright-bdd';

const features = defineBddConfig({
  features: 'features/*.feature',
  steps: ['features/steps/*.ts', 'support/app.ts'],
  outputDir: '../dist/features',
  missingSteps: 'fail-on-gen',
});

export default defineConfig({
  globalSetup: './support/electron-setup.ts',
  outputDir: '../test-results',
  workers: 2,
  retries: 0,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  projects: [
    { name: 'e2e', testDir: './e2e' },
    { name: 'features', testDir: features },
  ],
});
