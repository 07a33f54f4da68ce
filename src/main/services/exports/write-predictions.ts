import type { Skipped } from '@shared/contract/sources'
import { VitrineError } from '@shared/contract/errors'
import { newPrediction } from '@shared/domain/annotation/edit'
import { scaleRegion } from '@shared/domain/annotation/region'
import { serialiseV3 } from '@shared/domain/annotation/serialise-v3'
import { publishedCanvas } from '../drafts/canvas-draft'
import { generatorOf } from '../drafts/generator'
import { readExamples, type Example } from '../examples/examples'
import { canvasSize, regionOf } from '../rows'
import type { ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'
import type { ExportData, ExportImage } from './export-data'
import type { ExportWriter } from './export-writer'
import { toJson, type ExportContext } from './planned-files'

/** Answers a run's probabilities for single examples, null where a picture can't be read. */
export type Predict = (run: StoredRun, examples: readonly Example[]) => Promise<readonly (Float32Array | null)[]>

export interface PredictionsExport {
  readonly session: ProjectSession
  readonly data: ExportData
  readonly runs: readonly StoredRun[]
  readonly predict: Predict
  readonly context: ExportContext
}

interface Predicted {
  readonly example: Example
  readonly label: string
  /** In [0, 1]. */
  readonly confidence: number
}

/** Examples that are predicted between two looks at a cancel. */
const batch = 500

/** One AnnotationPage per run: every example's region with the class that the model gives it. */
export async function writePredictionPages(given: PredictionsExport, writer: ExportWriter) {
  const images = new Map(given.data.images.map(image => [image.row.id, image]))
  const { version } = given.context
  return await eachRun(given, writer, (run, predicted) => {
    const items = predicted.flatMap(({ example, label, confidence }) => {
      const image = images.get(example.imageId)
      if (!image) return []
      const { row } = image
      const region = scaleRegion(regionFor(image, example), row, canvasSize(row))
      const creator = { id: modelId(run), name: `Run ${run.number} ${run.name}`.trim(), type: 'Software' }
      const created = new Date(run.endedAt ?? run.createdAt).toISOString()
      const id = `${modelId(run)}/${example.annotation?.uuid ?? `image-${row.id}`}`
      const canvas = publishedCanvas(row, given.context.baseUrl)
      return [newPrediction({ id, canvas, region, label, confidence, creator, created })]
    })
    const name = `predictions/run-${run.number}.json`
    const id = `${given.context.baseUrl}/${name}`
    const label = `Run ${run.number} ${run.name}`.trim()
    const page = serialiseV3(
      { id, label, items, original: { metadata: metadataOf(run, version) } },
      { generator: generatorOf(version) }
    )
    return { name, text: toJson(page) }
  })
}

/** `{index: {true_label, predicted_label, confidence}}` per run, the index counting the examples from 0. */
export async function writeAnnotationsData(given: PredictionsExport, writer: ExportWriter) {
  return await eachRun(given, writer, (run, predicted) => {
    const entries = predicted.map(({ example, label, confidence }, index) => [
      index,
      {
        true_label: example.labelled ? given.data.className(example.classId) : null,
        predicted_label: label,
        confidence,
        image: example.name
      }
    ])
    return { name: `annotations_data-run-${run.number}.json`, text: toJson(Object.fromEntries(entries)) }
  })
}

async function eachRun(
  { session, data, runs, predict }: PredictionsExport,
  writer: ExportWriter,
  write: (run: StoredRun, predicted: readonly Predicted[]) => { readonly name: string; readonly text: string }
) {
  if (runs.length === 0) {
    throw new VitrineError('INVALID_INPUT', 'There is no trained run to predict with. Train one first.')
  }
  const examples = readExamples(session.database, { imageIds: data.images.map(({ row }) => row.id) })
  const skipped: Skipped[] = []
  const files: string[] = []
  let count = 0
  let done = 0
  for (const run of runs) {
    const predicted: Predicted[] = []
    for (let at = 0; at < examples.length; at += batch) {
      const part = examples.slice(at, at + batch)
      const rows = await predict(run, part)
      part.forEach((example, index) => {
        const best = bestOf(rows[index] ?? null, run.file.classes)
        if (best) predicted.push({ example, ...best })
        else {
          const message = 'Its picture can’t be read, so the model says nothing of it.'
          skipped.push({ source: `run ${run.number}`, pointer: example.name, code: 'NO_PICTURE', message })
        }
      })
      done += part.length
      await writer.progress(done / (examples.length * runs.length), `run ${run.number}: ${at + part.length} examples`)
    }
    const { name, text } = write(run, predicted)
    await writer.write(name, text)
    files.push(name)
    count += predicted.length
  }
  return { files, count, skipped }
}

/** What a viewer shows of where predictions are from. */
function metadataOf(run: StoredRun, version: string) {
  const trained = new Date(run.endedAt ?? run.createdAt).toISOString()
  const rows = { Run: run.id, Model: modelId(run), Trained: trained, Program: `Vitrine ${version}` }
  return Object.entries(rows).map(([name, value]) => ({ label: { en: [name] }, value: { none: [value] } }))
}

/** The model itself: its final weights' hash where they are kept as an object. */
const modelId = (run: StoredRun): string => (run.weights === null ? `urn:uuid:${run.id}` : `urn:sha256:${run.weights}`)

function bestOf(row: Float32Array | null, classes: readonly string[]) {
  if (!row) return null
  const index = row.indexOf(Math.max(...row))
  const label = classes[index]
  const confidence = row[index]
  return label === undefined || confidence === undefined
    ? null
    : { label, confidence: Math.min(1, Math.max(0, confidence)) }
}

function regionFor({ annotations }: ExportImage, { annotation }: Example) {
  const entry = annotations.find(({ id }) => id === annotation?.id)
  return entry ? regionOf(entry) : ({ kind: 'whole' } as const)
}
