// How well `photo` names real photos, by cross-validation: frozen features and a head, whole images and boxes, one view
// and eight. Without an argument the shipped sample; else a folder with one folder per class.
//   node bin/vitrine.mjs --run bench/photos.ts [FOLDER]
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Region } from '../src/shared/contract/annotations'
import { defaultTraining, trainingSchema } from '../src/shared/contract/training'
import { readLabelsCsv } from '../src/shared/domain/formats/csv'
import { frozenBase } from '../src/shared/domain/models/frozen-base'
import { photo, PHOTO_FEATURES, PHOTO_HEAD } from '../src/shared/domain/models/presets/photo'
import { withClasses } from '../src/shared/domain/models/surgery'
import { createRandom, permutation } from '../src/shared/domain/random/random'
import { photo as recipe } from '../src/shared/domain/recipes/named'
import { wilsonInterval } from '../src/shared/domain/statistics/wilson'
import type { Backend } from '../src/main/engine/backend'
import { createBackendOpener } from '../src/main/engine/backends'
import { readWeightsFile } from '../src/main/engine/weights-file'
import { createRecipeRenderer } from '../src/main/images/recipes/recipe-renderer'
import { planFolds } from '../src/main/services/training/fold-plan'
import * as v from 'valibot'
import { SIDE, viewsOf, VIEWS } from './photo-views'

interface Photo {
  readonly file: string
  readonly label: string
  readonly box: Region | null
}

const folds = 5
const seeds = [1, 2, 3]
const whole: Region = { kind: 'whole' }
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function readSample(): Promise<Photo[]> {
  const folder = resolve('resources/sample')
  const { images } = readLabelsCsv(await readFile(join(folder, 'boxes.csv'), 'utf8'), 'boxes.csv')
  return images.flatMap(({ file, regions: [first] }) =>
    first?.label ? [{ file: join(folder, 'photos', file), label: first.label, box: first.region }] : []
  )
}

async function readFolders(folder: string): Promise<Photo[]> {
  const labels = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isDirectory())
  const lists = labels.map(async ({ name }) =>
    (await readdir(join(folder, name))).map(file => ({ file: join(folder, name, file), label: name, box: null }))
  )
  return (await Promise.all(lists)).flat()
}

/** Features `[photos, views, 1280]`: the first view is the whole picture, the rest are the eight. */
async function featuresOf(backend: Backend, photos: readonly Photo[], boxed: boolean): Promise<Float32Array> {
  const { tensors } = await readWeightsFile(resolve('resources/pretrained/efficientnet-lite0.safetensors'))
  const compiled = await backend.compile(photo.model, defaultTraining)
  const head = (await compiled.getWeights()).filter(({ name }) => name.startsWith(`${PHOTO_HEAD}/`))
  await compiled.setWeights([...tensors, ...head])
  const { render } = createRecipeRenderer(recipe)
  const features = new Float32Array(photos.length * VIEWS * PHOTO_FEATURES)
  for (const [at, { file, box }] of photos.entries()) {
    const views = viewsOf(await render(await readFile(file), boxed && box ? box : whole))
    const values = await compiled.features?.(views, VIEWS, PHOTO_HEAD, VIEWS)
    if (!values) throw new Error(`${backend.name} computes no features`)
    features.set(values, at * VIEWS * PHOTO_FEATURES)
  }
  compiled.dispose()
  return features
}

/** Trains the preset's head with the preset's settings on one view of each photo; probabilities of all views of the others. */
async function score(
  backend: Backend,
  features: Float32Array,
  labels: Int32Array,
  classes: readonly string[],
  seed: number
) {
  const base = frozenBase(withClasses(photo.model, classes.length))
  if (!base) throw new Error('photo has no frozen base')
  const training = v.parse(trainingSchema, { ...photo.training, seed })
  const row = (at: number, view: number) =>
    features.subarray((at * VIEWS + view) * PHOTO_FEATURES, (at * VIEWS + view + 1) * PHOTO_FEATURES)
  const gathered = (rows: Int32Array, view: number): Float32Array => {
    const x = new Float32Array(rows.length * PHOTO_FEATURES)
    rows.forEach((at, place) => x.set(row(at, view), place * PHOTO_FEATURES))
    return x
  }
  let [one, eight] = [0, 0]
  for (const { train, scored } of planFolds(
    labels,
    Array.from(labels, (_, at) => at),
    classes,
    { folds, seed, validation: 0 }
  )) {
    const model = await backend.compile(base.head, training)
    const y = train.map(at => labels[at] ?? 0)
    model.setTrainingData({ count: train.length, x: gathered(train, 0), y })
    let step = 0
    for (let epoch = 0; epoch < training.epochs; epoch++) {
      const order = permutation(createRandom(seed, 'shuffle', epoch), train.length)
      for (let from = 0; from < train.length; from += training.batch_size) {
        const indices = order.subarray(from, from + training.batch_size)
        await model.trainStep({ indices, step: step++, learningRate: training.optimizer.learning_rate })
      }
    }
    const outputs = []
    for (let view = 0; view < VIEWS; view++) outputs.push(await model.predict(gathered(scored, view), scored.length))
    const right = (views: readonly Float32Array[]) =>
      scored.reduce((sum, at, place) => {
        const means = classes.map((_, label) =>
          views.reduce((all, part) => all + (part[place * classes.length + label] ?? 0), 0)
        )
        return sum + Number(means.indexOf(Math.max(...means)) === labels[at])
      }, 0)
    one += right(outputs.slice(0, 1))
    eight += right(outputs.slice(1))
    model.dispose()
  }
  return { one, eight }
}

const percent = (share: number): string => (100 * share).toFixed(1)

async function measure(backend: Backend, photos: readonly Photo[], boxed: boolean): Promise<void> {
  const classes = [...new Set(photos.map(({ label }) => label))].sort()
  const labels = Int32Array.from(photos, ({ label }) => classes.indexOf(label))
  const started = performance.now()
  const features = await featuresOf(backend, photos, boxed)
  const perView = (performance.now() - started) / (photos.length * VIEWS)
  for (const seed of seeds) {
    const before = performance.now()
    const { one, eight } = await score(backend, features, labels, classes, seed)
    const seconds = (performance.now() - before) / 1000
    for (const [views, right] of [
      ['one', one],
      ['eight', eight]
    ] as const) {
      const interval = wilsonInterval(right, photos.length)
      const range = interval ? `${percent(interval.low)}–${percent(interval.high)}` : '–'
      say(
        `| ${boxed ? 'box' : 'whole image'} | ${views} | ${seed} | ${right} of ${photos.length} | ${percent(right / photos.length)} | ${range} | ${seconds.toFixed(1)} s, ${perView.toFixed(0)} ms a view |`
      )
    }
  }
}

const folder = process.argv[2]
const photos = folder === undefined ? await readSample() : await readFolders(folder)
const backend = await createBackendOpener()('auto')
say(`${photos.length} photos, ${folds} folds, engine ${backend.name}, side ${SIDE}`)
say('| input | views | seed | right | accuracy % | 95 % interval | five heads, features |')
say('|---|---|---|---|---|---|---|')
await measure(backend, photos, false)
if (photos.some(({ box }) => box)) await measure(backend, photos, true)
process.exit(0)
