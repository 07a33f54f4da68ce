// `npm run bench [PART…] [COUNT]`: figures and ratios beside named peers, printed as one table per part, never asserted.
import { annotateTable, measureAnnotating } from './annotate'
import { measureCalls } from './calls'
import { measureDurability } from './durability'
import { defaultEngineBench, measureEngine } from './engine'
import { measureStart } from './engine-start'
import { measureEvaluation } from './evaluation'
import { measureLargeEvaluation } from './evaluation-large'
import { measureThumbs } from './gallery-data'
import { measureIiif } from './iiif'
import { measureLibrary } from './library'
import { measureMetrics } from './metrics'
import { measureTiles } from './tiles'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Rows of plain records under their keys; numbers to three significant digits. */
function table(rows: readonly object[]): void {
  const [first] = rows
  if (!first) return
  const show = (value: unknown): string =>
    typeof value === 'number'
      ? String(Number(value.toPrecision(3)))
      : value === null || value === undefined
        ? '–'
        : String(value)
  say(`| ${Object.keys(first).join(' | ')} |`)
  say(
    `|${Object.keys(first)
      .map(() => '---')
      .join('|')}|`
  )
  for (const row of rows) say(`| ${Object.values(row).map(show).join(' | ')} |`)
}

const count = process.argv
  .slice(2)
  .filter(word => /^\d+$/.test(word))
  .map(Number)[0]

const parts: Readonly<Record<string, () => Promise<void>>> = {
  async annotate() {
    say(annotateTable(await measureAnnotating()))
  },
  async calls() {
    table(await measureCalls())
  },
  async durability() {
    table(await measureDurability(count ?? 20))
  },
  async engine() {
    await measureEngine(defaultEngineBench, say)
    table(await measureStart(defaultEngineBench.rounds, say))
  },
  async evaluation() {
    table(await measureEvaluation())
    say('')
    table(await measureLargeEvaluation())
    say('')
    table(await measureMetrics(say))
  },
  async iiif() {
    table(await measureIiif())
  },
  async library() {
    table(await measureLibrary())
  },
  async thumbnails() {
    table(await measureThumbs())
  },
  async tiles() {
    table(await measureTiles(say))
  }
}

// Words are parts; a number is how often a part does what it counts (durability: kills).
const wanted = process.argv.slice(2).filter(word => !/^\d+$/.test(word))
const unknown = wanted.find(name => !Object.hasOwn(parts, name))
if (unknown !== undefined) {
  process.stderr.write(`There is no part “${unknown}”. Parts: ${Object.keys(parts).join(', ')}\n`)
  process.exit(2)
}
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  say(`\n## ${name}`)
  try {
    await measure()
  } catch (error) {
    say(`left out: ${error instanceof Error ? error.message : String(error)}`)
  }
}
process.exit(0)
