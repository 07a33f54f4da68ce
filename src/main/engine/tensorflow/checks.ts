import { VitrineError } from '@shared/contract/errors'
import type { Examples, NamedTensor } from '../backend'
import type { Variable } from './variables'

// TensorFlow would report these too, but in its own words and, in the binding, with a leak of the inputs.

export const elementsOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

const invalid = (message: string): VitrineError => new VitrineError('INVALID_INPUT', message)

export function checkImages(x: Uint8Array | Float32Array, count: number, imageSize: number): void {
  if (x.length !== count * imageSize)
    throw invalid(
      `${count} images of ${imageSize} values are ${count * imageSize} values, not ${x.length}: the images don't have the model's input size.`
    )
}

export function checkExamples({ count, x, y, sampleWeight }: Examples, imageSize: number, classes: number): void {
  if (count === 0) throw invalid('There are no training examples. Choose a dataset or a split that has some.')
  checkImages(x, count, imageSize)
  if (y.length !== count) throw invalid(`There are ${count} examples but ${y.length} labels.`)
  const wrong = y.findIndex(label => label < 0 || label >= classes)
  if (wrong >= 0)
    throw invalid(
      `Example ${wrong} has class ${y[wrong]}, but the model tells ${classes} classes apart (0 to ${classes - 1}). Give its last layer one unit per class.`
    )
  if (sampleWeight && sampleWeight.length !== count)
    throw invalid(`There are ${count} examples but ${sampleWeight.length} sample weights.`)
}

/** The examples, after checking that every row of the batch is one of them. */
export function checkBatch(examples: Examples | null, indices: Int32Array): Examples {
  if (!examples) throw invalid('Set the training data before the first step.')
  if (indices.length === 0) throw invalid('A batch holds at least one example.')
  const outside = indices.find(row => row < 0 || row >= examples.count)
  if (outside !== undefined) throw invalid(`The batch asks for example ${outside} of ${examples.count}.`)
  return examples
}

/** Every variable must be given, in its shape; tensors that the model has no use for are left aside. */
export function checkTensors(variables: readonly Variable[], tensors: readonly NamedTensor[], what: string): void {
  const given = new Map(tensors.map(tensor => [tensor.name, tensor]))
  for (const { name, shape } of variables) {
    const expected = elementsOf(shape ?? [])
    const found = given.get(name)?.data.length
    if (found === expected) continue
    const problem = found === undefined ? 'is missing' : `has ${found} values instead of ${expected}`
    throw new VitrineError(
      'CORRUPT',
      `"${name}" ${problem}: the ${what} belong to another model or are damaged. Start from another run, or train anew.`,
      {
        name
      }
    )
  }
}
