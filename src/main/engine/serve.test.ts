import { beforeAll, describe, expect, test } from 'vitest'
import type { EngineMethods, TrainResult } from '@shared/contract/engine'
import type { FromEngine, ToEngine } from '@shared/contract/engine-protocol'
import type { ErrorBody } from '@shared/contract/errors'
import { VitrineError } from '@shared/contract/errors'
import type { Backend, StepResult } from './backend'
import type { Candidate } from './backends'
import { serveEngine } from './serve'
import { createTfjsBackend } from './tfjs/tfjs-backend'
import { createTinyRun, type TinyRun } from './testing/tiny-run'
import { checkpoint, history, work } from './training/testing/work'

let wasm: Backend
let cpu: Backend
beforeAll(async () => {
  wasm = await createTfjsBackend('wasm')
  cpu = await createTfjsBackend('cpu')
})

/** The engine's loop in this process, with wasm as given. */
function engineWith(backend: Backend) {
  let tell = (_: ToEngine) => {}
  let hear = (_: FromEngine) => {}
  const candidates: Candidate[] = [
    { name: 'wasm', open: async () => backend },
    { name: 'cpu', open: async () => cpu }
  ]
  serveEngine({ post: message => hear(message), onMessage: listener => (tell = listener) }, () => {}, candidates)
  return function ask<M extends 'train' | 'predict'>(method: M, request: EngineMethods[M]['request']) {
    return new Promise<EngineMethods[M]['result']>((resolve, reject: (error: ErrorBody) => void) => {
      hear = message => {
        // A request's result is of its method.
        if (message.type === 'done') resolve(message.result as EngineMethods[M]['result'])
        if (message.type === 'failed') reject(message.error)
      }
      // The pair of method and request is one of the union, which a type parameter hides.
      tell({ type: 'request', id: 1, method, request } as ToEngine)
    })
  }
}

/** wasm whose training fails in the step after this many. */
const failingAfter = (steps: number, error: Error): Backend => ({
  ...wasm,
  async compile(model, options) {
    const compiled = await wasm.compile(model, options)
    return {
      ...compiled,
      async trainStep(args): Promise<StepResult> {
        // The self-test of the back end has steps, too, of another model.
        if (model.name === 'tiny' && args.step >= steps) throw error
        return await compiled.trainStep(args)
      }
    }
  }
})

describe('out of memory in the middle of a run', () => {
  const words = [
    new RangeError('Array buffer allocation failed'),
    new RangeError('Invalid typed array length: 2147483648'),
    new Error('OOM when allocating tensor with shape[64,512,28,28]'),
    new Error('abort(Cannot enlarge memory arrays)')
  ]
  test.each(words.map(error => [error.message, error] as const))(
    '“%s” is told with what to do; the checkpoint before can be resumed',
    async (_, error) => {
      const run = await createTinyRun()
      // Three steps an epoch: it ends in the second one.
      const failed = engineWith(failingAfter(4, error))('train', { dir: run.dir })
      await expect(failed).rejects.toMatchObject({
        code: 'TOO_LARGE',
        message: expect.stringMatching(/out of memory\. Choose a smaller batch size.*checkpoints are kept/)
      })
      expect((await history(run)).trim().split('\n')).toHaveLength(2)
      expect((await work(run, undefined, { resume: true })).epochs).toHaveLength(3)
    }
  )

  test('any other error is called a bug, with its words', async () => {
    const run = await createTinyRun()
    const failed = engineWith(failingAfter(0, new TypeError('x is undefined')))('train', { dir: run.dir })
    await expect(failed).rejects.toMatchObject({ code: 'INTERNAL', message: 'The engine met a bug: x is undefined' })
  })
})

describe('predictions of what does not fit', () => {
  const request = (run: TinyRun, { weights }: TrainResult) => ({
    ...{ objects: run.objects, model: run.file.model, weights: { object: weights }, x: run.x },
    engine: 'wasm' as const
  })

  test('images of another size, weights of another model and damaged ones are refused; the next request is answered', async () => {
    const run = await createTinyRun({ training: { epochs: 1 } })
    const result = await work(run)
    const ask = engineWith(wasm)
    const sound = request(run, result)
    const [count, height, width] = run.x.shape
    await expect(
      ask('predict', { ...sound, x: { ...run.x, shape: [count, height / 2, width * 2, 1] } })
    ).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/4 × 16 × 1 and the model takes 8 × 8 × 1/)
    })
    const { object } = run.x
    await expect(ask('predict', { ...sound, weights: { object } })).rejects.toMatchObject({
      code: 'CORRUPT',
      message: expect.stringMatching(/damaged.*Start from another run/)
    })
    const other = {
      ...run.file.model,
      layers: run.file.model.layers.map(layer => ({ ...layer, name: `x_${layer.name}` }))
    }
    await expect(ask('predict', { ...sound, model: other })).rejects.toMatchObject({
      code: 'CORRUPT',
      message: expect.stringMatching(/x_conv\/kernel/)
    })
    expect((await ask('predict', sound)).shape).toEqual([60, 3])
  })
})

test('what a run’s refusal says reaches the parent as it is', async () => {
  const run = await createTinyRun({ label: () => 0 })
  await expect(engineWith(wasm)('train', { dir: run.dir })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(/one class/)
  })
  await expect(checkpoint(run, 'last')).rejects.toBeInstanceOf(VitrineError)
})
