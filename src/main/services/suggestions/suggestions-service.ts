import { randomUUID } from 'node:crypto'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { SuggestionReport, suggestionsContract, SuggestionTarget } from '@shared/contract/suggestions'
import type { DatasetsService } from '../datasets/datasets-service'
import { givesProbabilities } from '../judging/prediction-rows'
import type { Judge } from '../judging/judge'
import { keyOfExample, type Example } from '../examples/examples'
import type { HistoryService } from '../history/history-service'
import type { JobsService } from '../jobs/jobs-service'
import type { JobContext } from '../jobs/running-job'
import type { StoredRun } from '../training/run-store'
import type { TrainingService } from '../training/training-service'
import type { Workspace } from '../workspace'
import { readAgreement } from './agreement'
import { readTargets } from './suggestion-targets'

export interface SuggestionsDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly jobs: JobsService
  readonly datasets: Pick<DatasetsService, 'find'>
  readonly training: Pick<TrainingService, 'find'>
  readonly judge: Pick<Judge, 'predict'>
  readonly now: () => Date
}

export type SuggestionsService = Handlers<typeof suggestionsContract>

interface Proposal {
  readonly example: Example
  readonly classId: number
  readonly label: string
  readonly confidence: number
}

/** Examples predicted between two looks at whether the job was cancelled. */
const chunk = 64
const shownItems = 1000

const modelAuthor = (runId: string): string => `model:${runId}`

export function createSuggestionsService(deps: SuggestionsDeps): SuggestionsService {
  const { workspace, history, jobs, datasets, training, judge, now } = deps

  async function propose(run: StoredRun, examples: readonly Example[], context: JobContext) {
    const { classes } = datasets.find(run.datasetId).facts
    const proposals: Proposal[] = []
    const skipped: SuggestionReport['skipped'] = []
    for (let from = 0; from < examples.length; from += chunk) {
      await context.checkpoint()
      context.progress(from / examples.length, `${from} of ${examples.length}`)
      const part = examples.slice(from, from + chunk)
      const predicted = await judge.predict(run, part)
      part.forEach((example, at) => {
        const probabilities = predicted[at]
        if (!probabilities) {
          const message = example.pixels.kind === 'none' ? example.pixels.reason : 'The picture can’t be read.'
          skipped.push({ imageId: example.imageId, message })
          return
        }
        const confidence = Math.max(...probabilities)
        const entry = classes[probabilities.indexOf(confidence)]
        if (entry) proposals.push({ example, classId: entry.id, label: entry.name, confidence })
      })
    }
    return { proposals, skipped }
  }

  /** One step of undo. What a person has labelled meanwhile, or whose class is gone, is left alone. */
  function write(run: StoredRun, on: SuggestionTarget, proposals: readonly Proposal[]): SuggestionReport['items'] {
    const at = now().getTime()
    const author = modelAuthor(run.id)
    const title = (items: readonly unknown[]): string => `Suggest ${items.length} labels by run ${run.number}`
    return history.run({ title, author, audited: false }, (edit, { database }) => {
      const classes = new Set(database.sqlite.prepare<[], number>('select id from class').pluck().all())
      const open = new Set(readTargets(database, on).map(keyOfExample))
      const items: SuggestionReport['items'] = []
      for (const { example, classId, label, confidence } of proposals) {
        if (!open.has(keyOfExample(example)) || !classes.has(classId)) continue
        const values = { classId, status: 'suggested' as const, confidence, author, modifiedAt: at }
        const annotationId = example.annotation?.uuid ?? randomUUID()
        if (example.annotation) edit.update('annotation', example.annotation.id, values)
        else {
          const { imageId } = example
          edit.insert('annotation', {
            ...values,
            uuid: annotationId,
            imageId,
            kind: 'whole',
            region: null,
            createdAt: at
          })
        }
        items.push({ imageId: example.imageId, name: example.name, annotationId, label, confidence })
      }
      return items.sort((a, b) => a.confidence - b.confidence)
    })
  }

  return {
    start({ runId, on }) {
      const session = workspace.writable()
      const run = training.find(runId)
      if (!givesProbabilities(run)) {
        throw new VitrineError(
          'UNSUPPORTED',
          `Run ${run.number} gives scores, not probabilities: how certain it is can’t be told. Choose a run that ends in softmax.`
        )
      }
      const examples = readTargets(session.database, on)
      if (examples.length === 0) {
        throw new VitrineError('CONFLICT', 'Nothing waits for a label there: every box and image has one.')
      }
      const job = jobs.start({ kind: 'predict', title: `Suggest labels by “${run.name}”` }, async context => {
        const { proposals, skipped } = await propose(run, examples, context)
        const items = write(run, on, proposals)
        return { runId, suggested: items.length, skipped, items: items.slice(0, shownItems) } satisfies SuggestionReport
      })
      return { jobId: job.id }
    },
    async agreement({ runId, least }) {
      const run = training.find(runId)
      return await readAgreement(workspace.session(), run, datasets.find(run.datasetId), judge, least)
    },
    accept({ runId, least }) {
      const run = training.find(runId)
      const title = (accepted: number): string => `Accept ${accepted} suggestions of run ${run.number}`
      const accepted = history.run({ title }, (edit, { database }) => {
        const certain = database.sqlite
          .prepare<[string, number], number>(
            `select id from annotation where author = ? and status = 'suggested' and confidence >= ?`
          )
          .pluck()
          .all(modelAuthor(runId), least)
        const values = { status: 'labelled' as const, confidence: null, modifiedAt: now().getTime() }
        return certain.filter(id => edit.update('annotation', id, values)).length
      })
      return { accepted }
    }
  }
}
