#!/usr/bin/env node
// `npm test`: sets up what is missing, then lint, types, unit, services, engine and end-to-end tests.
// Ends with one line `N passed, N failed, N skipped` and exits with 1 when anything failed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, delimiter } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureChromium } from './setup/chromium.mjs'
import { ensureEngine } from './setup/engine.mjs'
import { ensurePackages, pinnedNode } from './setup/packages.mjs'
import { root, say } from './setup/root.mjs'

const total = { passed: 0, failed: 0, skipped: 0 }
const reports = mkdtempSync(join(tmpdir(), 'vitrine-test-'))

/** Runs a package's program under the pinned Node; true when it ended with 0. */
function run(node, env, script, ...args) {
  say(`${script.split('/').pop()} ${args.join(' ')}`)
  const result = spawnSync(node, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 1, 2],
    env
  })
  return result.status === 0
}

function count(ok) {
  total[ok ? 'passed' : 'failed'] += 1
}

/** Adds a report's counts; a runner that failed without reporting a failed test counts as one failure. */
function add(ok, read) {
  let counts
  try {
    counts = read()
  } catch (error) {
    say(`no report was written: ${error.message}`)
    counts = { passed: 0, failed: 0, skipped: 0 }
  }
  for (const key of Object.keys(total)) total[key] += counts[key]
  if (!ok && counts.failed === 0) total.failed += 1
}

try {
  ensurePackages()
  const node = pinnedNode()
  ensureBuild(node)
  await ensureEngine()
  const env = {
    ...process.env,
    PATH: dirname(node) + delimiter + process.env.PATH,
    VITRINE_ROOT: root,
    VITRINE_CHROMIUM: ensureChromium()
  }
  count(run(node, env, 'eslint/bin/eslint.js', '--max-warnings', '0', '.'))
  count(run(node, env, 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'))
  count(run(node, env, 'vue-tsc/bin/vue-tsc.js', '-p', 'tsconfig.node.json', '--noEmit'))
  count(run(node, env, 'vue-tsc/bin/vue-tsc.js', '-p', 'tsconfig.web.json', '--noEmit'))

  const unit = join(reports, 'unit.json')
  const unitOk = run(
    node,
    env,
    'vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${unit}`
  )
  add(unitOk, () => {
    const report = JSON.parse(readFileSync(unit, 'utf8'))
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests
    }
  })

  const e2e = join(reports, 'e2e.json')
  const e2eOk = run(
    node,
    { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: e2e },
    '@playwright/test/cli.js',
    'test',
    '--reporter=list,json'
  )
  add(e2eOk, () => {
    const { stats } = JSON.parse(readFileSync(e2e, 'utf8'))
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  })
} catch (error) {
  say(error.message)
  total.failed += 1
}
rmSync(reports, { recursive: true, force: true })
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)
