import * as v from 'valibot'
import type { Handlers } from '@shared/contract/handlers'
import type { Job } from '@shared/contract/jobs'
import {
  offlineInputSchema,
  type offlineContract,
  type OfflineInput,
  type OfflineReport
} from '@shared/contract/offline'
import { estimateDownload } from '@shared/domain/offline/estimate'
import type { Fetcher } from '../../net/fetcher'
import type { HistoryService } from '../history/history-service'
import type { CropThumbnails } from '../images/crop-thumbnails'
import type { ImagesService } from '../images/images-service'
import type { Pictures } from '../images/pictures'
import type { JobContext } from '../jobs/running-job'
import type { JobsService } from '../jobs/jobs-service'
import { createDocuments } from '../sources/iiif/documents'
import { fetchPicture, imageAt, keeping, type FetchedPicture } from '../sources/iiif/fetch-picture'
import { replacePicture } from '../sources/replace-picture'
import { sideBySide } from '../sources/side-by-side'
import type { Workspace } from '../workspace'
import { findCandidates, type OfflineCandidate } from './candidates'

export interface OfflineService extends Handlers<typeof offlineContract> {
  /** As `start`, when there is anything to download; answers the job's id, else null. */
  startIfNeeded(input: OfflineInput): string | null
}

export interface OfflineDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly jobs: JobsService
  readonly images: Pick<ImagesService, 'matching'>
  readonly pictures: Pictures
  readonly fetcher: Fetcher
  readonly crops: CropThumbnails
}

/** Pictures that are fetched side by side, over all hosts; the fetcher is politer still to each. */
const atOnce = 4
/** Pictures whose rows are written together: what a crash may cost, against a transaction for each. */
const perCommit = 8

/** Brings pictures that are on the web into the project, so that everything works with the network off. */
export function createOfflineService(deps: OfflineDeps): OfflineService {
  const { workspace, history, jobs, images } = deps

  function find(input: OfflineInput) {
    return findCandidates(workspace.session(), images.matching(input.filter), input)
  }

  async function download(input: OfflineInput, job: JobContext): Promise<OfflineReport> {
    const session = workspace.writable()
    const { thumbnails } = await deps.pictures.of(session)
    const documents = createDocuments(deps.fetcher, { signal: job.signal, allowHosts: input.allowHosts })
    const accept = keeping({
      objects: session.objects,
      tryPicture: (picture: Parameters<typeof thumbnails.prepare>[0]) => thumbnails.prepare(picture, null)
    })
    const { candidates } = find(input)
    const failed: OfflineReport['failed'] = []
    const sums = { downloaded: 0, bytes: 0, unchanged: 0 }
    const title = `Keep ${candidates.length.toLocaleString('en')} pictures offline`
    let waiting: { readonly candidate: OfflineCandidate; readonly change: PictureChange }[] = []
    let done = 0

    function save(): void {
      if (waiting.length === 0) return
      const ready = waiting
      waiting = []
      // One job is one step of undo, however many transactions it takes.
      history.run({ title, gesture: `download ${job.id}`, audited: false }, edit => {
        for (const { candidate, change } of ready) {
          if (change.kind === 'picture') {
            const { bytes: _, ...picture } = change.picture
            const { row, location } = candidate
            replacePicture(edit, session, row, { ...picture, pixels: 'file', location, problem: null })
          } else edit.update('image', candidate.row.id, { problem: change.problem })
        }
      })
    }

    async function keep(candidate: OfflineCandidate): Promise<void> {
      const { row, location, canvas } = candidate
      const progress = (share: number): void =>
        job.progress((done + share) / candidates.length, `${done} of ${candidates.length} · ${row.name}`)
      progress(0)
      const found = await fetchPicture(imageAt(location, canvas), {
        ...{ documents, wanted: input.pictures, from: location, accept, progress }
      })
      done++
      progress(0)
      const isKept = row.pixels === 'file'
      if (!found.ok) {
        const size = isKept ? { width: row.width, height: row.height } : null
        failed.push({
          imageId: row.id,
          name: row.name,
          url: found.url,
          code: found.code,
          message: found.message,
          kept: size
        })
        if (!isKept) waiting.push({ candidate, change: { kind: 'problem', problem: found.message } })
      } else if (isKept && found.picture.width <= row.width) sums.unchanged++
      else {
        sums.downloaded++
        sums.bytes += found.picture.bytes
        waiting.push({ candidate, change: { kind: 'picture', picture: found.picture } })
      }
      if (waiting.length >= perCommit) save()
      await job.checkpoint()
    }

    try {
      await sideBySide(atOnce, candidates, keep)
    } finally {
      // What has come stays, also when the job is cancelled or the program ends.
      save()
    }
    await deps.crops.make(session, job.signal, (at, of) => job.progress(1, `Thumbnail ${at + 1} of ${of}`))
    return { ...sums, failed: failed.toSorted((a, b) => a.imageId - b.imageId) }
  }

  function start(input: OfflineInput): { jobId: string } {
    workspace.writable()
    const title = 'Keep pictures offline'
    return { jobId: jobs.start({ kind: 'download', title, lane: 'download', input }, job => download(input, job)).id }
  }

  jobs.onResume('download', async (job: Job) => {
    const input = v.safeParse(offlineInputSchema, job.result)
    // Pictures that have come are no candidates any more: what is left is what remains.
    if (input.success) start(input.output)
  })

  return {
    start,
    startIfNeeded: input => (find(input).candidates.length === 0 ? null : start(input).jobId),
    estimate(input) {
      const { candidates, kept } = find(input)
      return estimateDownload(
        candidates.map(({ host, canvas }) => ({ host, ...canvas })),
        kept,
        input.pictures
      )
    }
  }
}

type PictureChange =
  | { readonly kind: 'picture'; readonly picture: FetchedPicture }
  | { readonly kind: 'problem'; readonly problem: string }
