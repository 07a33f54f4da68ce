import { VitrineError } from '@shared/contract/errors'
import type { LabelledTextInput, LocalisedTextInput, ManifestChange } from '@shared/contract/manifests'

/** A change as it is kept: texts without a word are left out. Errors: INVALID_INPUT, with a sentence for the user. */
export function checkDetails(change: ManifestChange): ManifestChange {
  const { label, summary, metadata, requiredStatement, provider } = change
  return {
    ...change,
    ...(label && { label: checkLabel(label) }),
    ...(summary && { summary: withWords(summary) }),
    ...(metadata && { metadata: metadata.map((pair, row) => wordedPair(pair, `Row ${row + 1} of the metadata`)) }),
    ...(requiredStatement && { requiredStatement: wordedPair(requiredStatement, 'The required statement') }),
    ...(provider && { provider: { ...provider, label: worded(provider.label, 'The provider needs a name.') } })
  }
}

export const checkLabel = (label: LocalisedTextInput): LocalisedTextInput => worded(label, 'A manifest needs a label.')

export const withWords = (text: LocalisedTextInput): LocalisedTextInput =>
  text.filter(({ value }) => value.trim() !== '')

function worded(text: LocalisedTextInput, message: string): LocalisedTextInput {
  const found = withWords(text)
  if (found.length === 0) throw new VitrineError('INVALID_INPUT', message)
  return found
}

function wordedPair({ label, value }: LabelledTextInput, what: string): LabelledTextInput {
  return { label: worded(label, `${what} needs a label.`), value: worded(value, `${what} needs a value.`) }
}
