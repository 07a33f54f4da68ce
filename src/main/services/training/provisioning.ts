import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Provision } from '@shared/contract/engine-info'
import { VitrineError } from '@shared/contract/errors'

export interface ProvisionStep {
  /** Share done in [0, 1], null while unknown. */
  readonly share: number | null
  readonly text: string
}

export interface Provisioner {
  check(gpu: boolean): Promise<Provision>
  install(gpu: boolean, report: (step: ProvisionStep) => void, signal: AbortSignal): Promise<void>
  uninstall(gpu: boolean): Promise<void>
}

const checkSchema = v.object({
  available: v.boolean(),
  reason: v.nullable(v.string()),
  downloadBytes: v.nullable(v.number())
})
const failedSchema = v.object({ error: v.object({ message: v.string() }) })

/** TensorFlow in the user's cache, by the set-up's own program `bin/provision/engine.mjs` in a process of its own. */
export function createProvisioner(programDir: string): Provisioner {
  const script = join(programDir, 'bin', 'provision', 'engine.mjs')

  async function run(
    flags: readonly string[],
    report?: (step: ProvisionStep) => void,
    signal?: AbortSignal
  ): Promise<unknown> {
    // The program tells by its path whether it is run or imported, and knows that without links.
    const child = spawn(process.execPath, [realpathSync(script), ...flags, '--json'], {
      // Under Electron this program is to be plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal })
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    const lines = createInterface({ input: child.stderr })
    lines.on('line', line => report?.(readStep(line)))
    const failure = await new Promise<Error | null>(resolve => {
      child.once('error', resolve)
      child.once('close', () => resolve(null))
    })
    signal?.throwIfAborted()
    if (failure) throw new VitrineError('ENGINE_FAILED', `The engine's set-up can't be started: ${failure.message}`)
    const document = parseLast(output)
    const failed = v.safeParse(failedSchema, document)
    if (failed.success) throw new VitrineError('ENGINE_FAILED', failed.output.error.message)
    return document
  }

  const flagsOf = (gpu: boolean): readonly string[] => (gpu ? ['--gpu'] : [])
  return {
    async check(gpu) {
      const { available, reason, downloadBytes } = v.parse(checkSchema, await run(['--check', ...flagsOf(gpu)]))
      return { installed: available, reason, downloadBytes }
    },
    async install(gpu, report, signal) {
      await run(['--install', ...flagsOf(gpu)], report, signal)
    },
    async uninstall(gpu) {
      await run(['--uninstall', ...flagsOf(gpu)])
    }
  }
}

/** `Downloading TensorFlow 42 %` as the program writes it. */
function readStep(line: string): ProvisionStep {
  const share = /^(.*) (\d+) %$/.exec(line)
  return share ? { share: Number(share[2]) / 100, text: share[1] ?? '' } : { share: null, text: line }
}

function parseLast(output: string): unknown {
  const line = output.trim().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(line)
  } catch {
    throw new VitrineError(
      'ENGINE_FAILED',
      `The engine's set-up ended without an answer: ${line || 'nothing was said'}`
    )
  }
}
