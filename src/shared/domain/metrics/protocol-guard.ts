import type { Evaluation, LabelMapUsed } from '@shared/contract/evaluation'

/** What a figure rests on. */
export type Basis = Pick<
  Evaluation,
  'protocol' | 'populationName' | 'populationHash' | 'count' | 'recipe' | 'foreignRecipe'
> & {
  /** Two figures with one hash rest on the same map of classes. */
  readonly labelMap: Pick<LabelMapUsed, 'kind' | 'hash'> | null
}

const PROTOCOLS: { readonly [protocol in Evaluation['protocol']]: string } = {
  'single-split': 'a single split',
  'out-of-fold': 'predictions out of fold',
  'fold-mean': 'the mean of several folds',
  'held-out': 'photos held out',
  'training-data': 'the data it was trained on',
  external: 'predictions made elsewhere'
}

/** Why two figures must not be compared, as sentences; empty when they may. */
export function reasonsAgainstComparing(a: Basis, b: Basis): readonly string[] {
  const reasons: string[] = []
  if (a.populationHash !== b.populationHash) {
    const same = a.populationName === b.populationName ? ' (in another state)' : ''
    reasons.push(
      `They are judged on different pictures: ${a.count} of “${a.populationName}” and ` +
        `${b.count} of “${b.populationName}”${same}.`
    )
  } else if (a.count !== b.count) {
    reasons.push(`They count ${a.count} and ${b.count} pictures of “${a.populationName}”: labels have changed between.`)
  }
  if (a.protocol !== b.protocol) {
    reasons.push(`One figure is of ${PROTOCOLS[a.protocol]}, the other of ${PROTOCOLS[b.protocol]}.`)
  }
  if (a.labelMap?.hash !== b.labelMap?.hash) reasons.push('They rest on different maps of the classes.')
  return reasons
}

/** What a reader must know about one figure; empty when there is nothing. */
export function remarksOn(basis: Basis): readonly string[] {
  const remarks: string[] = []
  if (basis.protocol === 'external')
    remarks.push(
      'Predicted elsewhere: what the model was trained on, and what it saw of the pictures, is not known here.'
    )
  if (basis.labelMap?.kind === 'index')
    remarks.push('Classes are mapped by their place in the list: the figure means nothing.')
  if (basis.protocol === 'training-data')
    remarks.push('The model has learnt these very pictures: the figure flatters it.')
  if (basis.foreignRecipe) {
    remarks.push(`The pictures were prepared by “${basis.recipe}”, not by the recipe that the model was trained with.`)
  }
  return remarks
}
