import { mkdir, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { ExportInput, ExportReport, exportsContract } from '@shared/contract/exports'
import type { Handlers } from '@shared/contract/handlers'
import type { Skipped } from '@shared/contract/sources'
import { writeFileAtomically } from '../../files/atomic-file'
import { explaining, systemCode, type FileSystem } from '../../files/file-system'
import { decoding } from '../../images/decode'
import { openPixels } from '../../images/pixels'
import type { ImagesService } from '../images/images-service'
import { toServed } from '../images/pixel-sources'
import type { JobContext } from '../jobs/running-job'
import type { JobsService } from '../jobs/jobs-service'
import type { ProjectSession } from '../session'
import type { Workspace } from '../workspace'
import { readExportData, type ExportImage } from './export-data'
import { planFiles } from './plan-files'

export type ExportsService = Handlers<typeof exportsContract>

export interface ExportsDeps {
  readonly workspace: Workspace
  readonly jobs: JobsService
  readonly images: Pick<ImagesService, 'matching'>
  readonly version: string
  readonly fileSystem?: FileSystem
}

export function createExportsService({ workspace, jobs, images, version, fileSystem }: ExportsDeps): ExportsService {
  async function run(session: ProjectSession, input: ExportInput, job: JobContext): Promise<ExportReport> {
    const out = resolve(input.out)
    await prepareFolder(out)
    const data = readExportData(session, images.matching(input.filter))
    if (data.images.length === 0) throw new VitrineError('INVALID_INPUT', 'There are no images to export.')
    const baseUrl = (input.baseUrl ?? `https://example.org/${encodeURIComponent(basename(out))}`).replace(/\/+$/, '')
    const plan = planFiles(input.format, data, { projectName: session.name, baseUrl, version })
    const skipped: Skipped[] = [...plan.skipped]
    const pictures = (input.pictures ?? ['iiif3', 'iiif2', 'yolo'].includes(input.format)) ? data.images : []
    const total = plan.files.length + pictures.length
    let done = 0

    async function write(name: string, content: string | Uint8Array): Promise<void> {
      const path = join(out, ...name.split('/'))
      await explaining(path, () => mkdir(dirname(path), { recursive: true }))
      await writeFileAtomically(path, content, fileSystem)
      await job.checkpoint()
      job.progress(++done / total, `${done} of ${total} files`)
    }

    for (const image of pictures) {
      try {
        await write(plan.pictureOf(image), await pictureBytes(session, image))
      } catch (error) {
        if (!(error instanceof VitrineError) || !isAboutPicture(error)) throw error
        skipped.push({ source: image.row.name, pointer: image.row.canvasId, code: error.code, message: error.message })
      }
    }
    for (const { name, text } of plan.files) await write(name, text)
    return { format: input.format, out, files: plan.files.map(({ name }) => name), count: plan.count, skipped }
  }

  return {
    start(input) {
      const session = workspace.session()
      const title = `Export ${input.format} to ${basename(input.out)}`
      const job = jobs.start({ kind: 'export', title, changesNothing: true }, context => run(session, input, context))
      return { jobId: job.id }
    }
  }
}

const isAboutPicture = ({ code }: VitrineError): boolean => ['NOT_FOUND', 'CORRUPT', 'UNSUPPORTED'].includes(code)

/** Nothing of the user's is ever written over. */
async function prepareFolder(out: string): Promise<void> {
  const names = await readdir(out).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  })
  if (names.length > 0 && (await stat(out)).isDirectory()) {
    throw new VitrineError('CONFLICT', `${out} is not empty. Choose a new folder, so that nothing is written over.`, {
      out
    })
  }
  await explaining(out, () => mkdir(out, { recursive: true }))
}

/** The file as it was imported; packed examples become PNG. */
async function pictureBytes(session: ProjectSession, { row }: ExportImage): Promise<Uint8Array> {
  const served = toServed(session, row)
  if (!served) throw new VitrineError('NOT_FOUND', `The picture of ${row.name} is not kept in the project.`)
  if (served.format.kind === 'encoded') return await served.read()
  return await decoding(async () => await (await openPixels(served)).png().toBuffer())
}
