import { decodeEntities } from '../geometry/xml-tags'

/** The lines of text in a body's HTML: tags taken out, entities replaced, block ends and `<br>` as line breaks. */
export function htmlLines(html: string): readonly string[] {
  return decodeEntities(
    html
      .replace(/<(?:script|style)\b[^<>]*>[^<]*/gi, '')
      .replace(/<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])\b[^<>]*>/gi, '\n')
      // Only what looks like a tag goes, so that "a < b" stays text; excluding `<` keeps this linear.
      .replace(/<[/!?a-z][^<>]*>/gi, '')
  )
    .split('\n')
    .map(line => line.replace(/[\s\u00A0]+/g, ' ').trim())
    .filter(line => line !== '')
}

/** The lines of a text body: as they stand when it says to be plain, else as HTML, which many bodies are unsaid. */
export function textLines({
  value,
  format
}: {
  readonly value: string
  readonly format: string | null
}): readonly string[] {
  if (format !== 'text/plain') return htmlLines(value)
  return value
    .split('\n')
    .map(line => line.replace(/[\s\u00A0]+/g, ' ').trim())
    .filter(line => line !== '')
}

/** Escapes a text for HTML content and attribute values. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
