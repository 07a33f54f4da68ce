import { createRandom } from '../random/random'
import { dealGroups } from './deal'
import { countLabels, groupExamples, SplitError, type SplitExamples, type SplitOptions } from './examples'

/** Parts of a split as ascending indices of examples, and sentences on what a person should know about it. */
export interface Split {
  readonly train: Int32Array
  readonly val: Int32Array
  readonly test: Int32Array
  readonly notes: readonly string[]
}

/** Shares of the labelled examples; the rest is for training. The study holds out 15 % for validation, seed 42. */
export interface SplitShares {
  readonly val: number
  readonly test: number
}

/** How the study divides its data. */
export const STUDY_SPLIT = { val: 0.15, test: 0, seed: 42, stratified: true } as const

/** Divides examples into training, validation and test parts. Throws a SplitError when a part would be empty. */
export function splitExamples(examples: SplitExamples, options: SplitOptions & SplitShares): Split {
  const { val, test } = options
  if (!(val >= 0 && test >= 0 && val + test < 1)) {
    throw new SplitError(`Validation ${val} and test ${test} must be shares from 0 to 1 that leave some for training.`)
  }
  const { groups, unlabelled } = groupExamples(examples)
  if (groups.length === 0) throw new SplitError('There is no labelled example to split. Label some images first.')

  const parts = [
    { name: 'training', share: 1 - val - test },
    { name: 'validation', share: val },
    { name: 'test', share: test }
  ] as const
  const used = parts.filter(part => part.share > 0)
  const random = createRandom(options.seed, 'split')
  const shares = used.map(part => part.share)
  const partOf = dealGroups(groups, shares, { random, stratified: options.stratified })
  const [train, validation, held] = parts.map(part => {
    const members = groups.filter((_, at) => used[partOf[at] ?? 0] === part).flatMap(group => group.members)
    if (part.share > 0 && members.length === 0) {
      const unit = examples.groups ? 'images' : 'examples'
      throw new SplitError(
        `${groups.length} labelled ${unit} are too few for a ${part.name} share of ${percent(part.share)}. ` +
          'Label more, raise the share, or set it to 0.'
      )
    }
    return Int32Array.from(members).sort()
  })
  const split = {
    train: train ?? new Int32Array(),
    val: validation ?? new Int32Array(),
    test: held ?? new Int32Array()
  }
  const named = used.map(part => ({ name: part.name, members: split[KEYS[part.name]] }))
  return { ...split, notes: [...noteUnlabelled(unlabelled), ...noteMissing(examples, named)] }
}

const KEYS = { training: 'train', validation: 'val', test: 'test' } as const

/** Says that unlabelled examples were left out, if there are any. */
export function noteUnlabelled(unlabelled: number): readonly string[] {
  if (unlabelled === 0) return []
  return [`${unlabelled} unlabelled ${unlabelled === 1 ? 'example is' : 'examples are'} left out.`]
}

/** Says which classes a part has no example of, though other parts have. */
export function noteMissing(
  examples: SplitExamples,
  parts: readonly { readonly name: string; readonly members: Int32Array }[]
): readonly string[] {
  const counts = parts.map(part => ({ name: part.name, counts: countLabels(examples, part.members) }))
  return examples.classNames.flatMap((className, label) => {
    const total = counts.reduce((sum, part) => sum + (part.counts[label] ?? 0), 0)
    const without = counts.filter(part => part.counts[label] === 0).map(part => part.name)
    if (total === 0 || without.length === 0) return []
    const unit = total === 1 ? 'example' : 'examples'
    return [`${className} has ${total} ${unit}: none in ${without.join(', ')}.`]
  })
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}
