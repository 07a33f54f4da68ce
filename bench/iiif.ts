import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseW3CImageAnnotation, serializeW3CImageAnnotation } from '@annotorious/annotorious'
import { upgrade } from '@iiif/parser/upgrader'
import { newAnnotation } from '../src/shared/domain/annotation/edit'
import { parseAll } from '../src/shared/domain/annotation/parse-all'
import { serialiseV2 } from '../src/shared/domain/annotation/serialise-v2'
import { annotationV3, serialiseV3 } from '../src/shared/domain/annotation/serialise-v3'
import { readPresentation } from '../src/shared/domain/presentation/read-presentation'
import { measureExchange } from './iiif-exchange'

/** One line of a table; the peer does the same work on the same documents, null where there is none. */
export interface IiifFigure {
  readonly what: string
  readonly vitrine: number
  readonly unit: string
  readonly peer: string | null
  readonly peerFigure: number | null
  /** How many times as fast Vitrine is. */
  readonly ratio: number | null
}

const root = join(import.meta.dirname, '../e2e/fixtures/iiif')
const rounds = 5
const count = 10_000

/**
 * Reading museum manifests, and 10,000 annotations in and out: the codec alone by processor time, so that a busy machine
 * counts less, and whole imports and exports of a project by the clock.
 */
export async function measureIiif(): Promise<IiifFigure[]> {
  // First, while nothing else has taken memory.
  const exchanged = await measureExchange()
  const memory = process.resourceUsage().maxRSS / 1024
  const texts = await museumManifests()
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
  const single = annotations.map(one => annotationV3(one, one.id ?? ''))
  const shapes = single.flatMap(one => parseW3CImageAnnotation(one as never).parsed ?? []) // its own type of the same JSON
  const perSecond = (seconds: number): number => texts.length / seconds
  const readManifests = cpuSeconds(() => texts.forEach(text => readPresentation(JSON.parse(text))))
  const upgraded = cpuSeconds(() => texts.forEach(text => upgrade(JSON.parse(text))))
  return [
    {
      what: `read ${texts.length} museum manifests`,
      ...{ vitrine: perSecond(readManifests), unit: 'manifests/s', peer: '@iiif/parser upgrade' },
      ...{ peerFigure: perSecond(upgraded), ratio: upgraded / readManifests }
    },
    alone(
      'read 10,000 annotations, v2',
      cpuSeconds(() => parseAll(JSON.parse(written.v2)))
    ),
    beside(
      'read 10,000 annotations, v3',
      cpuSeconds(() => parseAll(JSON.parse(written.v3))),
      cpuSeconds(() =>
        (JSON.parse(written.v3) as { items: never[] }).items.forEach(one => parseW3CImageAnnotation(one))
      )
    ),
    alone(
      'write 10,000 annotations, v2',
      cpuSeconds(() => JSON.stringify(serialiseV2(page)))
    ),
    beside(
      'write 10,000 annotations, v3',
      cpuSeconds(() => JSON.stringify(serialiseV3(page))),
      cpuSeconds(() => JSON.stringify(shapes.map(shape => serializeW3CImageAnnotation(shape, 'http://e.org/canvas'))))
    ),
    ...exchanged.map(({ what, seconds }) => alone(what, seconds)),
    {
      what: 'most memory of import and exports',
      ...{ vitrine: memory, unit: 'MB', peer: null, peerFigure: null, ratio: null }
    }
  ]
}

function alone(what: string, seconds: number): IiifFigure {
  return { what, vitrine: 1000 * seconds, unit: 'ms', peer: null, peerFigure: null, ratio: null }
}

function beside(what: string, seconds: number, peer: number): IiifFigure {
  return { ...alone(what, seconds), peer: 'Annotorious', peerFigure: 1000 * peer, ratio: peer / seconds }
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
