import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { upgrade } from '@iiif/parser/upgrader'
import { newAnnotation } from '../src/shared/domain/annotation/edit'
import { parseAll } from '../src/shared/domain/annotation/parse-all'
import { serialiseV2 } from '../src/shared/domain/annotation/serialise-v2'
import { serialiseV3 } from '../src/shared/domain/annotation/serialise-v3'
import { readPresentation } from '../src/shared/domain/presentation/read-presentation'

/** One line of a table; `peer` is @iiif/parser on the same documents, null where it does no such thing. */
export interface IiifFigure {
  readonly what: string
  readonly vitrine: number
  readonly peer: number | null
  readonly unit: string
}

const root = join(import.meta.dirname, '../e2e/fixtures/iiif')
const rounds = 5

/** Reading museum manifests, and 10,000 annotations in and out; processor time, so that a busy machine counts less. */
export async function measureIiif(): Promise<IiifFigure[]> {
  const texts = await museumManifests()
  const count = 10_000
  const annotations = Array.from({ length: count }, (_, index) =>
    newAnnotation({
      id: `http://e.org/a/${index}`,
      canvas: `http://e.org/canvas/${index % 500}`,
      region: { kind: 'rect', x: index % 900, y: index % 700, w: 40, h: 30 },
      label: 'Ankle boot'
    })
  )
  const page = { id: 'http://e.org/page', items: annotations }
  const written = { v2: JSON.stringify(serialiseV2(page)), v3: JSON.stringify(serialiseV3(page)) }
  const perSecond = (seconds: number): number => texts.length / seconds
  return [
    {
      what: `read ${texts.length} museum manifests`,
      vitrine: perSecond(cpuSeconds(() => texts.forEach(text => readPresentation(JSON.parse(text))))),
      peer: perSecond(cpuSeconds(() => texts.forEach(text => upgrade(JSON.parse(text))))),
      unit: 'manifests/s'
    },
    ...(['v2', 'v3'] as const).map(version => ({
      what: `read ${count} annotations, ${version}`,
      vitrine: 1000 * cpuSeconds(() => parseAll(JSON.parse(written[version]))),
      peer: null,
      unit: 'ms'
    })),
    ...([['v2', serialiseV2], ['v3', serialiseV3]] as const).map(([version, write]) => ({
      what: `write ${count} annotations, ${version}`,
      vitrine: 1000 * cpuSeconds(() => JSON.stringify(write(page))),
      peer: null,
      unit: 'ms'
    })),
    { what: 'memory of the process', vitrine: process.memoryUsage().rss / 1024 / 1024, peer: null, unit: 'MB' }
  ] // prettier-ignore
}

async function museumManifests(): Promise<readonly string[]> {
  const texts: string[] = []
  for (const folder of ['museum-p2', 'museum-p3'])
    for (const name of await readdir(join(root, folder))) {
      const text = await readFile(join(root, folder, name), 'utf8')
      if (readPresentation(JSON.parse(text)).kind === 'manifest') texts.push(text)
    }
  return texts
}

/** The fastest of some rounds, after one to warm up. */
function cpuSeconds(work: () => void): number {
  work()
  const times = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1e6
  })
  return Math.min(...times)
}
