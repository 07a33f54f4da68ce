import { asArray, idOf, isRecord, own, type JsonRecord } from '../json/json-value'
import { readLabelled, readText } from './localised-text'
import type { Attribution } from './model'

/** Rights and attribution of a resource: `rights` and `requiredStatement`, or version 2's `license` and `attribution`. */
export function readAttribution(node: JsonRecord): Attribution {
  const rights = asArray(own(node, 'rights', 'license')).flatMap(value => idOf(value) ?? [])
  const statement = own(node, 'requiredStatement')
  const attribution = readText(own(node, 'attribution'))
  return {
    rights: rights[0] === undefined ? null : linkIn(rights[0]),
    requiredStatement:
      (isRecord(statement) ? readLabelled(statement)[0] : undefined) ??
      (attribution.length > 0 ? { label: [{ language: 'en', value: 'Attribution' }], value: attribution } : null)
  }
}

/** Some wrap the licence's address in HTML. */
function linkIn(text: string): string {
  return /^\s*<a\b[^<>]*\shref\s?=\s?["'](https?:[^"'\s]+)["']/i.exec(text)?.[1] ?? text
}
