import { VitrineError } from '@shared/contract/errors'

export type CsvRow = Readonly<Record<string, string>>

/** A table as RFC 4180 has it: first line names, quotes doubled within quotes; comma, semicolon or tab by the first line. */
export function parseCsv(text: string): readonly CsvRow[] {
  const clean = text.replace(/^\uFEFF/, '')
  const [header, ...records] = parseRecords(clean, delimiterOf(clean))
  if (!header) throw new VitrineError('INVALID_INPUT', 'The CSV file is empty: its first line names the columns.')
  const names = header.map(name => name.trim())
  return records
    .filter(record => record.some(field => field !== ''))
    .map(record => Object.fromEntries(names.map((name, index) => [name, record[index] ?? ''])))
}

function delimiterOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/))
  return [',', ';', '\t'].reduce((best, candidate) =>
    line.split(candidate).length > line.split(best).length ? candidate : best
  )
}

function parseRecords(text: string, delimiter: string): string[][] {
  const records: string[][] = []
  // A field with quotes, or one without, and what ends it.
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^${delimiter}\\r\\n]*))(${delimiter}|\\r\\n|\\n|\\r|$)`, 'y')
  let record: string[] = []
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (!match) {
      const line = text.slice(0, at).split('\n').length
      throw new VitrineError('INVALID_INPUT', `Line ${line} of the CSV file has a quote in the wrong place.`, { line })
    }
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === delimiter) continue
    records.push(record)
    record = []
  }
  if (record.length > 0) records.push([...record, ''])
  return records
}
