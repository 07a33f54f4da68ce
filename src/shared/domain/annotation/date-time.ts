/**
 * A date as W3C annotations require it (xsd:dateTime with a time zone); a missing zone is read as UTC, which is what
 * Simple Annotation Server means. Null when the text is no date.
 */
export function toDateTime(text: string): string | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?)?\s?(Z|[+-]\d\d:?\d\d)?$/i.exec(text.trim())
  if (!match) return null
  const [, day = '', time = '00:00', seconds = ':00', zone = 'Z'] = match
  const written = `${day}T${time}${seconds}${zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`
  return Number.isNaN(Date.parse(written)) ? null : written
}
