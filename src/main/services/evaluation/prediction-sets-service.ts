import { createHash, randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Population } from '@shared/contract/evaluation'
import type { Handlers } from '@shared/contract/handlers'
import type { PredictionSet, predictionSetsContract } from '@shared/contract/prediction-sets'
import { matchItems, type MatchedItems } from '@shared/domain/predictions/match-items'
import { readPredictions, type ReadPredictionSet } from '@shared/domain/predictions/read-predictions'
import { explaining } from '../../files/file-system'
import type { Uploads } from '../../files/uploads'
import type { ClassesService } from '../classes-service'
import type { HistoryService } from '../history/history-service'
import type { ProjectSession } from '../session'
import { uploadOf } from '../sources/import-source'
import type { Workspace } from '../workspace'
import { regionsOf, type ExternalKey, type ExternalSets, type StoredSet } from '../judging/external-sets'
import { nameItems } from './name-items'
import type { ResolvedPopulation } from '../judging/populations'

export interface PredictionSetsDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly classes: Pick<ClassesService, 'entries'>
  readonly uploads: Pick<Uploads, 'locate' | 'discard'>
  readonly sets: ExternalSets
  readonly resolve: (population: Population) => Promise<ResolvedPopulation>
  /** The number that the next run would get. */
  readonly nextNumber: (session: ProjectSession) => number
  readonly now: () => Date
}

export type PredictionSetsService = Handlers<typeof predictionSetsContract>

/** A file of predictions is text; larger ones are none. */
const maxBytes = 200 * 1024 * 1024
const shownProblems = 100
const shownNames = 20

interface Planned {
  readonly file: string
  readonly hash: string
  readonly population: ResolvedPopulation
  readonly sets: readonly ReadPredictionSet[]
  readonly matches: readonly MatchedItems[]
  readonly ignored: readonly string[]
  readonly problems: readonly MatchedItems['problems'][number][]
  /** Items that any of the sets says nothing of. */
  readonly missing: readonly string[]
}

