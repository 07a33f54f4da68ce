/** One drawing step of SVG path data with its letter (lower case = relative) and exactly its arguments. */
export interface PathCommand {
  readonly letter: string
  readonly args: readonly number[]
}

const ARITY: ReadonlyMap<string, number> = new Map([
  ['m', 2],
  ['l', 2],
  ['h', 1],
  ['v', 1],
  ['c', 6],
  ['s', 4],
  ['q', 4],
  ['t', 2],
  ['a', 7],
  ['z', 0]
])
const SEPARATORS = /[\s,]*/y
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y

/** Splits path data into commands; like a browser it stops at the first error and keeps what came before it. */
export function* pathCommands(data: string): Generator<PathCommand> {
  let at = 0
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(data)
    if (!found) return null
    at = pattern.lastIndex
    return found[0]
  }
  const readArgument = (letter: string, index: number): number | null => {
    match(SEPARATORS)
    // An arc's two flags are single digits that may touch what follows: `a1 1 0 01.5.5`.
    const flag = letter === 'a' && (index === 3 || index === 4)
    if (flag && data[at] !== '0' && data[at] !== '1') return null
    const token = flag ? data[at++] : match(NUMBER)
    const value = Number(token ?? NaN)
    return Number.isFinite(value) ? value : null
  }

  let letter = ''
  while (at < data.length) {
    match(SEPARATORS)
    if (at >= data.length) return
    const next = data[at] ?? ''
    const named = ARITY.has(next.toLowerCase())
    if (named) {
      letter = next
      at++
    } else if (letter === 'M' || letter === 'm')
      letter = letter === 'M' ? 'L' : 'l' // coordinates after a moveto's first pair are linetos
    else if (letter === '' || letter === 'z' || letter === 'Z') return
    const kind = letter.toLowerCase()
    const args: number[] = []
    for (let index = 0; index < (ARITY.get(kind) ?? 0); index++) {
      const value = readArgument(kind, index)
      if (value === null) return
      args.push(value)
    }
    yield { letter, args }
  }
}
