import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Judged } from '../judging/judge'
import type { ResolvedPopulation } from '../judging/populations'

/** Everything that a figure rests on beside the model: the labels, and where the boxes are. */
export interface RevisionState {
  readonly hash: string
  /** Class id per example, 0 = no truth. */
  readonly classes: readonly number[]
  /** Box per example as JSON, '' for whole and packed pictures. */
  readonly boxes: readonly string[]
}

const states = new WeakMap<Int32Array, { readonly population: ResolvedPopulation; readonly state: RevisionState }>()
const encoded = new WeakMap<RevisionState, Buffer>()

/** Runs that share labels and population share their state. */
export function stateOf(judged: Judged): RevisionState {
  const known = states.get(judged.truth)
  if (known?.population === judged.population) return known.state
  const state = readState(judged)
  states.set(judged.truth, { population: judged.population, state })
  return state
}

function readState({ population, truth, classIds }: Judged): RevisionState {
  const { pixels } = population
  return {
    hash: population.hash,
    classes: Array.from(truth, at => classIds[at] ?? 0),
    boxes:
      pixels.kind === 'frozen'
        ? []
        : pixels.examples.map(({ pixels: own }) =>
            own.kind === 'file' && own.region.kind !== 'whole' ? JSON.stringify(own.region) : ''
          )
  }
}

export function encodeState(state: RevisionState): Buffer {
  const { classes, boxes } = state
  const bytes = encoded.get(state) ?? deflateRawSync(JSON.stringify({ classes, boxes }), { level: 1 })
  encoded.set(state, bytes)
  return bytes
}

export function decodeState(hash: string, bytes: Uint8Array): RevisionState {
  // Written by encodeState into the same database.
  const { classes, boxes } = JSON.parse(inflateRawSync(bytes).toString()) as Omit<RevisionState, 'hash'>
  return { hash, classes, boxes }
}

/** What changed between two states in words, '' when nothing did. */
export function describeChange(before: RevisionState, after: RevisionState): string {
  if (before.hash !== after.hash) return 'images or boxes were added or removed'
  const labels = countChanges(before.classes, after.classes)
  const boxes = countChanges(before.boxes, after.boxes)
  return [
    ...(labels > 0 ? [`${labels.toLocaleString('en')} label${labels === 1 ? '' : 's'} changed`] : []),
    ...(boxes > 0 ? [`${boxes.toLocaleString('en')} box${boxes === 1 ? '' : 'es'} changed`] : [])
  ].join(', ')
}

function countChanges<T>(before: readonly T[], after: readonly T[]): number {
  let changes = Math.abs(before.length - after.length)
  for (let at = 0; at < Math.min(before.length, after.length); at++) if (before[at] !== after[at]) changes++
  return changes
}
