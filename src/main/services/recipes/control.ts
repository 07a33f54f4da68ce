import type { Region } from '@shared/contract/annotations'
import type { Recipe } from '@shared/contract/recipe'
import type { Ranking } from '@shared/contract/recipes'
import { asPhoto } from '@shared/domain/recipes/control'
import { RecipeError } from '@shared/domain/recipes/region'
import { runRecipe } from '@shared/domain/recipes/run-recipe'
import { rowsOf, type StoredDataset } from '../datasets/datasets-service'
import type { PredictionSets } from '../judging/predictions'
import type { ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'

export type Control = Ranking['control'][number]

/** Pictures that the control takes, evenly from the test part, else the validation part. */
const most = 200
/** Larger pictures are photos already. */
const largestSide = 64

export interface ControlDeps {
  readonly session: ProjectSession
  readonly sets: Pick<PredictionSets, 'ofInputs'>
  readonly signal: AbortSignal
  readonly onProgress: (share: number) => void
}

/**
 * The model on its dataset's own small pictures as they are, and after they went as photos through a recipe: what is
 * lost there is lost by the path. Null where the dataset has none, or where a picture can't pass.
 */
export async function runControl(
  run: StoredRun,
  dataset: StoredDataset,
  recipe: Recipe,
  { session, sets, signal, onProgress }: ControlDeps
): Promise<Control | null> {
  const { counts, shape } = dataset.facts
  const [height, width, channels] = shape
  const part = counts.test > 0 ? 'test' : 'validation'
  const { start, end } = rowsOf(counts, part)
  if (Math.max(height, width) > largestSide || (channels !== 1 && channels !== 3) || end === start) return null
  const count = Math.min(most, end - start)
  const size = height * width * channels
  const plain = new Uint8Array(count * size)
  const passed = new Uint8Array(count * size)
  const truth: number[] = []
  for (let at = 0; at < count; at++) {
    signal.throwIfAborted()
    const row = start + Math.floor((at * (end - start)) / count)
    const data = new Uint8Array(await session.objects.readRange(dataset.x, row * size, size))
    truth.push((await session.objects.readRange(dataset.y, row * 4, 4)).readInt32LE(0))
    const { photo, region } = asPhoto({ width, height, channels, data })
    plain.set(data, at * size)
    passed.set(pass(photo, region, recipe) ?? new Uint8Array(size), at * size)
    onProgress(at / count)
    if (at % 8 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  const classes = run.file.classes.length
  const rightOf = async (inputs: Uint8Array) => {
    const values = await sets.ofInputs(session, run, inputs, shape)
    return truth.map((label, at) => argmax(values.subarray(at * classes, (at + 1) * classes)) === label)
  }
  const before = await rightOf(plain)
  const after = await rightOf(passed)
  return {
    runId: run.id,
    count,
    before: before.filter(Boolean).length,
    after: after.filter(Boolean).length,
    differ: before.filter((right, at) => right !== after[at]).length
  }
}

function pass(photo: Parameters<typeof runRecipe>[0], region: Region, recipe: Recipe): Uint8Array | null {
  try {
    return runRecipe(photo, region, recipe).data
  } catch (error) {
    if (error instanceof RecipeError) return null
    throw error
  }
}

const argmax = (values: Float32Array): number => values.indexOf(Math.max(...values))
