import { asc, count, eq } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { OfflineInput } from '@shared/contract/offline'
import type { ImportInput, ImportReport, Source, sourcesContract } from '@shared/contract/sources'
import type { ObjectStore } from '../../files/objects'
import type { ServedImage } from '../../images/served-image'
import type { Uploads } from '../../files/uploads'
import type { Fetcher } from '../../net/fetcher'
import type { ProjectDatabase } from '../../storage/database'
import { annotation, image, source } from '../../storage/schema'
import type { Catalogue } from '../datasets/catalogue'
import type { ClassesService } from '../classes-service'
import type { HistoryService } from '../history/history-service'
import type { CropThumbnails } from '../images/crop-thumbnails'
import type { Pictures } from '../images/pictures'
import type { JobContext } from '../jobs/running-job'
import type { JobsService } from '../jobs/jobs-service'
import { toInstant } from '../rows'
import type { ProjectSession } from '../session'
import type { SettingsService } from '../settings-service'
import type { Workspace } from '../workspace'
import type { ImportPlan, ReaderContext } from './import-plan'
import { importSource, uploadOf } from './import-source'
import { createKnownImages } from './known-images'
import { previewImport } from './preview-import'
import { createPreviewPictures } from './preview-pictures'
import { writePlan, type WrittenPlan } from './write-plan'

export interface SourcesService extends Handlers<typeof sourcesContract> {
  /** A small JPEG of a line of a preview's outline. Errors: NOT_FOUND, and those of fetching and decoding. */
  previewPicture(preview: string, index: number, signal: AbortSignal): Promise<Uint8Array>
  /** An import as a part of another job. */
  importNow(input: ImportInput, job: JobContext): Promise<ImportReport>
  /** Reads by `read` and writes what it planned, as one command; on failure nothing stays. */
  importPlan(
    input: ImportInput,
    job: JobContext,
    read: (context: ReaderContext) => Promise<ImportPlan>
  ): Promise<ImportReport>
}

export interface SourcesDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly jobs: JobsService
  readonly classes: ClassesService
  readonly settings: SettingsService
  readonly catalogue: Catalogue
  readonly fetcher: Fetcher
  readonly uploads: Uploads
  readonly pictures: Pictures
  readonly crops: CropThumbnails
  /** Starts a job that keeps offline what an import left on the web; null when there is nothing. */
  readonly keepOffline: (input: OfflineInput) => string | null
  readonly now: () => Date
}

export function createSourcesService(deps: SourcesDeps): SourcesService {
  const { workspace, history, jobs, classes, settings, pictures, now } = deps
  const previews = createPreviewPictures()

  /** The job that downloads what an import left on the web; null when there is nothing. */
  function downloadAfter({ pictures: kept, download, allowHosts }: ImportInput, ids: readonly number[]): string | null {
    if (download !== 'after' || kept.kind === 'none') return null
    return deps.keepOffline({ filter: { ids: [...ids] }, pictures: kept, again: false, allowHosts })
  }

  async function importPlan(
    input: ImportInput,
    job: JobContext,
    read: (context: ReaderContext) => Promise<ImportPlan>
  ): Promise<ImportReport> {
    const session = workspace.writable()
    const objects = recordingStore(session.objects)
    try {
      const { thumbnails } = await pictures.of(session)
      const tryPicture = (picture: ServedImage) => thumbnails.prepare(picture, null)
      const plan = await read({ input, job, objects, tryPicture, known: createKnownImages(session) })
      await job.checkpoint()
      job.progress(0.99, `Saving ${plan.images.length.toLocaleString('en')} images`)
      const { report, imageIds } = history.run<WrittenPlan>(
        { title: written => importTitle(written.report), audited: false },
        edit => writePlan(edit, session, plan, input.classMap, { classes, author: settings.author(), now: now() })
      )
      await deps.crops.make(session, job.signal, (done, of) => job.progress(0.99, `Thumbnail ${done + 1} of ${of}`))
      const offline = downloadAfter(input, imageIds)
      return offline === null ? report : { ...report, offline }
    } catch (error) {
      await discardUnused(session, objects.added)
      throw error
    }
  }

  const importNow = (input: ImportInput, job: JobContext): Promise<ImportReport> =>
    importPlan(input, job, context => importSource(context, deps))

  return {
    importNow,
    previewPicture: previews.picture,
    importPlan,
    import(input) {
      const batch = uploadOf(input.from)
      const title = batch === null ? `Import ${lastPart(input.from)}` : 'Import uploaded files'
      const job = jobs.start({ kind: 'import', title, lane: 'import' }, async context => {
        try {
          return await importNow(input, context)
        } finally {
          if (batch !== null) await deps.uploads.discard(batch)
        }
      })
      return { jobId: job.id }
    },
    preview: (input, { signal }) =>
      previewImport(
        input,
        {
          ...{ session: workspace.session(), signal, pictures: previews },
          classes: classes.entries().map(({ name }) => name)
        },
        deps
      ),
    list: () => listSources(workspace.session().database),
    remove({ id }) {
      const { database } = workspace.session()
      const found = listSources(database).find(candidate => candidate.id === id)
      if (!found) throw new VitrineError('NOT_FOUND', 'There is no such source in this project.', { id })
      const removed = history.run({ title: `Remove source ${found.name}`, audited: false }, edit => {
        const images = database.orm.select({ id: image.id }).from(image).where(eq(image.sourceId, id)).all()
        const labels = database.orm
          .select({ id: annotation.id })
          .from(annotation)
          .innerJoin(image, eq(image.id, annotation.imageId))
          .where(eq(image.sourceId, id))
          .all()
        for (const label of labels) edit.remove('annotation', label.id)
        for (const row of images) edit.remove('image', row.id)
        edit.remove('source', id)
        return images.length
      })
      return { removed }
    }
  }
}

function listSources({ orm }: ProjectDatabase): Source[] {
  return orm
    .select({ source, images: count(image.id) })
    .from(source)
    .leftJoin(image, eq(image.sourceId, source.id))
    .groupBy(source.id)
    .orderBy(asc(source.id))
    .all()
    .map(({ source: row, images }) => ({
      ...row,
      // Written by imports only.
      kind: row.kind as Source['kind'],
      importedAt: toInstant(row.importedAt),
      images
    }))
}

function importTitle({ imported }: ImportReport): string {
  if (imported.images === 0 && imported.annotations > 0)
    return `Import ${imported.annotations.toLocaleString('en')} labels`
  return `Import ${imported.images.toLocaleString('en')} ${imported.images === 1 ? 'image' : 'images'}`
}

const lastPart = (from: string): string => from.split(/[\\/:]/).findLast(part => part !== '') ?? from

/** Remembers which objects an import brought in, and mends those that it has in good state and the project has not. */
function recordingStore(objects: ObjectStore): Pick<ObjectStore, 'put'> & { readonly added: readonly string[] } {
  const added: string[] = []
  return {
    added,
    async put(content) {
      const stored = await objects.put(content)
      if (stored.added) added.push(stored.hash)
      else if ((await objects.verify(stored.hash)) === 'corrupt') {
        await objects.remove(stored.hash)
        return await objects.put(content)
      }
      return stored
    }
  }
}

async function discardUnused(session: ProjectSession, hashes: readonly string[]): Promise<void> {
  const isUsed = session.database.sqlite.prepare<[string], number>('select 1 from image where hash = ?').pluck()
  for (const hash of hashes) if (isUsed.get(hash) === undefined) await session.objects.remove(hash)
}
