// Same start, same batches: losses and weights of our engine beside Keras's after some steps, as a Markdown table.
//   node bin/vitrine.mjs --run bench/engine-parity.ts [--only deep]
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import type { Model } from '../src/shared/contract/model'
import { trainingSchema } from '../src/shared/contract/training'
import type { TrainingInput } from '../src/shared/contract/training'
import { initialWeights } from '../src/shared/domain/models/initialisers'
import { findPreset } from '../src/shared/domain/models/presets/presets'
import { sizeOf } from '../src/shared/domain/models/weights'
import { createRandom } from '../src/shared/domain/random/random'
import { locateTensorflow } from '../src/main/engine/tensorflow/locate'
import { createTensorflowBackend } from '../src/main/engine/tensorflow/tensorflow-backend'
import { askKeras, type KerasCase } from './engine-parity-keras'
import { peerPython } from './peers/python-environment'

const steps = 10
const batch = 32

/** A preset without what draws at random. */
function modelOf(name: string): Model {
  const preset = findPreset(name)
  if (!preset) throw new Error(`There is no preset ${name}.`)
  return { ...preset.model, layers: preset.model.layers.filter(({ class_name }) => class_name !== 'Dropout') }
}

/** Without kinks: at a ReLU or a maximum, values that differ in the last bit may go different ways. */
const smooth = (model: Model): Model => ({
  ...model,
  layers: model.layers.map(layer => {
    if (layer.class_name === 'MaxPooling2D') return { ...layer, class_name: 'AveragePooling2D' }
    return 'activation' in layer && layer.activation === 'relu' ? { ...layer, activation: 'tanh' } : layer
  })
})

const cases: readonly { readonly what: string; readonly model: Model; readonly training: TrainingInput }[] = [
  { what: 'lenet-5, Adam', model: modelOf('lenet-5'), training: {} },
  { what: 'lenet-5, SGD', model: modelOf('lenet-5'), training: { optimizer: { name: 'sgd' } } },
  {
    what: 'lenet-5, SGD with Nesterov momentum',
    model: modelOf('lenet-5'),
    training: { optimizer: { name: 'sgd', momentum: 0.9, nesterov: true } }
  },
  {
    what: 'lenet-5, Adam, clipnorm 0.05',
    model: modelOf('lenet-5'),
    training: { optimizer: { name: 'adam', clipnorm: 0.05 } }
  },
  {
    what: 'lenet-5, SGD, global_clipnorm 0.1',
    model: modelOf('lenet-5'),
    training: { optimizer: { name: 'sgd', global_clipnorm: 0.1 } }
  },
  { what: 'lenet-5, label smoothing 0.1', model: modelOf('lenet-5'), training: { label_smoothing: 0.1 } },
  {
    what: 'cnn-svm: squared hinge, L2, SGD',
    model: modelOf('cnn-svm'),
    training: { optimizer: { name: 'sgd' }, loss: 'squared_hinge' }
  },
  { what: 'scratch, SGD', model: modelOf('scratch'), training: { optimizer: { name: 'sgd' } } },
  { what: 'deep, SGD', model: modelOf('deep'), training: { optimizer: { name: 'sgd' } } },
  {
    what: 'deep with tanh and average pooling, SGD',
    model: smooth(modelOf('deep')),
    training: { optimizer: { name: 'sgd' } }
  },
  {
    what: 'best with tanh, SGD',
    model: smooth(modelOf('best')),
    training: { optimizer: { name: 'sgd' } }
  },
  { what: 'best (residual), SGD', model: modelOf('best'), training: { optimizer: { name: 'sgd' } } }
]

const backend = createTensorflowBackend({ root: locateTensorflow() ?? '', threads: availableParallelism() })

async function ours({ model, training }: (typeof cases)[number]) {
  const random = createRandom(1, 'parity')
  const settings = v.parse(trainingSchema, training)
  const count = steps * batch
  const x = Uint8Array.from({ length: count * sizeOf(model.input_shape) }, () => random.integer(256))
  const y = Int32Array.from({ length: count }, () => random.integer(10))
  const sampleWeight = Float32Array.from({ length: count }, () => random.uniform(0.5, 2))
  const examples = { count, x, y, sampleWeight }
  const weights = initialWeights(model, 1)
  const batches = Array.from({ length: steps }, (_, step) =>
    Int32Array.from({ length: batch }, (_, i) => step * batch + i)
  )
  const compiled = await backend.compile(model, settings)
  await compiled.setWeights(weights)
  compiled.setTrainingData(examples)
  const losses: number[] = []
  for (const [step, indices] of batches.entries()) {
    const { learning_rate: learningRate } = settings.optimizer
    losses.push((await compiled.trainStep({ indices, step, learningRate })).loss)
  }
  const final = await compiled.getWeights()
  compiled.dispose()
  const asked: KerasCase = { model, training: settings, weights, examples, batches, probe: false }
  return { asked, losses, final }
}

const { values: options } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const python = peerPython('keras', line => console.error(line))
if (python === null) process.exit(1)
console.log(
  `| ${steps} steps, batch ${batch}, example weights | largest difference of a loss | of a weight |\n|---|---|---|`
)
for (const entry of cases.filter(({ what }) => what.includes(options.only))) {
  const own = await ours(entry)
  const [keras] = await askKeras(python, [own.asked])
  const lossGap = Math.max(...own.losses.map((loss, i) => Math.abs(loss - (keras?.losses[i] ?? Number.NaN))))
  let weightGap = 0
  for (const { name, data } of own.final)
    data.forEach(
      (value, i) => (weightGap = Math.max(weightGap, Math.abs(value - (keras?.weights[name]?.[i] ?? Infinity))))
    )
  console.log(`| ${entry.what} | ${lossGap.toExponential(1)} | ${weightGap.toExponential(1)} |`)
}
process.exit(0)
