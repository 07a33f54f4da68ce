// How well doubtful labels are found: wrong ones are planted in the shipped photos and garments, and the list is looked at.
//   node bin/vitrine.mjs --run bench/suspects.ts [WRONG]      share of wrong labels, 0.08 unless told
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { defaultTraining } from '../src/shared/contract/training'
import { readLabelsCsv } from '../src/shared/domain/formats/csv'
import { photo } from '../src/shared/domain/models/presets/photo'
import { createRandom, type Random } from '../src/shared/domain/random/random'
import { photo as recipe } from '../src/shared/domain/recipes/named'
import { complete, emptyGraph } from '../src/shared/domain/similarity/neighbour-graph'
import { findSuspects, votersAmong } from '../src/shared/domain/similarity/suspects'
import { toUnit, type UnitVector } from '../src/shared/domain/similarity/vectors'
import { createBackendOpener } from '../src/main/engine/backends'
import { readWeightsFile } from '../src/main/engine/weights-file'
import { createRecipeRenderer } from '../src/main/images/recipes/recipe-renderer'
import { backbone, featureCount } from '../src/main/services/features/backbone'

interface Collection {
  readonly name: string
  readonly inputs: readonly Uint8Array[]
  readonly labels: readonly number[]
}

const plantings = 50
const garments = 1000
const { render, renderPacked, shape } = createRecipeRenderer(recipe)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function samplePhotos(): Promise<Collection> {
  const folder = resolve('resources/sample')
  const { images } = readLabelsCsv(await readFile(join(folder, 'boxes.csv'), 'utf8'), 'boxes.csv')
  const photos = images.flatMap(({ file, regions: [first] }) => (first?.label ? [{ file, ...first }] : []))
  const classes = [...new Set(photos.map(({ label }) => label))]
  const inputs: Uint8Array[] = []
  for (const { file, region } of photos) {
    inputs.push(await render(await readFile(join(folder, 'photos', file)), region))
  }
  return { name: 'sample photos', inputs, labels: photos.map(({ label }) => classes.indexOf(label)) }
}

async function sampleGarments(): Promise<Collection> {
  const read = async (file: string, header: number) =>
    gunzipSync(await readFile(resolve('resources/datasets/fashion-mnist-200', file))).subarray(header)
  const images = await read('train-images-idx3-ubyte.gz', 16)
  const labels = await read('train-labels-idx1-ubyte.gz', 8)
  const rows = Array.from({ length: garments }, (_, at) => (at * 7919) % labels.length)
  return {
    name: 'Fashion-MNIST',
    inputs: rows.map(row => renderPacked(new Uint8Array(images.subarray(row * 784, (row + 1) * 784)), [28, 28, 1])),
    labels: rows.map(row => labels[row] ?? 0)
  }
}

async function featuresOf(inputs: readonly Uint8Array[]): Promise<UnitVector[]> {
  const backend = await createBackendOpener()('auto')
  const { tensors } = await readWeightsFile(resolve(`resources/pretrained/${photo.pretrained}.safetensors`))
  const model = await backend.compile(backbone, defaultTraining)
  await model.setWeights(tensors)
  const size = shape[0] * shape[1] * shape[2]
  const vectors: UnitVector[] = []
  for (let from = 0; from < inputs.length; from += 52) {
    const part = inputs.slice(from, from + 52)
    const x = new Uint8Array(part.length * size)
    part.forEach((input, at) => x.set(input, at * size))
    const values = await model.predict(x, part.length, 13)
    part.forEach((_, at) => vectors.push(toUnit(values.slice(at * featureCount, (at + 1) * featureCount))))
  }
  model.dispose()
  return vectors
}

function plant(labels: readonly number[], classes: number, share: number, random: Random): Int32Array {
  return Int32Array.from(labels, label =>
    random.uniform() < share ? (label + 1 + random.integer(classes - 1)) % classes : label
  )
}

async function measure({ name, inputs, labels }: Collection, wrong: number): Promise<void> {
  const vectors = await featuresOf(inputs)
  const graph = emptyGraph(vectors.length, 32)
  for (const _ of complete({ graph, missing: vectors.map((_, row) => row), isNew: () => true }, vectors));
  const images = Int32Array.from(vectors, (_, row) => row)
  const classes = Math.max(...labels) + 1
  say(`\n${name}, ${labels.length} items, ${100 * wrong} % of the labels wrong, mean of ${plantings} plantings`)
  say('voters   listed   planted among the first as many as were planted   found in the whole list')
  for (const voters of [...new Set([5, 10, 15, 20, votersAmong(labels.length)])].sort((a, b) => a - b)) {
    const random = createRandom(7, 'plantings', voters)
    const sums = { listed: 0, first: 0, found: 0 }
    for (let planting = 0; planting < plantings; planting++) {
      const given = plant(labels, classes, wrong, random)
      const planted = given.reduce((sum, label, row) => sum + Number(label !== labels[row]), 0)
      const isPlanted = ({ row }: { readonly row: number }): boolean => given[row] !== labels[row]
      const suspects = findSuspects(graph, given, images, classes, voters)
      sums.listed += suspects.length / plantings
      if (planted === 0) continue
      sums.first += suspects.slice(0, planted).filter(isPlanted).length / planted / plantings
      sums.found += suspects.filter(isPlanted).length / planted / plantings
    }
    const cells = [
      `${voters}`,
      sums.listed.toFixed(0),
      `${(100 * sums.first).toFixed(0)} %`,
      `${(100 * sums.found).toFixed(0)} %`
    ]
    say(`${cells[0]?.padStart(6)}   ${cells[1]?.padStart(6)}   ${cells[2]?.padStart(45)}   ${cells[3]?.padStart(23)}`)
  }
}

const wrong = Number(process.argv[2] ?? 0.08)
for (const collection of [await samplePhotos(), await sampleGarments()]) await measure(collection, wrong)
