import { exercise } from '../src/shared/domain/hostile/exercise'
import { hostileDocument } from '../src/shared/domain/hostile/hostile-document'

/** Most memory that the process may ever take, in bytes. */
const MEMORY_LIMIT = 500 * 1024 * 1024

/** `npm run fuzz [COUNT [SEED]]`: hostile documents through the readers; ends with 1 when one of them fails. */
const [count = 100_000, seed = 42] = process.argv.slice(2).map(Number)
let slowest = { index: 0, ms: 0 }
let failures = 0
const start = performance.now()
for (let index = 0; index < count; index++) {
  const document = hostileDocument(seed, index)
  const began = performance.now()
  try {
    exercise(document)
  } catch (error) {
    failures++
    console.error(`document ${index} of seed ${seed} (${document.kind}): ${document.text.slice(0, 300)}`, error)
  }
  const ms = performance.now() - began
  if (ms > slowest.ms) slowest = { index, ms }
}
// maxRSS is the peak of the whole run, in kilobytes: a document can't hide by giving its memory back.
const peak = process.resourceUsage().maxRSS * 1024
const seconds = (performance.now() - start) / 1000
console.log(
  `${count} documents in ${seconds.toFixed(1)} s, slowest ${slowest.ms.toFixed(0)} ms (document ${slowest.index}), ` +
    `peak memory ${Math.round(peak / 1024 / 1024)} MB, ${failures} failures`
)
if (failures > 0 || peak > MEMORY_LIMIT) process.exitCode = 1
