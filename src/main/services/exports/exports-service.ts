import { basename, join, resolve } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { ExportInput, ExportReport, exportsContract } from '@shared/contract/exports'
import type { Handlers } from '@shared/contract/handlers'
import type { Skipped } from '@shared/contract/sources'
import type { Size } from '@shared/domain/geometry/rect'
import type { Downloads } from '../../files/downloads'
import type { FileSystem } from '../../files/file-system'
import { decoding } from '../../images/decode'
import { openPixels } from '../../images/pixels'
import { writeStaticTiles } from '../../images/static-tiles'
import { uprightFile } from '../../images/upright'
import type { ImagesService } from '../images/images-service'
import { toServed } from '../images/pixel-sources'
import type { JobsService } from '../jobs/jobs-service'
import type { MadeManifests } from '../drafts/made-manifest'
import type { ProjectSession } from '../session'
import type { TrainingService } from '../training/training-service'
import type { Workspace } from '../workspace'
import { countContents } from './count-contents'
import { readExportData, safeFileName, type ExportData, type ExportImage } from './export-data'
import { writeExport, type ExportWriter } from './export-writer'
import { lossesOf } from './losses'
import { planFiles, type PlainFormat } from './plan-files'
import { planBundle, tilesFolder } from './plan-manifest'
import type { ExportContext } from './planned-files'
import { writeCrops } from './write-crops'
import { writeTables, type TableSources } from './write-tables'
import { writeAnnotationsData, writePredictionPages, type Predict } from './write-predictions'

export type ExportsService = Handlers<typeof exportsContract>

export interface ExportsDeps {
  readonly workspace: Workspace
  readonly jobs: JobsService
  readonly images: Pick<ImagesService, 'matching'>
  readonly training: Pick<TrainingService, 'list' | 'find'>
  readonly predict: Predict
  readonly downloads: Pick<Downloads, 'reserve'>
  readonly manifests: Pick<MadeManifests, 'find'>
  readonly tables: TableSources
  readonly version: string
  readonly fileSystem?: FileSystem
}

/** What was written, as the report tells it. */
type Written = Pick<ExportReport, 'files' | 'count' | 'skipped'>

/** Where a bundle is thought to be served when nobody says: what `python3 -m http.server` takes. */
const localServer = 'http://localhost:8000'

export function createExportsService(deps: ExportsDeps): ExportsService {
  const { workspace, jobs, images, training, downloads, manifests, version, fileSystem } = deps

  async function runsOf({ runs }: ExportInput) {
    if (runs) return runs.map(training.find)
    const all = await training.list(undefined, { signal: undefined })
    return all.map(({ id }) => training.find(id)).filter(run => run.weights !== null)
  }

  /** Where an export goes, and how it is told. */
  async function targetOf(session: ProjectSession, { format, out }: ExportInput) {
    if (out !== undefined) return { folder: resolve(out), told: { out: resolve(out), download: null } }
    const name = safeFileName(`${session.name} ${format}`)
    const { id, folder } = await downloads.reserve(name)
    return { folder, told: { out: name, download: `/download/${id}` } }
  }

  async function fill(
    session: ProjectSession,
    input: ExportInput,
    name: string,
    writer: ExportWriter
  ): Promise<Written> {
    // Tables tell of evaluations, whichever images are chosen.
    if (input.format === 'tables') return await writeTables(deps.tables, input.runs, writer)
    const made = input.manifest === undefined ? null : manifests.find(input.manifest)
    if (input.manifest !== undefined && !made) {
      throw new VitrineError('NOT_FOUND', `There is no manifest ${input.manifest} in this project.`)
    }
    const ids = made?.shown.map(({ imageId }) => imageId) ?? images.matching(input.filter)
    const data = readExportData(session, ids)
    if (data.images.length === 0) throw new VitrineError('INVALID_INPUT', 'There are no images to export.')
    const elsewhere = `https://example.org/${encodeURIComponent(name)}`
    const baseUrl = (input.baseUrl ?? (input.format === 'bundle' ? localServer : elsewhere)).replace(/\/+$/, '')
    const context: ExportContext = { projectName: session.name, baseUrl, version, made }
    switch (input.format) {
      case 'crops':
        return await writeCrops(session, data, writer)
      case 'bundle':
        return await writeBundle(session, data, context, writer)
      case 'predictions':
        return await writePredictionPages(
          { session, data, context, runs: await runsOf(input), predict: deps.predict },
          writer
        )
      case 'annotations_data':
        return await writeAnnotationsData(
          { session, data, context, runs: await runsOf(input), predict: deps.predict },
          writer
        )
      case 'w3c':
      case 'iiif3':
      case 'iiif2':
      case 'coco':
      case 'yolo':
      case 'voc':
      case 'csv':
        return await writePlain(session, input.format, data, context, writer, input.pictures)
    }
  }

  return {
    preview({ format, filter }) {
      const contents = countContents(workspace.session(), images.matching(filter))
      const { images: pictures, annotations } = contents
      return { images: pictures, annotations, losses: [...lossesOf(format, contents)] }
    },
    start(input) {
      const session = workspace.session()
      const { format, out } = input
      const title =
        out === undefined ? `Export ${format} for download` : `Export ${format} to ${basename(resolve(out))}`
      const job = jobs.start({ kind: 'export', title, changesNothing: true }, async context => {
        const { folder, told } = await targetOf(session, input)
        const name = basename(folder)
        const written = await writeExport(folder, context, writer => fill(session, input, name, writer), fileSystem)
        return { format, ...told, ...written } satisfies ExportReport
      })
      return { jobId: job.id }
    }
  }
}

