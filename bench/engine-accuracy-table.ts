import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resultPrefix } from './engine-accuracy-settings'
import { studentQuantile } from './engine-statistics'

export interface AccuracyResult {
  /** On the test set. */
  readonly accuracy: number
  readonly epochs: number
  readonly seconds: number
}

/** Single-split figures of the study and of the literature that it cites, in per cent. */
const references: Readonly<Record<string, number>> = {
  scratch: 91.1,
  deep: 91.0,
  transfer: 89.1,
  'lenet-5': 90.2,
  'lenet-5-relu': 90.2,
  'simple-cnn': 91.9,
  'cnn-softmax': 91.9,
  'cnn-svm': 90.7
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
function variance(values: readonly number[]): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

/** Difference of means with Welch's 95 % interval, in percentage points; no interval for fewer than two runs of each. */
function difference(ours: readonly number[], theirs: readonly number[]): string {
  if (ours.length === 0 || theirs.length === 0) return ''
  const value = mean(ours) - mean(theirs)
  if (ours.length < 2 || theirs.length < 2) return value.toFixed(2)
  const [a, b] = [variance(ours) / ours.length, variance(theirs) / theirs.length]
  const freedom = (a + b) ** 2 / (a ** 2 / (ours.length - 1) + b ** 2 / (theirs.length - 1))
  const half = studentQuantile(Math.floor(freedom)) * Math.sqrt(a + b)
  return `${value.toFixed(2)} [${(value - half).toFixed(2)}, ${(value + half).toFixed(2)}]`
}

const listed = (values: readonly number[]): string =>
  values.length === 0 ? 'not run' : `${mean(values).toFixed(2)} (${values.map(value => value.toFixed(2)).join(', ')})`

/** Markdown: test accuracy per model and settings over the seeds that have been run. */
export async function accuracyTable(
  folder: string,
  models: readonly string[],
  settings: readonly string[]
): Promise<string> {
  const names = await readdir(folder)
  const accuracies = async (engine: string, model: string): Promise<number[]> => {
    const own = names.filter(
      name => name.startsWith(`${engine}-${model}-`) && /^\d+\.json$/.test(name.slice(engine.length + model.length + 2))
    )
    const results = own
      .toSorted()
      .map(async name => JSON.parse(await readFile(join(folder, name), 'utf8')) as AccuracyResult)
    return (await Promise.all(results)).map(({ accuracy }) => accuracy * 100)
  }
  const lines = [
    '| model | settings | reference | Vitrine | Keras | difference of means [95 %] |',
    '|---|---|---|---|---|---|'
  ]
  for (const model of models) {
    const reference = references[model] ?? ''
    for (const name of settings) {
      const ours = await accuracies(resultPrefix('vitrine', name), model)
      const keras = await accuracies(resultPrefix('keras', name), model)
      // What nobody asked of this model is no gap in the table.
      if (ours.length + keras.length === 0 && name !== settings[0]) continue
      const cells = [model, name, reference, listed(ours), listed(keras), difference(ours, keras)]
      lines.push(`| ${cells.join(' | ')} |`)
    }
    const recipe = await accuracies('recipe', model)
    if (recipe.length > 0) lines.push(`| ${model} | its own recipe | ${reference} | ${listed(recipe)} |  |  |`)
  }
  return lines.join('\n')
}
