import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/test-backend'
import { forkFrom } from './fork-engine'

test.runIf(process.platform === 'linux')(
  'a terminal’s Ctrl+C does not reach the engine: its group is its own',
  async () => {
    const entry = join(await temporaryFolder(), 'engine.mjs')
    await writeFile(entry, 'setInterval(() => {}, 1000)')
    const child = forkFrom(entry)({ role: 'trainer', env: {} })
    const exited = new Promise<void>(resolve => child.onExit(() => resolve()))
    // The fifth field of a process' state is its group; the second, its name, may hold blanks.
    const [, group] = / \S (?:\d+) (\d+) /.exec(readFileSync(`/proc/${child.pid}/stat`, 'utf8')) ?? []
    expect(Number(group)).toBe(child.pid)
    child.kill()
    await exited
  }
)
