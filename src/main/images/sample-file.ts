import { open } from 'node:fs/promises'
import { VitrineError } from '@shared/contract/errors'
import { explaining } from '../files/file-system'
import { readFully } from '../files/objects'

/** Examples closer than this are read in one go, up to the second figure: copying is cheaper than asking. Bytes. */
const gapLimit = 65_536
const spanLimit = 4_194_304

/** Where the examples of a level lie, each of `bytes` bytes. */
export interface SampleFile {
  readonly path: string
  readonly offset: number
  readonly bytes: number
}

/** The examples with these indices, in this order, in as few reads as it takes. Errors: NOT_FOUND, CORRUPT. */
export async function readExamples({ path, offset, bytes }: SampleFile, indices: readonly number[]): Promise<Buffer[]> {
  const examples = new Array<Buffer>(indices.length)
  return await explaining(path, async () => {
    const handle = await open(path, 'r')
    try {
      for (const run of runsOf(indices, bytes)) {
        const length = (run.last - run.first + 1) * bytes
        const samples = await readFully(handle, offset + run.first * bytes, length)
        if (samples.length < length) throw new VitrineError('CORRUPT', `${path} is cut off. Import its source again.`)
        for (const { index, position } of run.wanted) {
          const start = (index - run.first) * bytes
          examples[position] = samples.subarray(start, start + bytes)
        }
      }
      return examples
    } finally {
      await handle.close()
    }
  })
}

interface Run {
  readonly first: number
  last: number
  readonly wanted: { readonly index: number; readonly position: number }[]
}

function runsOf(indices: readonly number[], bytes: number): Run[] {
  const runs: Run[] = []
  const order = indices.map((index, position) => ({ index, position })).sort((a, b) => a.index - b.index)
  for (const wanted of order) {
    const run = runs.at(-1)
    const isNear =
      run !== undefined &&
      (wanted.index - run.last) * bytes <= gapLimit &&
      (wanted.index - run.first + 1) * bytes <= spanLimit
    if (isNear) {
      run.last = wanted.index
      run.wanted.push(wanted)
    } else runs.push({ first: wanted.index, last: wanted.index, wanted: [wanted] })
  }
  return runs
}
