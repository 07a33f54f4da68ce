import { beforeAll, describe, expect, test } from 'vitest'
import type { LayerInput } from '@shared/contract/model'
import { lossSchema } from '@shared/contract/training'
import type { TrainingInput } from '@shared/contract/training'
import type { Backend, CompiledModel, Examples } from '../backend'
import { createTfjsBackend } from '../tfjs/tfjs-backend'
import { gradientRules } from './gradient-rules'
import { Graph } from './graph'
import { buildProgram } from './program'
import { createTensorflowBackend } from './tensorflow-backend'
import { everyCase, kinkedCases, smoothCases } from './testing/cases'
import { buildExamples, buildModel, classes, engineRoot, firstRows, gradientOf, needsEngine } from './testing/engine'
import { prepare, relativeError } from './testing/engine'

const sgd: TrainingInput = { optimizer: { name: 'sgd' } }
const count = 5

const losses = Object.fromEntries(
  lossSchema.options.map((loss): [string, { layers: LayerInput[]; training: TrainingInput }] => [
    loss,
    {
      layers: [
        { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [3, 3], activation: 'tanh' },
        { class_name: 'Flatten', name: 'b' },
        {
          class_name: 'Dense',
          name: 'out',
          units: classes,
          activation: loss === 'sparse_categorical_crossentropy' ? 'softmax' : 'linear'
        }
      ],
      training: { ...sgd, loss, label_smoothing: loss === 'sparse_categorical_crossentropy' ? 0.1 : 0 }
    }
  ])
)

async function lossOf(compiled: CompiledModel): Promise<number> {
  return (await compiled.trainStep({ indices: firstRows(count), step: 4, learningRate: 0 })).loss
}

/**
 * The loss's slope along each weight's own gradient is that gradient's norm. The loss is float32, exact to about 3e-7 of
 * its size of 1 to 3; steps that change it by 0.02 leave an error of 1e-4 from rounding and as much from curvature.
 */
async function expectSlopes(backend: Backend, layers: LayerInput[], training: TrainingInput, data: Examples) {
  const compiled = await prepare(backend, buildModel(...layers), training, data)
  const gradient = await gradientOf(compiled, count)
  const start = await compiled.getWeights()
  for (const [name, values] of gradient) {
    // Moving statistics move too, but not down a slope.
    if (name.includes('/moving_')) continue
    const norm = Math.hypot(...values)
    if (norm < 1e-4) continue
    const distance = Math.min(0.01 / norm, 0.1)
    const at = async (sign: number): Promise<number> => {
      const moved = (value: number, i: number) => value + (sign * distance * (values[i] ?? 0)) / norm
      await compiled.setWeights(start.map(w => (w.name === name ? { ...w, data: w.data.map(moved) } : w)))
      // Training mode moves batch statistics: the start is set again for each value of the loss.
      return lossOf(compiled)
    }
    const slope = ((await at(1)) - (await at(-1))) / (2 * distance)
    expect(Math.abs(slope - norm) / norm, `${name}: slope ${slope}, gradient ${norm}`).toBeLessThan(5e-3)
  }
  compiled.dispose()
}

describe.runIf(engineRoot)(`gradients of the graph, ${needsEngine}`, () => {
  let tensorflow: Backend
  let oracle: Backend
  beforeAll(async () => {
    tensorflow = createTensorflowBackend({ root: engineRoot ?? '', threads: 2 })
    oracle = await createTfjsBackend('cpu')
  })

  describe('against finite differences', () => {
    test.each(Object.entries(smoothCases))('%s', async (_, layers) => {
      await expectSlopes(tensorflow, layers, sgd, buildExamples(count))
    })
    test.each(Object.entries(losses))('%s, weighted', async (_, { layers, training }) => {
      await expectSlopes(tensorflow, layers, training, buildExamples(count, 1, true))
    })
  })

  async function expectAsOracle(layers: LayerInput[], training: TrainingInput, data: Examples): Promise<void> {
    const model = buildModel(...layers)
    const [ours, theirs] = [
      await prepare(tensorflow, model, training, data),
      await prepare(oracle, model, training, data)
    ]
    const inputs = buildExamples(count, 2).x
    expect(relativeError(await ours.predict(inputs, count), await theirs.predict(inputs, count))).toBeLessThan(1e-5)
    expect(Math.abs((await lossOf(ours)) - (await lossOf(theirs)))).toBeLessThan(1e-5)
    const gradient = await gradientOf(ours, count)
    for (const [name, values] of await gradientOf(theirs, count))
      expect(relativeError(gradient.get(name), values), name).toBeLessThan(1e-4)
    ours.dispose()
    theirs.dispose()
  }

  describe('against TensorFlow.js on its cpu back end', () => {
    test.each(Object.entries(everyCase))('%s', async (_, layers) => {
      await expectAsOracle(layers, sgd, buildExamples(count))
    })
    test.each(Object.entries(losses))('%s, weighted', async (_, { layers, training }) => {
      await expectAsOracle(layers, training, buildExamples(count, 1, true))
    })
  })
})

test('every gradient rule is reached by one of the cases', () => {
  const reached = new Set<string>()
  for (const layers of Object.values({ ...smoothCases, ...kinkedCases })) {
    const { graph } = buildProgram(buildModel(...layers), null)
    expect(graph).toBeInstanceOf(Graph)
    for (const { op } of graph.nodes) reached.add(op)
  }
  expect(Object.keys(gradientRules).filter(op => !reached.has(op))).toEqual([])
})
