import type { Agreement } from '@shared/contract/suggestions'
import type { StoredDataset } from '../datasets/datasets-service'
import type { Judge } from '../judging/judge'
import { readExamples } from '../examples/examples'
import type { ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'

interface Row {
  readonly id: number
  readonly imageId: number
  readonly status: string
  readonly confidence: number | null
}

/** Labels that people gave where the run had made a proposal, beside what the run says of the same pixels. */
export async function readAgreement(
  { database }: ProjectSession,
  run: StoredRun,
  { facts }: Pick<StoredDataset, 'facts'>,
  judge: Pick<Judge, 'predict'>,
  least: number
): Promise<Agreement> {
  const rows = database.sqlite
    .prepare<[string], Row>('select id, image_id imageId, status, confidence from annotation where author = ?')
    .all(`model:${run.id}`)
  const waiting = rows.filter(({ status }) => status === 'suggested')
  const certain = waiting.filter(({ confidence }) => (confidence ?? 0) >= least).length
  const rejected = rows.filter(({ status }) => status === 'unlabelled').length
  const ids = new Set(rows.map(({ id }) => id))
  const decided = readExamples(database, { imageIds: rows.map(({ imageId }) => imageId) }).filter(
    ({ annotation, labelled }) => labelled && annotation !== null && ids.has(annotation.id)
  )
  const predicted = await judge.predict(run, decided)
  let agreed = 0
  let corrected = rows.filter(({ status }) => status === 'outside').length
  decided.forEach(({ classId }, at) => {
    const probabilities = predicted[at]
    if (!probabilities) return
    const proposed = facts.classes[probabilities.indexOf(Math.max(...probabilities))]?.id
    if (proposed === classId) agreed++
    else corrected++
  })
  return { waiting: waiting.length, certain, agreed, corrected, rejected }
}
