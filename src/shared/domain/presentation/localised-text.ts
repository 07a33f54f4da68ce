import { asArray, asNumber, isRecord, own } from '../json/json-value'
import type { LabelledText, LocalisedText } from './model'

/** Reads text of version 2 (`"x"`, `{"@value", "@language"}`, lists of both) and 3 (`{"en": ["x"]}`). */
export function readText(value: unknown): LocalisedText {
  return asArray(value).flatMap(entry => {
    if (typeof entry === 'string') return entry === '' ? [] : [{ language: null, value: entry }]
    if (typeof entry === 'number') return [{ language: null, value: String(entry) }]
    if (!isRecord(entry)) return []
    const single = own(entry, '@value', 'chars', 'value')
    if (typeof single === 'string' || asNumber(single) !== null) {
      const language = own(entry, '@language', 'language')
      return [{ language: typeof language === 'string' ? language : null, value: String(single) }]
    }
    return Object.entries(entry).flatMap(([language, values]) =>
      asArray(values).flatMap(text =>
        typeof text === 'string'
          ? [{ language: language === 'none' || language === '@none' ? null : language, value: text }]
          : []
      )
    )
  })
}

/** Reads a list of label-value pairs; pairs without any text are left out. */
export function readLabelled(value: unknown): readonly LabelledText[] {
  return asArray(value).flatMap(entry => {
    if (!isRecord(entry)) return []
    const pair = { label: readText(own(entry, 'label')), value: readText(own(entry, 'value')) }
    return pair.label.length === 0 && pair.value.length === 0 ? [] : [pair]
  })
}

/** The text in the best available language (first of `preferred`, then one without language, then the first). */
export function inLanguage(text: LocalisedText, preferred: readonly string[] = ['en']): string {
  const matches = (wanted: string | null): LocalisedText =>
    text.filter(({ language }) => language === wanted || (wanted !== null && language?.startsWith(`${wanted}-`)))
  const best = [...preferred, null].map(matches).find(found => found.length > 0)
  const first = text[0]
  return (best ?? (first ? matches(first.language) : [])).map(({ value }) => value).join('; ')
}

/** Text without a language. */
export function plain(value: string): LocalisedText {
  return value === '' ? [] : [{ language: null, value }]
}