async function writePlain(
  session: ProjectSession,
  format: PlainFormat,
  data: ExportData,
  context: ExportContext,
  writer: ExportWriter,
  wantsPictures?: boolean
): Promise<Written> {
  const plan = planFiles(format, data, context)
  const pictures = (wantsPictures ?? ['iiif3', 'iiif2', 'yolo'].includes(format)) ? data.images : []
  const total = plan.files.length + pictures.length
  let done = 0
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await writer.write(name, content)
    await writer.progress(++done / total, `${done} of ${total} files`)
  }
  const skipped = await eachPicture(pictures, async image =>
    write(plan.pictureOf(image), await pictureBytes(session, image))
  )
  for (const { name, text } of plan.files) await write(name, text)
  return { files: plan.files.map(({ name }) => name), count: plan.count, skipped: [...plan.skipped, ...skipped] }
}

async function writeBundle(
  session: ProjectSession,
  data: ExportData,
  context: ExportContext,
  writer: ExportWriter
): Promise<Written> {
  const sizes = new Map<number, readonly Size[]>()
  const skipped = await eachPicture(data.images, async ({ row }) => {
    const folder = tilesFolder(row)
    const tiles = await writeStaticTiles(
      served(session, row),
      join(writer.folder, folder),
      `${context.baseUrl}/${folder}`
    )
    sizes.set(row.id, tiles.sizes)
    await writer.progress(sizes.size / data.images.length, `${sizes.size} of ${data.images.length} images`)
  })
  // A canvas without its picture would be a broken one in every viewer.
  const shown = { ...data, images: data.images.filter(({ row }) => sizes.has(row.id)) }
  const plan = planBundle(shown, context, id => sizes.get(id) ?? [])
  for (const { name, text } of plan.files) await writer.write(name, text)
  return { files: plan.files.map(({ name }) => name), count: plan.count, skipped: [...plan.skipped, ...skipped] }
}

/** Goes through pictures; what can't be read is told and the rest goes on. */
async function eachPicture(
  pictures: readonly ExportImage[],
  write: (image: ExportImage) => Promise<void>
): Promise<Skipped[]> {
  const skipped: Skipped[] = []
  for (const image of pictures) {
    try {
      await write(image)
    } catch (error) {
      if (!(error instanceof VitrineError) || !isAboutPicture(error)) throw error
      skipped.push({ source: image.row.name, pointer: image.row.canvasId, code: error.code, message: error.message })
    }
  }
  return skipped
}

const isAboutPicture = ({ code }: VitrineError): boolean => ['NOT_FOUND', 'CORRUPT', 'UNSUPPORTED'].includes(code)

function served(session: ProjectSession, row: ExportImage['row']) {
  const image = toServed(session, row)
  if (!image) throw new VitrineError('NOT_FOUND', `The picture of ${row.name} is not kept in the project.`)
  return image
}

/** The file as it was imported, upright; packed examples become PNG. */
async function pictureBytes(session: ProjectSession, { row }: ExportImage): Promise<Uint8Array> {
  const image = served(session, row)
  if (image.format.kind === 'encoded') return await uprightFile(await image.read())
  return await decoding(async () => await (await openPixels(image)).png().toBuffer())
}
