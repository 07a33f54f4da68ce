import { and, desc, eq, like, ne, or } from 'drizzle-orm'
import type { Population } from '@shared/contract/evaluation'
import type { Revision } from '@shared/contract/item'
import { evaluate } from '@shared/domain/metrics/evaluation'
import { populationKey } from '@shared/domain/populations/population-key'
import { evaluationRevision } from '../../storage/training-schema'
import type { Log } from '../../ports'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import type { Judge, Judged } from '../judging/judge'
import { decodeState, describeChange, encodeState, stateOf, type RevisionState } from './revision-state'

export interface RevisionsDeps {
  readonly workspace: Workspace
  readonly judge: Judge
  readonly log: Pick<Log, 'warn'>
  readonly now: () => Date
}

export interface Revisions {
  /** The judge; whatever it judges is kept where labels or boxes have changed since the last time. */
  readonly judge: Judge
  /** Newest first, with what was judged just now. */
  list(runId: string, population: Population): readonly Revision[]
  /** Keys of the populations that it has been evaluated on. */
  evaluatedOn(runId: string): readonly string[]
  /** Writes what waits, before the project closes. */
  flush(session: ProjectSession): void
}

interface Waiting {
  readonly judged: Judged
  /** The step of undo after which it was judged. */
  readonly stepId: number | null
}

type Row = typeof evaluationRevision.$inferSelect

/** Writing waits this long, in milliseconds, so that the figures come first and a drag is one revision. */
const delay = 300

export function createRevisions({ workspace, judge, log, now }: RevisionsDeps): Revisions {
  const waitingOf = perSession(() => new Map<string, Waiting>())
  const stepOf = perSession(({ database }) =>
    database.sqlite.prepare<[], number>('select id from step where not undone order by id desc limit 1').pluck()
  )
  const latestOf = perSession(() => new Map<string, RevisionState>())
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(session: ProjectSession): void {
    const waiting = waitingOf(session)
    for (const one of waiting.values()) write(session, one)
    waiting.clear()
  }

  /** The disk may be full: that must end neither the program nor the closing of the project. */
  function flushInPeace(session: ProjectSession): void {
    try {
      flush(session)
    } catch (error) {
      log.warn(`Figures were not kept for later comparison: ${String(error)}`)
    }
  }

  function wait(session: ProjectSession, next: Waiting): void {
    const waiting = waitingOf(session)
    const key = `${next.judged.run.id} ${keyOf(next.judged)}`
    const earlier = waiting.get(key)
    // Quick hands: the step before this one has a revision of its own.
    if (earlier && earlier.stepId !== next.stepId) write(session, earlier)
    waiting.set(key, next)
    clearTimeout(timer)
    timer = setTimeout(() => !session.signal.aborted && flushInPeace(session), delay)
    timer.unref()
  }

  function write(session: ProjectSession, { judged, stepId }: Waiting): void {
    const { orm } = session.database
    const { run, population, truth, predictions } = judged
    const basis = keyOf(judged)
    const key = `${run.id} ${basis}`
    const state = stateOf(judged)
    const last = newest(session, run.id, basis)
    const lastState = latestOf(session).get(key) ?? (last && decodeState(last.populationHash, last.state))
    const sinceLast = lastState ? describeChange(lastState, state) : null
    // Labels and boxes are the same: other figures come from other predictions, of a run that was resumed.
    if (sinceLast === '' && last?.correct === countCorrect(judged)) return

    const names = { classNames: run.file.classes, unit: 'images' }
    const { confusion, report } = evaluate(truth, predictions, names)
    const original = judged.originalTruth && evaluate(judged.originalTruth, judged.originalPredictions, names)
    // A gesture that goes on: its revision is measured against the one before it.
    const replaces = last && sinceLast !== '' && last.stepId === stepId && stepId !== null ? last : null
    const base = replaces ? newest(session, run.id, basis, replaces.id) : last
    const baseState = base === last ? lastState : base && decodeState(base.populationHash, base.state)
    const change = sinceLast === '' ? 'predicted anew' : baseState && describeChange(baseState, state)
    const row = {
      runId: run.id,
      population: basis,
      populationHash: population.hash,
      at: now().getTime(),
      stepId,
      count: confusion.total,
      correct: confusion.correct,
      accuracy: report.accuracy,
      macroF1: report.macro.f1,
      originalAccuracy: original && original.report.accuracy,
      state: encodeState(state),
      summary: base
        ? [`accuracy ${asPercent(base.accuracy)} → ${asPercent(report.accuracy)} %`, change].filter(Boolean).join(', ')
        : `accuracy ${asPercent(report.accuracy)} %, first evaluation`
    }
    if (replaces) orm.update(evaluationRevision).set(row).where(eq(evaluationRevision.id, replaces.id)).run()
    else orm.insert(evaluationRevision).values(row).run()
    latestOf(session).set(key, state)
  }

  return {
    flush(session) {
      clearTimeout(timer)
      flushInPeace(session)
    },
    evaluatedOn(runId) {
      const session = workspace.session()
      flush(session)
      const rows = session.database.orm
        .selectDistinct({ key: evaluationRevision.population })
        .from(evaluationRevision)
        .where(eq(evaluationRevision.runId, runId))
        .all()
      return [...new Set(rows.map(({ key }) => withoutMap(key)))]
    },
    list(runId, population) {
      const session = workspace.session()
      flush(session)
      return session.database.orm
        .select()
        .from(evaluationRevision)
        .where(and(eq(evaluationRevision.runId, runId), isOn(populationKey(population))))
        .orderBy(desc(evaluationRevision.id))
        .limit(100)
        .all()
        .map(toRevision)
    },
    judge: {
      ...judge,
      async judge(runId, population, recipe) {
        const session = workspace.session()
        const judged = await judge.judge(runId, population, recipe)
        // What another recipe gives is a trial, no state of the run's figures.
        if (judged.foreignRecipe || session.readOnly !== null || session.signal.aborted) return judged
        wait(session, { judged, stepId: stepOf(session).get() ?? null })
        return judged
      }
    }
  }
}

/** Population, and the map of classes where there is one: figures on another map are no later state of these. */
const keyOf = ({ population, labelMap }: Judged): string =>
  labelMap ? `${population.key} ${labelMap.hash}` : population.key

const withoutMap = (key: string): string => key.split(' ', 1)[0] ?? key

/** With every map. */
const isOn = (population: string) =>
  or(eq(evaluationRevision.population, population), like(evaluationRevision.population, `${population} %`))

const isOf = (runId: string, population: string) =>
  and(eq(evaluationRevision.runId, runId), eq(evaluationRevision.population, population))

function newest({ database }: ProjectSession, runId: string, population: string, without = 0): Row | undefined {
  return database.orm
    .select()
    .from(evaluationRevision)
    .where(and(isOf(runId, population), ne(evaluationRevision.id, without)))
    .orderBy(desc(evaluationRevision.id))
    .limit(1)
    .get()
}

const countCorrect = ({ truth, predictions: { predicted } }: Judged): number =>
  truth.reduce((count, label, at) => count + Number(label !== -1 && label === predicted[at]), 0)

const asPercent = (share: number | null): string => (share === null ? '–' : (share * 100).toFixed(1))

const toRevision = ({ id, at, count, correct, accuracy, macroF1, originalAccuracy, summary }: Row): Revision => ({
  ...{ id, count, correct, accuracy, macroF1, originalAccuracy, summary },
  at: new Date(at).toISOString()
})
