/** What the gallery shows: a matrix cell, all errors, predictions below a confidence, or all of one class. */
export type Selection =
  | { readonly kind: 'cell'; readonly truth: number; readonly predicted: number }
  | { readonly kind: 'errors' }
  | { readonly kind: 'below'; readonly threshold: number }
  | { readonly kind: 'predicted'; readonly predicted: number }

/** As it stands in the address: `6-0`, `errors`, `below-0.8`, `as-3`. */
export function formatSelection(selection: Selection): string {
  switch (selection.kind) {
    case 'cell':
      return `${selection.truth}-${selection.predicted}`
    case 'errors':
      return 'errors'
    case 'below':
      return `below-${selection.threshold}`
    case 'predicted':
      return `as-${selection.predicted}`
  }
}

/** Null for what is none. */
export function parseSelection(text: unknown): Selection | null {
  if (typeof text !== 'string') return null
  if (text === 'errors') return { kind: 'errors' }
  const [first = '', second = ''] = text.split('-')
  const value = Number(second)
  if (second === '' || !Number.isFinite(value)) return null
  if (first === 'below') return { kind: 'below', threshold: value }
  if (first === 'as') return Number.isInteger(value) ? { kind: 'predicted', predicted: value } : null
  const truth = Number(first)
  return Number.isInteger(truth) && Number.isInteger(value) ? { kind: 'cell', truth, predicted: value } : null
}
