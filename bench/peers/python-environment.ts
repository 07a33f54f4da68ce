import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { userCache } from '../../bin/provision/engine-release.mjs'

const packages = {
  keras: ['tensorflow-cpu==2.21.0', 'keras==3.15.1'],
  torch: ['torch==2.15.0', 'numpy'],
  sklearn: ['scikit-learn==1.7.2']
} as const
export type Peer = keyof typeof packages

/** A Python with the peer's packages from PyPI, made once in the user's cache. Null, after saying why, where that fails. */
export function peerPython(peer: Peer, say: (line: string) => void): string | null {
  const dir = join(userCache(), 'bench', `${packages[peer].join('-').replaceAll('==', '-')}`)
  const python = join(dir, 'bin', 'python')
  const marker = join(dir, 'complete')
  if (existsSync(marker)) return python
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  say(`installing ${packages[peer].join(' and ')} from PyPI into ${dir}`)
  const made = spawnSync('python3', ['-m', 'venv', dir], { encoding: 'utf8' })
  const installed =
    made.status === 0
      ? spawnSync(python, ['-m', 'pip', 'install', '-q', '--no-cache-dir', ...packages[peer]], { encoding: 'utf8' })
      : made
  if (installed.status !== 0) {
    say(`${peer} is left out: ${(installed.stderr || String(installed.error)).trim().split('\n').at(-1)}`)
    return null
  }
  writeFileSync(marker, '')
  return python
}
