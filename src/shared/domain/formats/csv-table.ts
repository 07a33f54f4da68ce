/** Starts that a spreadsheet takes for a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** Writes rows as CSV (RFC 4180, LF ends); text that a spreadsheet would run as a formula gets a `'` in front. */
export function writeCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map(row => `${row.map(writeCell).join(',')}\n`).join('')
}

function writeCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  // A text that begins with our own mark gets a second one, so that reading gives it back.
  const guarded =
    (FORMULA.test(value) && !NUMBER.test(value)) || /^'+[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\n\r]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** Reads CSV with commas, semicolons or tabs, whichever the first line has most of; takes our formula marks off again. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const head = source.slice(0, source.search(/[\r\n]|$/))
  const count = (mark: string): number => head.split(mark).length
  const separator = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < source.length) {
    let cell: string
    if (source[at] === '"') {
      const [quoted, end] = readQuoted(source, at + 1)
      cell = quoted
      at = end
    } else {
      const start = at
      while (at < source.length && source[at] !== separator && source[at] !== '\n' && source[at] !== '\r') at++
      cell = source.slice(start, at)
    }
    row.push(/^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell)
    if (source[at] === separator) {
      at++
      if (at < source.length && source[at] !== '\n' && source[at] !== '\r') continue
      row.push('')
    }
    while (at < source.length && source[at] !== '\n' && source[at] !== '\r') at++ // text behind a closing quote
    if (source[at] === '\r') at++
    if (source[at] === '\n') at++
    if (row.some(value => value !== '')) rows.push(row)
    row = []
  }
  return rows
}

function readQuoted(source: string, start: number): readonly [string, number] {
  let text = ''
  for (let at = start; ;) {
    const end = source.indexOf('"', at)
    if (end < 0) return [text + source.slice(at), source.length]
    text += source.slice(at, end)
    if (source[end + 1] !== '"') return [text, end + 1]
    text += '"'
    at = end + 2
  }
}
