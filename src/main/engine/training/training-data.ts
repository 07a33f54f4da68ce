import type { RunFile, Selection } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { sizeOf } from '@shared/domain/models/weights'
import type { Examples } from '../backend'
import { pick } from '../math/batch'
import {
  readFloats,
  readInts,
  readPacked,
  readingSound,
  selectRows,
  takeRows,
  type ObjectReader
} from '../object-arrays'

export interface TrainingData {
  readonly train: Examples
  readonly validation: Examples | null
  readonly warnings: readonly string[]
}

/** Reads and checks the examples of a run. Throws INVALID_INPUT for what can't be trained on. */
export async function loadTrainingData(run: RunFile, objects: ObjectReader): Promise<TrainingData> {
  const store = readingSound(objects)
  const { data, classes, model, training } = run
  const [count, ...imageShape] = data.x.shape
  checkImageShape(imageShape, model.input_shape)
  const x = await readPacked(store, data.x)
  const y = await readInts(store, data.y)
  if (y.length !== count) {
    throw new VitrineError('CORRUPT', `There are ${count} images and ${y.length} labels. Freeze the dataset again.`)
  }
  const weights = data.sampleWeight === null ? null : await readFloats(store, data.sampleWeight)
  if (weights && weights.length !== count) {
    throw new VitrineError(
      'CORRUPT',
      `There are ${count} images and ${weights.length} sample weights. Plan the run anew.`
    )
  }

  const select = async (selection: Selection): Promise<Examples> => {
    const rows = await selectRows(store, selection, count)
    return { count: rows.length, x: takeRows(x, rows, sizeOf(imageShape)), y: pick(y, rows) }
  }
  const train = await select(data.train)
  const validation = data.validation && (await select(data.validation))
  checkLabels(train, classes, 'training')
  if (validation) checkLabels(validation, classes, 'validation')
  if (new Set(train.y).size < 2) {
    throw new VitrineError(
      'INVALID_INPUT',
      `All training images are of one class, "${classes[train.y[0] ?? 0]}". Label images of at least one other class.`
    )
  }
  const trainRows = weights && (await selectRows(store, data.train, count))
  const sampleWeight = exampleWeights(
    train.y,
    trainRows && weights ? pick(weights, trainRows) : null,
    training.class_weight
  )
  return {
    train: { ...train, ...(sampleWeight && { sampleWeight }) },
    validation,
    warnings: warningsFor(run, train)
  }
}

function checkImageShape(shape: readonly number[], wanted: readonly number[]): void {
  if (shape.join() === wanted.join()) return
  throw new VitrineError(
    'INVALID_INPUT',
    `The images are ${shape.join(' × ')} and the model takes ${wanted.join(' × ')} (height × width × channels). ` +
      'Choose a recipe that gives this size, or change the model’s input.',
    { shape, wanted }
  )
}

function checkLabels({ y, count }: Examples, classes: readonly string[], part: string): void {
  if (count === 0) {
    throw new VitrineError(
      'INVALID_INPUT',
      `The ${part} split is empty. Freeze the dataset with a larger share for it.`
    )
  }
  const wrong = y.find(label => label < 0 || label >= classes.length)
  if (wrong === undefined) return
  throw new VitrineError(
    'INVALID_INPUT',
    `A label is class ${wrong}, and there are ${classes.length} classes. Freeze the dataset again.`
  )
}

function exampleWeights(
  labels: Int32Array,
  sampleWeight: Float32Array | null,
  classWeight: Readonly<Record<string, number>>
): Float32Array | null {
  if (!sampleWeight && Object.keys(classWeight).length === 0) return null
  const weights = Float32Array.from(labels, (label, at) => (sampleWeight?.[at] ?? 1) * (classWeight[label] ?? 1))
  if (!weights.every(weight => weight === 0)) return weights
  throw new VitrineError(
    'INVALID_INPUT',
    'Every training image weighs 0, so nothing would be learned. Give at least two classes a class_weight above 0.'
  )
}

function warningsFor({ training, classes }: RunFile, train: Examples): string[] {
  const warnings: string[] = []
  if (training.batch_size > train.count) {
    warnings.push(
      `The batch size ${training.batch_size} is larger than the ${train.count} training images: every epoch is a single step. Choose a smaller batch.`
    )
  }
  const unknown = Object.keys(training.class_weight).filter(key => !classes.some((_, at) => String(at) === key))
  if (unknown.length > 0) {
    warnings.push(
      `class_weight names ${unknown.join(', ')}, and the classes are 0 to ${classes.length - 1}: such weights count for nothing.`
    )
  }
  const present = new Set(train.y)
  const absent = classes.filter((_, at) => !present.has(at))
  if (absent.length > 0)
    warnings.push(`No training image of: ${absent.join(', ')}. The model can’t learn these classes.`)
  return warnings
}
