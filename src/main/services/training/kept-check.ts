import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { doctorSchema, type Doctor } from '@shared/contract/engine-info'
import { bindingName, engineRoot, markerName } from '../../../../bin/provision/engine-release.mjs'
import { writeFileAtomically } from '../../files/atomic-file'

/** The last check of what computes here, kept over starts: a start need not spend seconds on measuring it again. */
export interface KeptCheck {
  /** Null when there is none, or when something that it depends on is another now. */
  read(): Promise<Doctor | null>
  write(doctor: Doctor): Promise<void>
  forget(): Promise<void>
}

const fileSchema = v.object({ surroundings: v.string(), doctor: doctorSchema })

/** In `engine.json` of the user's folder. */
export function createKeptCheck(
  userDataDir: string,
  version: string,
  surroundings: () => Promise<string> = () => describeSurroundings(version)
): KeptCheck {
  const path = join(userDataDir, 'engine.json')
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '')
      const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text)
      return kept.success && kept.output.surroundings === (await surroundings()) ? kept.output.doctor : null
    },
    async write(doctor) {
      // An engine that is installed but did not start today may start tomorrow.
      const isDown = doctor.backends.some(
        ({ name, available }) => !available && (name === 'wasm' || (name === 'tensorflow' && isInstalled()))
      )
      if (!isDown) await writeFileAtomically(path, JSON.stringify({ surroundings: await surroundings(), doctor }))
    },
    forget: () => writeFileAtomically(path, '{}')
  }
}

const roots = (): readonly string[] => [true, false].map(gpu => engineRoot({ gpu }))
const isInstalled = (): boolean => roots().some(root => existsSync(join(root, markerName)))

/** Everything that the result depends on: this program, its Node, the processor, TensorFlow's files, the card's driver. */
async function describeSurroundings(version: string): Promise<string> {
  const files = roots().flatMap(root => [join(root, markerName), join(root, bindingName)])
  const changed = await Promise.all(
    files.map(file =>
      stat(file).then(
        ({ mtimeMs, size }) => `${mtimeMs}/${size}`,
        () => null
      )
    )
  )
  const driver = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => null)
  return JSON.stringify({
    ...{ version, node: process.versions.node, platform: process.platform, arch: process.arch },
    ...{ processor: cpus()[0]?.model ?? null, cores: availableParallelism(), driver },
    threads: process.env['VITRINE_ENGINE_THREADS'] ?? null,
    files: changed
  })
}
