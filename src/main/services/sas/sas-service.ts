import { asc, inArray } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { SasChange, sasContract, SasInput, SasReport } from '@shared/contract/sas'
import type { Skipped } from '@shared/contract/sources'
import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import { annotationV2 } from '@shared/domain/annotation/serialise-v2'
import { writtenId } from '@shared/domain/annotation/written-id'
import type { Fetcher } from '../../net/fetcher'
import { annotation, image } from '../../storage/schema'
import type { ClassesService } from '../classes-service'
import { externalIdOf, toAnnotations } from '../drafts/to-annotations'
import type { HistoryService } from '../history/history-service'
import type { ImagesService } from '../images/images-service'
import type { JobContext } from '../jobs/running-job'
import type { JobsService } from '../jobs/jobs-service'
import { classNames } from '../publish/published-images'
import type { AnnotationRow, ImageRow } from '../rows'
import type { ProjectSession } from '../session'
import type { Workspace } from '../workspace'
import { applyAnnotation } from './apply-annotation'
import { isApplied, parsedOf, stateOf, summary } from './compare-sides'
import { createSasServer, type SasServer } from './sas-server'

export type SasService = Handlers<typeof sasContract>

export interface SasDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly classes: ClassesService
  readonly jobs: JobsService
  readonly images: Pick<ImagesService, 'matching'>
  readonly fetcher: Fetcher
  /** Lets a host be reached that lies on this machine or network: the user has just named it. */
  readonly allowHost: (host: string) => void
  readonly now: () => Date
}

/** Canvases in a row that a server fails on before it is given up. */
const patience = 5

/** One annotation on both sides. */
interface Pair {
  readonly id: string
  readonly row: ImageRow
  readonly rows: readonly AnnotationRow[]
  readonly mine: ParsedAnnotation | null
  readonly theirs: ParsedAnnotation | null
  readonly change: SasChange
}

