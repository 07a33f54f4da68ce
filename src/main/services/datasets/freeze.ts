import { createHash } from 'node:crypto'
import type { Dataset, FreezeInput } from '@shared/contract/datasets'
import { VitrineError } from '@shared/contract/errors'
import type { Recipe } from '@shared/contract/recipe'
import { findLeaks } from '@shared/domain/splits/leaks'
import { SplitError } from '@shared/domain/splits/examples'
import { splitExamples } from '@shared/domain/splits/split'
import type { Example } from '../examples/examples'
import type { Inputs, InputShape } from '../examples/inputs'

export const parts = ['train', 'validation', 'test'] as const
export type Part = (typeof parts)[number]

export interface ClassName {
  readonly id: number
  readonly name: string
}

/** A dataset's contents before they are stored. Rows lie in the order train, validation, test. */
export interface FrozenDataset {
  readonly x: Uint8Array
  /** Class index per row. */
  readonly y: Int32Array
  /** Image id and annotation row id (0 = none) per row. */
  readonly examples: Int32Array
  readonly facts: Pick<
    Dataset,
    'classes' | 'counts' | 'balance' | 'shape' | 'recipe' | 'definition' | 'split' | 'leaks' | 'skipped'
  >
  readonly hash: string
}

type Shares = Pick<FreezeInput, 'validation' | 'test' | 'seed'>

/**
 * Deals examples into parts. What has a split of its own (train and test of an IDX pack) keeps it; validation and test
 * shares are taken from the rest, stratified, an image never divided.
 */
export function dealExamples(
  examples: readonly Example[],
  classIndex: ReadonlyMap<number, number>,
  classNames: readonly string[],
  { validation, test, seed }: Shares
): Readonly<Record<Part, readonly number[]>> {
  const dealt: Record<Part, number[]> = { train: [], validation: [], test: [] }
  const open: number[] = []
  for (const [at, example] of examples.entries()) {
    if (example.split === 'validation' || example.split === 'test') dealt[example.split].push(at)
    else open.push(at)
  }
  // A fixed test part is the test part: the share then applies to nothing.
  const shares = {
    val: dealt.validation.length > 0 ? 0 : validation,
    test: dealt.test.length > 0 ? 0 : test
  }
  const labelOf = (at: number) => classIndex.get(examples[at]?.classId ?? 0) ?? -1
  try {
    const split = splitExamples(
      { labels: open.map(labelOf), classNames, groups: open.map(at => String(examples[at]?.imageId)) },
      { ...shares, seed, stratified: true }
    )
    const toExamples = (indices: Int32Array) => Array.from(indices, index => open[index] ?? 0)
    dealt.train.push(...toExamples(split.train))
    dealt.validation.push(...toExamples(split.val))
    dealt.test.push(...toExamples(split.test))
  } catch (error) {
    if (error instanceof SplitError) throw new VitrineError(error.code, error.message)
    throw error
  }
  return dealt
}

/** Puts rendered examples into one frozen dataset and checks it for leaks between its parts. */
export function assembleDataset(
  examples: readonly Example[],
  inputs: Inputs,
  dealt: Readonly<Record<Part, readonly number[]>>,
  classes: readonly ClassName[],
  details: {
    readonly shape: InputShape
    readonly recipe: string
    readonly definition?: Recipe | undefined
    readonly shares: Shares
  }
): FrozenDataset {
  const classIndex = new Map(classes.map(({ id }, index) => [id, index]))
  const rowOf = new Map(inputs.rows.map((at, row) => [at, row]))
  const ordered = parts.flatMap(part =>
    dealt[part].flatMap(at => {
      const row = rowOf.get(at)
      const example = examples[at]
      return row === undefined || !example ? [] : [{ part, row, example }]
    })
  )
  const size = details.shape[0] * details.shape[1] * details.shape[2]
  const x = new Uint8Array(ordered.length * size)
  const y = new Int32Array(ordered.length)
  const pairs = new Int32Array(ordered.length * 2)
  const balance = classes.map(() => ({ train: 0, validation: 0, test: 0 }))
  const counts = { train: 0, validation: 0, test: 0 }
  const candidates = ordered.map(({ part, row, example }, at) => {
    const pixels = inputs.x.subarray(row * size, (row + 1) * size)
    const label = classIndex.get(example.classId ?? 0) ?? 0
    x.set(pixels, at * size)
    y[at] = label
    pairs.set([example.imageId, example.annotation?.id ?? 0], at * 2)
    counts[part]++
    const ofClass = balance[label]
    if (ofClass) ofClass[part]++
    return { hash: digest(pixels), part, label, group: String(example.imageId) }
  })
  const { validation, test, seed } = details.shares
  const facts: FrozenDataset['facts'] = {
    classes: classes.map(({ id, name }) => ({ id, name })),
    counts,
    balance,
    shape: [...details.shape],
    recipe: details.recipe,
    ...(details.definition && { definition: details.definition }),
    split: { validation, test, seed, stratified: true, grouped: true },
    leaks: findLeaks(candidates).leaks.length,
    skipped: inputs.failed.map(({ at, message }) => ({ imageId: examples[at]?.imageId ?? 0, message }))
  }
  const hash = createHash('sha256')
    .update(JSON.stringify([facts.classes, counts, facts.shape, details.recipe]))
    .update(x)
    .update(new Uint8Array(y.buffer))
    .update(new Uint8Array(pairs.buffer))
    .digest('hex')
  return { x, y, examples: pairs, facts, hash }
}

/** Equal model inputs have equal digests. */
export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64')