export function createPredictionSetsService(deps: PredictionSetsDeps): PredictionSetsService {
  const { workspace, history, classes, uploads, sets } = deps

  async function read(from: string): Promise<{ readonly file: string; readonly text: string; readonly hash: string }> {
    const batch = uploadOf(from)
    const path = batch === null ? from : await uploads.locate(batch)
    const file = basename(path)
    const bytes = await explaining(file, async () => {
      const found = await stat(path)
      if (found.isDirectory())
        throw new VitrineError('INVALID_INPUT', `${file} is a folder: choose one CSV or JSON file.`)
      if (found.size > maxBytes) throw new VitrineError('TOO_LARGE', `${file} is larger than 200 MB.`)
      return await readFile(path)
    })
    return { file, text: bytes.toString('utf8'), hash: createHash('sha256').update(bytes).digest('hex') }
  }

  async function plan(from: string, wanted: Population): Promise<Planned> {
    const { file, text, hash } = await read(from)
    const population = await deps.resolve(wanted)
    const found = readPredictions(
      text,
      classes.entries().map(({ name }) => name)
    )
    const items = nameItems(workspace.session().database, population)
    const matches = found.sets.map(({ rows }) => matchItems(rows, items))
    // Sets of one file have the same rows: what is wrong with an item is said once.
    const seen = new Set<string>()
    const problems = [...found.problems, ...matches.flatMap(match => match.problems)].filter(({ at, message }) => {
      const key = `${at} ${message}`
      return !seen.has(key) && seen.add(key)
    })
    const missing = [...new Set(matches.flatMap(match => match.missing))]
    return { file, hash, population, ...found, matches, problems, missing }
  }

  /** Errors: INVALID_INPUT with what is wrong. */
  function check({ file, problems, missing, population, sets: found }: Planned, leaveOutMissing: boolean): void {
    const [first] = problems
    if (first) {
      const more = problems.length > 1 ? ` There are ${problems.length - 1} more problems.` : ''
      throw new VitrineError('INVALID_INPUT', `${file} was not imported. ${first.at}: ${first.message}${more}`, {
        problems: problems.slice(0, shownProblems)
      })
    }
    if (found.every(({ rows }) => rows.length === 0))
      throw new VitrineError('INVALID_INPUT', `${file} was not imported: it holds no predictions.`)
    if (missing.length === 0 || leaveOutMissing) return
    const names = missing.slice(0, 3).join(', ') + (missing.length > 3 ? ' …' : '')
    throw new VitrineError(
      'INVALID_INPUT',
      `${file} was not imported: it says nothing of ${missing.length} of ${population.count} items of “${population.name}” (${names}). Add them, or import it with these left out.`,
      { missing: missing.slice(0, shownProblems) }
    )
  }

  async function store(session: ProjectSession, planned: Planned, at: number) {
    const { population, sets: found, matches } = planned
    const set = found[at]
    const { rowOf } = matches[at] ?? { rowOf: new Int32Array(0) }
    if (!set) throw new TypeError('a set was expected')
    const region = regionsOf(session, population)
    const keys: ExternalKey[] = []
    const values: number[] = []
    rowOf.forEach((row, item) => {
      const said = set.rows[row]
      if (!said) return
      keys.push([population.imageIds[item] ?? 0, region(item)])
      if (said.probabilities) values.push(...said.probabilities)
      else values.push(said.predicted)
    })
    const array = set.kind === 'labels' ? Int32Array.from(values) : Float32Array.from(values)
    const ids = new Map(classes.entries().map(({ id, name }) => [name, id]))
    return {
      name: set.name ?? basename(planned.file, extname(planned.file)),
      kind: set.kind,
      count: keys.length,
      classes: set.classes.map(name => ({ id: ids.get(name) ?? 0, name })),
      examples: (await session.objects.put(Buffer.from(JSON.stringify(keys)))).hash,
      object: (await session.objects.put(new Uint8Array(array.buffer))).hash
    }
  }

  function find(id: string): StoredSet {
    const set = sets.find(id)
    if (!set) throw new VitrineError('NOT_FOUND', 'There is no such set of predictions in this project.', { id })
    return set
  }

  return {
    list: () => sets.list().map(toContract),
    async preview({ from, population }) {
      const planned = await plan(from, population)
      return {
        sets: planned.sets.map(({ name, kind, rows }) => ({ name: name ?? planned.file, kind, count: rows.length })),
        ignored: [...planned.ignored],
        population: { name: planned.population.name, count: planned.population.count },
        missing: { count: planned.missing.length, names: planned.missing.slice(0, shownNames) },
        problems: planned.problems.slice(0, shownProblems),
        problemCount: planned.problems.length
      }
    },
    async import({ from, population, note, leaveOutMissing }) {
      const session = workspace.writable()
      const planned = await plan(from, population)
      check(planned, leaveOutMissing)
      const rows: Awaited<ReturnType<typeof store>>[] = []
      for (const at of planned.sets.keys()) rows.push(await store(session, planned, at))
      const title =
        rows.length === 1 ? `Import predictions ${rows[0]?.name}` : `Import ${rows.length} sets of predictions`
      const common = { population, file: planned.file, fileHash: planned.hash, note, createdAt: deps.now().getTime() }
      const uuids = history.run({ title, audited: false }, edit =>
        rows.map(row => {
          const uuid = randomUUID()
          edit.insert('prediction_set', { id: deps.nextNumber(session), uuid, ...row, ...common })
          return uuid
        })
      )
      const batch = uploadOf(from)
      if (batch !== null) await uploads.discard(batch)
      return uuids.map(uuid => toContract(find(uuid)))
    },
    update({ id, ...change }) {
      const set = find(id)
      history.run({ title: `Change predictions ${set.name}`, audited: false }, edit =>
        edit.update('prediction_set', set.id, change)
      )
      return toContract(find(id))
    },
    remove({ id }) {
      const set = find(id)
      history.run({ title: `Remove predictions ${set.name}`, audited: false }, edit =>
        edit.remove('prediction_set', set.id)
      )
    }
  }
}

function toContract({ uuid, id, createdAt, file, fileHash, note, classes, ...set }: StoredSet): PredictionSet {
  const { name, kind, count, population } = set
  return {
    ...{ id: uuid, number: id, name, kind, count, population, classes: [...classes] },
    provenance: { file, hash: fileHash, note, importedAt: new Date(createdAt).toISOString() }
  }
}
