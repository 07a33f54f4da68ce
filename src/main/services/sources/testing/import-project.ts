import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect } from 'vitest'
import type { ImportInput, ImportReport } from '@shared/contract/sources'
import type { BackendPorts } from '../../../ports'
import { resourcesDir, startTestBackend, temporaryFolder, type TestBackend } from '../../../testing/test-backend'

export const photos = join(resourcesDir, 'sample/photos')

interface Started extends TestBackend {
  readonly path: string
  importFrom(from: string, options?: Partial<ImportInput>): Promise<ImportReport>
}

/** A backend with a new project to import into. */
export async function startProject(ports: Partial<BackendPorts> = {}): Promise<Started> {
  const started = await startTestBackend(ports)
  const { path } = await started.client.projects.create({ name: 'Sources' })
  return {
    ...started,
    path,
    async importFrom(from, options = {}) {
      const job = await started.ended((await started.client.sources.import({ from, ...options })).jobId)
      expect(job.error).toBe(null)
      // The result of an import job.
      return job.result as ImportReport
    }
  }
}

/** Pictures of coats and hats in folders of theirs, one of them twice, among files that are none or broken. */
export async function makeImageFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'coats'))
  await mkdir(join(folder, 'hats', '.hidden'), { recursive: true })
  const picture = (width: number, height: number, hue: number) =>
    sharp({ create: { width, height, channels: 3, background: { r: hue, g: 90, b: 30 } } })
  await picture(60, 40, 1)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(join(folder, 'coats', 'photo 10.jpg'))
  await picture(60, 40, 2)
    .png()
    .toFile(join(folder, 'coats', 'photo 9.png'))
  await picture(30, 20, 3)
    .webp()
    .toFile(join(folder, 'hats', 'hat.webp'))
  await picture(30, 20, 4)
    .png()
    .toFile(join(folder, 'hats', '.hidden', 'no.png'))
  await copyFile(join(folder, 'hats', 'hat.webp'), join(folder, 'hats', 'same hat.webp'))
  await writeFile(join(folder, 'broken.jpg'), 'this is no picture')
  await writeFile(join(folder, 'empty.png'), '')
  const whole = await readFile(join(photos, 'coat-01.jpg'))
  await writeFile(join(folder, 'half.jpg'), whole.subarray(0, whole.length / 2))
  await writeFile(join(folder, 'notes.txt'), 'these are no pictures')
  return folder
}
