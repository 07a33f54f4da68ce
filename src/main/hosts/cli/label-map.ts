import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import type { Client } from '@shared/contract/contract'
import { VitrineError } from '@shared/contract/errors'
import type { OutOfDistribution, Population } from '@shared/contract/evaluation'

interface Target {
  readonly runId: string
  readonly population: Population
}

const mapSchema = v.record(v.string(), v.nullable(v.string()))

/** Stores a map of classes for the run's class list on the population: `by-name`, `index`, `drop`, or a JSON file. */
export async function useLabelMap(client: Client, target: Target, wanted: string): Promise<void> {
  if (wanted === 'drop') return void (await client.labelMaps.remove(target))
  if (wanted === 'by-name' || wanted === 'index') return void (await client.labelMaps.save({ ...target, kind: wanted }))
  const { rows, model } = await client.labelMaps.draft(target)
  const idOf = (entries: readonly { readonly id: number; readonly name: string }[], name: string): number => {
    const found = entries.find(entry => entry.name.toLowerCase() === name.toLowerCase())
    if (found) return found.id
    const known = entries.map(entry => entry.name).join(', ')
    throw new VitrineError('INVALID_INPUT', `${wanted} names “${name}”, which is none of these: ${known}.`)
  }
  const pairs = Object.entries(await readMap(wanted)).map(([from, to]) => ({
    from: idOf(rows, from),
    to: to === null ? null : idOf(model, to)
  }))
  await client.labelMaps.save({ ...target, kind: 'by-hand', pairs })
}

async function readMap(file: string): Promise<v.InferOutput<typeof mapSchema>> {
  try {
    return v.parse(mapSchema, JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    const message = `${file} is no map of classes: give by-name, index, drop, or a file {"class of the population": "class of the model"}, null leaves a class out.`
    throw new VitrineError('INVALID_INPUT', message, undefined, { cause })
  }
}

/** Whether a call was refused because nobody has said what the population's classes count as. */
export function asksForLabelMap(error: unknown): error is Error {
  // The contract gives every error of a call an optional record as its data.
  const data: unknown = error instanceof Error && 'data' in error ? error.data : null
  return typeof data === 'object' && data !== null && 'reason' in data && data.reason === 'label-map'
}

const rounded = (mean: number | undefined): string => (mean === undefined ? '–' : mean.toFixed(2))

/** The document and the text of what can be said without an accuracy. */
export function describeOutOfDistribution(view: OutOfDistribution, why: string): [document: object, text: string] {
  const { runId, recipe, foreignRecipe, count, unpredicted, labelled, predicted, confidence, entropy, own } = view
  const document = {
    run: runId,
    protocol: 'out-of-distribution',
    ...{ recipe, foreignRecipe },
    population: { name: view.populationName, hash: view.populationHash, count },
    accuracy: null,
    ...{ unpredicted, labelled, confidence, entropy, own },
    predicted: predicted.map(({ name, count: items }) => ({ name, count: items })),
    alarms: view.alarms
  }
  const text = [
    why,
    '',
    ...predicted.map(({ name, count: items }) => `${name.padStart(14)}  ${String(items).padStart(8)} of ${count}`),
    '',
    `mean confidence ${rounded(confidence?.mean)}, mean entropy ${rounded(entropy?.mean)}`,
    ...(own ? [`on ${own.name}: ${rounded(own.confidence.mean)}, ${rounded(own.entropy.mean)}`] : []),
    ...view.alarms.map(alarm => `! ${alarm}`)
  ]
  return [document, text.join('\n')]
}
