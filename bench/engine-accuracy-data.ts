import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunFileInput } from '../src/shared/contract/engine'
import { splitExamples, STUDY_SPLIT } from '../src/shared/domain/splits/split'
import { createObjectStore } from '../src/main/files/objects'
import { garments } from '../src/main/services/datasets/known-datasets'
import { readIdx } from '../src/main/services/sources/idx-file'

const debianFiles = '/usr/share/datasets/fashion-mnist'
export interface AccuracyData {
  readonly classes: string[]
  /** As a run's file names them. */
  readonly references: RunFileInput['data']
  /** The same as plain files, for Keras. */
  readonly files: Readonly<Record<'x' | 'y' | 'train' | 'validation' | 'xTest' | 'yTest', string>>
  readonly xTest: Uint8Array
  readonly yTest: Int32Array
}

const bytesOf = (array: Int32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Fashion-MNIST from Debian's package, with the study's split: 15 % held out, stratified, seed 42. */
export async function prepareFashionMnist(dir: string): Promise<AccuracyData> {
  if (!existsSync(debianFiles)) throw new Error('Install the Debian package dataset-fashion-mnist first.')
  const read = async (name: string) => (await readIdx(join(debianFiles, name))).values
  const x = await read('train-images-idx3-ubyte.gz')
  const y = Int32Array.from(await read('train-labels-idx1-ubyte.gz'))
  const xTest = await read('t10k-images-idx3-ubyte.gz')
  const yTest = Int32Array.from(await read('t10k-labels-idx1-ubyte.gz'))
  const split = splitExamples({ labels: y, classNames: garments }, STUDY_SPLIT)

  const store = createObjectStore(dir)
  const put = async (bytes: Uint8Array) => (await store.put(bytes)).hash
  const objects = {
    x: await put(x),
    y: await put(bytesOf(y)),
    train: await put(bytesOf(split.train)),
    validation: await put(bytesOf(split.val))
  }
  const [xTestPath, yTestPath] = [join(dir, 'x-test.bin'), join(dir, 'y-test.bin')]
  await writeFile(xTestPath, xTest)
  await writeFile(yTestPath, bytesOf(yTest))
  const path = (name: keyof typeof objects): string => store.path(objects[name])
  return {
    classes: [...garments],
    references: {
      x: { object: objects.x, dtype: 'uint8', shape: [y.length, 28, 28, 1] },
      y: objects.y,
      train: { kind: 'rows', object: objects.train, count: split.train.length },
      validation: { kind: 'rows', object: objects.validation, count: split.val.length }
    },
    files: {
      ...{ x: path('x'), y: path('y'), train: path('train'), validation: path('validation') },
      ...{ xTest: xTestPath, yTest: yTestPath }
    },
    xTest,
    yTest
  }
}
