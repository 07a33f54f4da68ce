import { defineConfig } from '@playwright/test'

/** One worker: the specs share two cores with a training engine, and each starts its own host on its own project. */
export default defineConfig({
  testDir: 'e2e/specs',
  workers: 1,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  use: {
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    trace: 'retain-on-failure',
    launchOptions: {
      // In the C locale of a bare machine Chromium can't open a file whose name is not ASCII.
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      ...(process.env.VITRINE_CHROMIUM && { executablePath: process.env.VITRINE_CHROMIUM }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
    }
  }
})
