// Random small models, our engines beside Keras: predictions, the first step's loss and gradients, some steps with the
// case's optimizer, the loss of an evaluation. Prints the largest differences, and every case beyond the tolerance.
//   node bin/vitrine.mjs --run bench/engine-parity-random.ts [--from 1] [--cases 60] [--engine tensorflow]
import { parseArgs } from 'node:util'
import type { Backend } from '../src/main/engine/backend'
import { knownBackends } from '../src/main/engine/backends'
import { lossOfOutputs } from '../src/main/engine/math/loss'
import { regularizationLoss } from '../src/main/engine/math/optimizer'
import { figuresOf, largestError, movedWeights } from '../src/main/engine/testing/case-figures'
import { randomCase, type RandomCase } from '../src/main/engine/testing/random-case'
import { weightSpecs } from '../src/shared/domain/models/weights'
import { askKeras, type KerasAnswer } from './engine-parity-keras'
import { peerPython } from './peers/python-environment'

/** Relative to the largest value: float32 sums in another order, some steps on. */
const tolerance = 1e-3

const { values: options } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    cases: { type: 'string', default: '60' },
    engine: { type: 'string', default: 'tensorflow' }
  }
})
const python = peerPython('keras', line => console.error(line))
const backend = await knownBackends()
  .find(({ name }) => name === options.engine)
  ?.open()
if (python === null || !backend) process.exit(1)

async function compare(engine: Backend, given: RandomCase, keras: KerasAnswer): Promise<Map<string, number>> {
  const { model, training, examples } = given
  const figures = await figuresOf(engine, given)
  const start = movedWeights(model)
  const errors = new Map<string, number>()
  const note = (kind: string, actual: ArrayLike<number> | undefined, expected: ArrayLike<number>) =>
    errors.set(kind, Math.max(errors.get(kind) ?? 0, largestError(actual, expected)))
  note('predictions', figures.get('predictions'), keras.predictions ?? [])
  for (const { name, data } of start) {
    const after = keras.after?.[name] ?? []
    note(
      'gradients',
      figures.get(`gradient of ${name}`),
      data.map((value, i) => value - (after[i] ?? NaN))
    )
    note('weights', figures.get(name), keras.weights[name] ?? [])
  }
  note('losses', figures.get('losses'), keras.losses)
  const outputs = Float32Array.from(figures.get('predictions after training') ?? [])
  const penalty = regularizationLoss(
    weightSpecs(model).map(({ name, l2 }) => ({ data: Float32Array.from(figures.get(name) ?? []), l2 }))
  )
  note('evaluation', [lossOfOutputs(outputs, examples.y, training) + penalty], [keras.evaluation ?? NaN])
  return errors
}

const from = Number(options.from)
const seeds = Array.from({ length: Number(options.cases) }, (_, at) => from + at)
const cases = seeds.map(randomCase)
const answers = await askKeras(
  python,
  cases.map(given => ({ ...given, weights: movedWeights(given.model), probe: true }))
)
const largest = new Map<string, number>()
for (const [at, given] of cases.entries()) {
  const answer = answers[at]
  if (!answer) throw new Error('Keras left a case out')
  const errors = await compare(backend, given, answer)
  const beyond = [...errors].filter(([, value]) => !(value < tolerance))
  if (beyond.length > 0) {
    const classes = given.model.layers.map(layer => layer.class_name).join(', ')
    console.log(
      `seed ${seeds[at]}: ${beyond.map(([kind, value]) => `${kind} ${value.toExponential(1)}`).join(', ')} (${classes})`
    )
  }
  for (const [kind, value] of errors) largest.set(kind, Math.max(largest.get(kind) ?? 0, value))
}
console.log(`| ${cases.length} random models, ${options.engine} | largest relative difference |\n|---|---|`)
for (const [kind, value] of largest) console.log(`| ${kind} | ${value.toExponential(1)} |`)
process.exit(0)