export function createSasService(deps: SasDeps): SasService {
  const { workspace, history, classes, jobs, images, fetcher, now } = deps

  async function run(session: ProjectSession, input: SasInput, job: JobContext): Promise<SasReport> {
    const server = createSasServer(input.server, fetcher, job.signal)
    const rows = canvases(session, images.matching(input.filter), input.canvases)
    if (rows.length === 0) {
      const message = input.canvases
        ? `The project has no canvas ${input.canvases[0] ?? ''}. Import its manifest first.`
        : 'The project has no IIIF canvases that a server could know. Import their manifest first.'
      throw new VitrineError('INVALID_INPUT', message)
    }
    const skipped: Skipped[] = []
    const pairs: Pair[] = []
    let failures = 0
    for (const [done, row] of rows.entries()) {
      try {
        pairs.push(...(await compare(session, server, row, input, skipped)))
        failures = 0
      } catch (error) {
        failures++
        // A server that fails on the last one, too, has answered nothing.
        const isHopeless = failures >= Math.min(patience, rows.length)
        if (!(error instanceof VitrineError) || error.code === 'CANCELLED' || isHopeless) throw error
        skipped.push({ source: server.address, pointer: row.canvasId, code: error.code, message: error.message })
      }
      await job.checkpoint()
      job.progress((0.5 * (done + 1)) / rows.length, `${done + 1} of ${rows.length} canvases compared`)
    }
    const wanted = pairs.filter(({ change }) => change.applied)
    const failed = input.dryRun ? new Set<string>() : await carryOut(session, server, input, wanted, skipped, job)
    const changes = pairs.map(({ change }) => (failed.has(change.id) ? { ...change, applied: false } : change))
    return {
      ...{ server: server.address, direction: input.direction, dryRun: input.dryRun },
      counts: countStates(changes),
      changes: changes.filter(({ state }) => state !== 'same'),
      skipped
    }
  }

  async function compare(
    session: ProjectSession,
    server: SasServer,
    row: ImageRow,
    { direction, choices, prefer }: SasInput,
    skipped: Skipped[]
  ): Promise<readonly Pair[]> {
    const { parsed, failed } = await server.search(row.canvasId)
    skipped.push(...failed.map(problem => ({ source: server.address, ...problem })))
    const theirs = new Map(parsed.flatMap(one => (one.id === null ? [] : [[one.id, one]])))
    const mine = localAnnotations(session, row)
    return [...new Set([...mine.keys(), ...theirs.keys()])].map(id => {
      const local = mine.get(id)
      const remote = theirs.get(id) ?? null
      const [first] = local?.rows ?? []
      const sides = {
        mine: local?.parsed ?? null,
        theirs: remote,
        base: first?.original ? parsedOf(first.original) : null,
        isFromServer: first?.provenance?.source === server.address
      }
      const state = stateOf(sides, direction)
      const applied = isApplied(state, direction, choices[id] ?? prefer)
      const said = { mine: summary(sides.mine), theirs: summary(remote) }
      const change = { id, imageId: row.id, image: row.name, state, ...said, applied }
      return { id, row, rows: local?.rows ?? [], mine: sides.mine, theirs: remote, change }
    })
  }

  async function carryOut(
    session: ProjectSession,
    server: SasServer,
    { direction }: SasInput,
    pairs: readonly Pair[],
    skipped: Skipped[],
    job: JobContext
  ): Promise<ReadonlySet<string>> {
    const failed = new Set<string>()
    if (pairs.length === 0) return failed
    if (direction === 'pull') {
      workspace.writable()
      const title = `Pull ${counted(pairs.length)} from ${new URL(server.address).host}`
      history.run({ title, author: new URL(server.address).host }, edit => {
        for (const pair of pairs) if (pair.theirs) write(edit, session, pair, pair.theirs, server)
      })
      return failed
    }
    const sent: (readonly [Pair, ParsedAnnotation])[] = []
    try {
      // One after another: a server's own ids are milliseconds, and it loses what comes at once.
      for (const [done, pair] of pairs.entries()) {
        try {
          if (!pair.mine) continue
          const json = annotationV2(pair.mine, pair.id)
          await (pair.theirs ? server.update(json) : server.create(json))
          const read = parsedOf(json)
          if (read) sent.push([pair, read])
        } catch (error) {
          if (!(error instanceof VitrineError) || error.code === 'CANCELLED') throw error
          failed.add(pair.id)
          skipped.push({ source: server.address, pointer: pair.id, code: error.code, message: error.message })
        }
        await job.checkpoint()
        job.progress(0.5 + (0.5 * (done + 1)) / pairs.length, `${done + 1} of ${pairs.length} annotations sent`)
      }
    } finally {
      // What the server has by now is what both agree on, also when the rest was cancelled.
      remember(session, sent)
    }
    return failed
  }

  function write(
    edit: Parameters<typeof applyAnnotation>[0],
    session: ProjectSession,
    { row, rows }: Pair,
    parsed: ParsedAnnotation,
    server: SasServer
  ): void {
    const author = parsed.creator?.name ?? new URL(server.address).host
    applyAnnotation(edit, session, parsed, [row], rows, { classes, author, now: now(), from: server.address })
  }

  function remember(session: ProjectSession, sent: readonly (readonly [Pair, ParsedAnnotation])[]): void {
    if (session.readOnly !== null || sent.length === 0) return
    history.run({ title: `Push ${counted(sent.length)}`, audited: false }, edit => {
      for (const [{ id, rows }, { original }] of sent) {
        for (const row of rows) {
          edit.update('annotation', row.id, { original, ...(row.externalId === null && { externalId: id }) })
        }
      }
    })
  }

  return {
    start(input) {
      const session = input.direction === 'pull' && !input.dryRun ? workspace.writable() : workspace.session()
      const { host } = new URL(input.server)
      deps.allowHost(host)
      const verb = input.dryRun ? 'Compare with' : input.direction === 'pull' ? 'Pull from' : 'Push to'
      const spec = { title: `${verb} ${host}`, lane: 'sas', changesNothing: input.dryRun || input.direction === 'push' }
      const kind = input.direction === 'pull' ? 'import' : 'export'
      return { jobId: jobs.start({ kind, ...spec }, job => run(session, input, job)).id }
    }
  }
}

/** Images that came from a canvas: ids that were made here mean nothing to a server. */
function canvases(
  { database: { orm } }: ProjectSession,
  ids: readonly number[],
  only: readonly string[] | undefined
): readonly ImageRow[] {
  const wanted = new Set(ids)
  const named = only && new Set(only)
  const rows = orm.select().from(image).orderBy(asc(image.id)).all()
  return rows.filter(
    ({ id, canvasId }) => wanted.has(id) && (named ? named.has(canvasId) : true) && !canvasId.startsWith('urn:uuid:')
  )
}

/** What the project says of a canvas, by the id that it is sent under. Suggestions that nobody confirmed stay here. */
function localAnnotations(session: ProjectSession, row: ImageRow) {
  const entries = session.database.orm
    .select()
    .from(annotation)
    .where(inArray(annotation.imageId, [row.id]))
    .orderBy(asc(annotation.id))
    .all()
    .filter(({ status, original }) => status !== 'suggested' || original !== null)
  const className = classNames(session, entries)
  const found = toAnnotations({ row, annotations: entries }, { className })
  return new Map(
    found.map((parsed, index) => {
      const id = writtenId(parsed, row.canvasId, index)
      const rows = entries.filter(
        ({ uuid, externalId }) =>
          parsed.id === uuid || (externalId !== null && externalIdOf(externalId).id === parsed.id)
      )
      return [id, { parsed, rows }]
    })
  )
}

const counted = (n: number): string => `${n} ${n === 1 ? 'annotation' : 'annotations'}`

function countStates(changes: readonly SasChange[]): SasReport['counts'] {
  const counts = { same: 0, add: 0, change: 0, 'other-way': 0, conflict: 0, gone: 0 }
  for (const { state } of changes) counts[state]++
  return counts
}
