import { inArray } from 'drizzle-orm'
import type { Region } from '@shared/contract/annotations'
import { image } from '../../storage/schema'
import type { HistoryService } from '../history/history-service'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import { cropAround } from './crop'
import type { Pictures } from './pictures'
import { toServed } from './pixel-sources'

/** Makes the thumbnails of boxes before anybody looks, so that no tile stands blank. */
export interface CropThumbnails {
  /** Those of the images that changed last, as a part of the job that brought them. Ends early when the signal does. */
  make(session: ProjectSession, signal: AbortSignal, progress: (done: number, of: number) => void): Promise<void>
  /** Before the pictures of a project close. */
  stop(session: ProjectSession): Promise<void>
}

export interface CropThumbnailsDeps {
  readonly history: Pick<HistoryService, 'onCommit'>
  readonly pictures: Pictures
}

interface State {
  /** Images that changed and wait for their turn. */
  readonly pending: Set<number>
  timer: NodeJS.Timeout | undefined
  stopping: AbortController
  work: Promise<void>
}

/** A box that is being nudged comes to rest first, milliseconds. */
const rest = 400
/** Images that a job waits for: some screens full. The others follow behind its back. */
const waitedFor = 1000
/** Images looked up at a time. */
const batch = 500

export function createCropThumbnails({ history, pictures }: CropThumbnailsDeps): CropThumbnails {
  const stateOf = perSession<State>(() => ({
    pending: new Set(),
    timer: undefined,
    stopping: new AbortController(),
    work: Promise.resolve()
  }))

  history.onCommit(({ session, imageIds, changed }) => {
    // A view of another program's project, which makes its own, keeps none: it would make all of them for nobody.
    if (session.readOnly !== null) return
    const state = stateOf(session)
    for (const id of imageIds) state.pending.add(id)
    clearTimeout(state.timer)
    // What an import brings is made by its own job.
    if (!changed.has('source')) state.timer = setTimeout(() => makeLater(session), rest).unref()
  })

  function makeLater(session: ProjectSession): void {
    const state = stateOf(session)
    const { signal } = state.stopping
    state.work = state.work.then(async () => {
      while (state.pending.size > 0 && !signal.aborted) await makeSome(session, take(state, batch), signal)
    })
  }

  async function makeThose(
    session: ProjectSession,
    ids: readonly number[],
    signal: AbortSignal,
    progress: (done: number, of: number) => void = () => undefined
  ): Promise<void> {
    const { thumbnails } = await pictures.of(session)
    const subjects = withBoxes(session, ids)
    for (const [done, { served, region }] of subjects.entries()) {
      if (signal.aborted) return
      progress(done, subjects.length)
      // The others can still be made.
      await thumbnails.prepare(served, region).catch(() => undefined)
    }
  }

  /** Ahead of time only: what can't be made, or no cache to keep it in, is told where it is looked at. */
  const makeSome = (...those: Parameters<typeof makeThose>): Promise<void> => makeThose(...those).catch(() => undefined)

  return {
    async make(session, signal, progress) {
      const state = stateOf(session)
      const stop = AbortSignal.any([signal, state.stopping.signal])
      if (!stop.aborted) await makeSome(session, take(state, waitedFor), stop, progress)
      if (!stop.aborted) makeLater(session)
    },
    async stop(session) {
      const state = stateOf(session)
      clearTimeout(state.timer)
      state.stopping.abort()
      state.stopping = new AbortController()
      await state.work
    }
  }
}

function take({ pending }: State, most: number): readonly number[] {
  const taken = [...pending].slice(0, most)
  for (const id of taken) pending.delete(id)
  return taken
}

/** What tiles show of these images: those with a box, and where it is. */
function withBoxes(session: ProjectSession, ids: readonly number[]) {
  const { orm, sqlite } = session.database
  const boxes = sqlite
    .prepare<[string], { imageId: number; region: string }>(
      // Of the columns beside min(), SQLite takes those of the row that has it: the first box.
      `select image_id imageId, region, min(id) from annotation
       where kind <> 'whole' and image_id in (select value from json_each(?)) group by image_id order by image_id`
    )
    .all(JSON.stringify(ids))
  const rows = orm
    .select()
    .from(image)
    .where(
      inArray(
        image.id,
        boxes.map(({ imageId }) => imageId)
      )
    )
    .all()
  const byId = new Map(rows.map(row => [row.id, row]))
  return boxes.flatMap(({ imageId, region }) => {
    const row = byId.get(imageId)
    const served = row && toServed(session, row)
    // Written by us as JSON of a region.
    const crop = row && cropAround(JSON.parse(region) as Region, row.width, row.height)
    if (!served || !crop) return []
    const [x, y, w, h] = crop
    return [{ served, region: { x, y, w, h } }]
  })
}
