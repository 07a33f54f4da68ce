import { createBudget, DEFAULT_BUDGET } from './budget'
import { isDeeperThan, MAX_DEPTH } from './depth'

/** Largest JSON document that is read, in UTF-16 code units. */
export const MAX_JSON_LENGTH = 50 * 1024 * 1024

/** Why a text is not a usable JSON document. */
export type JsonProblemCode = 'TOO_LARGE' | 'NOT_JSON' | 'TOO_DEEP'

/** A parsed document, or the reason why there is none, with a sentence for the user. */
export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: JsonProblemCode; readonly message: string }

/** Parses untrusted JSON text within the size and depth limits; never throws. */
export function parseJson(text: string): JsonResult {
  if (text.length > MAX_JSON_LENGTH)
    return {
      ok: false,
      code: 'TOO_LARGE',
      message: 'The document is larger than 50 MB. Split it and import the parts.'
    }
  let value: unknown
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch (error) {
    const html = /^\s*</.test(text)
    const reason = error instanceof Error ? error.message : String(error)
    return {
      ok: false,
      code: 'NOT_JSON',
      message: html
        ? 'The server sent a web page instead of JSON. Check that the address is the manifest itself, not its page.'
        : `The document is not valid JSON: ${reason.slice(0, 200)}`
    }
  }
  try {
    if (!isDeeperThan(value, MAX_DEPTH, createBudget(10 * DEFAULT_BUDGET))) return { ok: true, value }
  } catch {
    return { ok: false, code: 'TOO_LARGE', message: 'The document has more than 50 million values.' }
  }
  return { ok: false, code: 'TOO_DEEP', message: `The document nests deeper than ${MAX_DEPTH} levels.` }
}
