import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@shared': resolve('src/shared'), '@': resolve('src/renderer/src') } },
  test: {
    include: ['src/**/*.test.ts', 'bin/**/*.test.ts', 'lint/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes soon on a quiet machine; on a busy one, a second is no proof that it never does.
    expect: { poll: { timeout: 20_000 } }
  }
})
