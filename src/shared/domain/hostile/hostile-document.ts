import { createRandom, type Random } from '../random/random'
import { isRecord } from '../json/json-value'
import { hostileText, hostileValue, KEYS, pick } from './hostile-values'

/** One input for the readers: a text as it would come from a file or a server. */
export interface HostileDocument {
  readonly kind: 'json' | 'table' | 'markup'
  readonly text: string
}

const CANVAS = 'http://a0e7970d-2d04-4d18-bcdb-319801344b33'
const SERVICE = {
  '@id': 'http://e.org/i',
  profile: 'http://iiif.io/api/image/2/level1.json',
  width: 9,
  height: 9,
  tiles: [{ width: 512, scaleFactors: [1, 2] }]
}
const ANNOTATION_2 = {
  '@id': 'http://e.org/a', '@type': 'oa:Annotation', motivation: ['oa:commenting'], 'dcterms:created': '2018-10-21T01:21:44',
  resource: [{ '@type': 'dctypes:Text', format: 'text/html', chars: '<p>True: Shirt</p>' }, { '@type': 'oa:Tag', chars: 'Shirt' }],
  on: [{ '@type': 'oa:SpecificResource', full: CANVAS, within: { '@id': 'http://e.org/m', '@type': 'sc:Manifest' },
    selector: { '@type': 'oa:Choice', default: { '@type': 'oa:FragmentSelector', value: 'xywh=1,2,30,40' }, item: { '@type': 'oa:SvgSelector', value: '<svg><path d="M1,2h30v40h-30z"/></svg>' } } }]
} // prettier-ignore
const ANNOTATION_3 = {
  id: 'http://e.org/b', type: 'Annotation', motivation: 'tagging', creator: { id: 'http://e.org/me', type: 'Person', name: 'me' }, created: '2026-01-01T00:00:00Z',
  body: [{ type: 'TextualBody', value: 'Shirt', purpose: 'tagging' }, { type: 'Choice', items: ['http://e.org/x'] }],
  target: { type: 'SpecificResource', source: { id: CANVAS, type: 'Canvas', partOf: [{ id: 'http://e.org/m', type: 'Manifest' }] },
    selector: [{ type: 'SvgSelector', value: '<svg><rect x="1" y="2" width="30" height="40" transform="rotate(30)"/></svg>' }, { type: 'FragmentSelector', value: 'xywh=1,2,30,40' }] }
} // prettier-ignore
/** Sound documents of every kind, to be broken in one place or many. */
const TEMPLATES: readonly [unknown, ...unknown[]] = [
  { '@context': 'http://iiif.io/api/presentation/2/context.json', '@id': 'http://e.org/m', '@type': 'sc:Manifest', label: 'x', license: 'http://e.org/l', attribution: [{ '@value': 'x', '@language': 'en' }], metadata: [{ label: 'a', value: 'b' }],
    sequences: [{ '@type': 'sc:Sequence', canvases: [{ '@id': CANVAS, '@type': 'sc:Canvas', label: 'p', width: 9, height: 9, thumbnail: 'http://e.org/t.jpg', images: [{ '@type': 'oa:Annotation', resource: { '@id': 'http://e.org/i.jpg', '@type': 'dctypes:Image', service: SERVICE }, on: CANVAS }], otherContent: [{ '@id': 'http://e.org/l', '@type': 'sc:AnnotationList', resources: [ANNOTATION_2] }] }] }],
    structures: [{ '@id': 'r1', '@type': 'sc:Range', label: 'r', ranges: ['r2', 'r1'], canvases: [CANVAS] }, { '@id': 'r2', '@type': 'sc:Range', members: [{ '@id': 'r1', '@type': 'sc:Range' }] }] },
  { '@context': 'http://iiif.io/api/presentation/3/context.json', id: 'http://e.org/m', type: 'Manifest', label: { en: ['x'] }, rights: 'http://creativecommons.org/licenses/by/4.0/', requiredStatement: { label: { en: ['a'] }, value: { en: ['b'] } },
    items: [{ id: CANVAS, type: 'Canvas', width: 9, height: 9, thumbnail: [{ id: 'http://e.org/t.jpg', type: 'Image', width: 5, height: 5 }], items: [{ type: 'AnnotationPage', items: [{ type: 'Annotation', motivation: 'painting', target: CANVAS, body: { type: 'Choice', items: [{ id: 'http://e.org/i.jpg', type: 'Image', service: [{ id: 'http://e.org/i', type: 'ImageService3', profile: 'level2' }] }] } }] }], annotations: [{ id: 'http://e.org/p', type: 'AnnotationPage', items: [ANNOTATION_3] }] }],
    structures: [{ id: 'r', type: 'Range', items: [{ id: CANVAS, type: 'Canvas' }, { id: 'r', type: 'Range', items: [] }] }] },
  { type: 'Collection', id: 'http://e.org/c', items: [{ id: 'http://e.org/m', type: 'Manifest', label: { none: ['m'] } }, { '@id': 'http://e.org/d', '@type': 'sc:Collection' }] },
  { '@type': 'sc:AnnotationList', '@id': 'http://e.org/l', resources: [ANNOTATION_2, ANNOTATION_3] },
  { type: 'AnnotationPage', id: 'http://e.org/p', items: [ANNOTATION_3, ANNOTATION_2], next: 'http://e.org/q' },
  [ANNOTATION_2, ANNOTATION_3],
  { '@context': 'http://iiif.io/api/image/2/context.json', '@id': 'http://e.org/i', protocol: 'http://iiif.io/api/image', width: 900, height: 600, profile: ['http://iiif.io/api/image/2/level0.json', { maxWidth: 100 }], sizes: [{ width: 90, height: 60 }], tiles: [{ width: 512, scaleFactors: [1, 2] }] },
  { images: [{ id: 1, file_name: 'a.jpg', width: 9, height: 9 }], categories: [{ id: 1, name: 'Bag' }], annotations: [{ image_id: 1, category_id: 1, bbox: [1, 1, 2, 2], segmentation: [[1, 1, 2, 2, 3, 1]] }] }
] // prettier-ignore
const TABLES = [
  'file,width,height,region,x,y,w,h,label,confidence\na.jpg,9,9,rect,1,2,3,4,Bag,\n',
  '0 0.5 0.5 0.1 0.1\n1 0.1 0.1 0.2 0.2 0.9\n',
  'path: .\nnames:\n  0: Bag\n  1: "Coat"\n',
  'names: [Bag, \'Coat\', "x"]\n'
] as const
const VOC =
  '<annotation><filename>a.jpg</filename><size><width>9</width><height>9</height></size><object><name>Bag</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object></annotation>'

/** The `index`th hostile document of a seed; the same on every machine. */
export function hostileDocument(seed: number, index: number): HostileDocument {
  const random = createRandom(seed, 'hostile', index)
  switch (random.integer(12)) {
    case 0:
      return { kind: 'table', text: damaged(random, pick(random, TABLES)) }
    case 1:
      return { kind: 'markup', text: damaged(random, random.integer(2) === 0 ? VOC : hostileText(random)) }
    case 2:
      return { kind: 'json', text: damaged(random, JSON.stringify(pick(random, TEMPLATES))) }
    case 3:
      return { kind: 'json', text: brackets(random) }
    case 4:
      return { kind: 'json', text: JSON.stringify(grown(random, 0)) ?? 'null' }
    case 5: {
      // The same element very often: quadratic readers would show here.
      const length = random.integer(40) === 0 ? 1000 : random.integer(60)
      const list = Array.from({ length }, () => pick<unknown>(random, [ANNOTATION_2, ANNOTATION_3]))
      return {
        kind: 'json',
        text: JSON.stringify(random.integer(2) === 0 ? list : { ...ANNOTATION_3, target: list, body: list })
      }
    }
    default:
      return {
        kind: 'json',
        text: JSON.stringify(broken(random, pick(random, TEMPLATES), 1 + random.integer(4))) ?? 'null'
      }
  }
}

/** A sound document with some nodes replaced, renamed, removed, repeated or wrapped. */
function broken(random: Random, template: unknown, changes: number): unknown {
  let document = template
  for (let change = 0; change < changes; change++) document = alter(random, document)
  return document
}

function alter(random: Random, node: unknown): unknown {
  const descend = random.integer(6) !== 0
  if (Array.isArray(node) && node.length > 0 && descend) {
    const at = random.integer(node.length)
    return node.map((one: unknown, index) => (index === at ? alter(random, one) : one))
  }
  if (isRecord(node) && descend) {
    const entries = Object.entries(node)
    const at = random.integer(entries.length + 1)
    if (at === entries.length) return withEntries([...entries, [pick(random, KEYS), hostileValue(random)]])
    return withEntries(
      entries.flatMap(([key, value], index): readonly (readonly [string, unknown])[] => {
        if (index !== at) return [[key, value]]
        const kind = random.integer(12)
        if (kind === 0) return []
        return [[kind === 1 ? pick(random, KEYS) : key, alter(random, value)]]
      })
    )
  }
  return pick<() => unknown>(random, [
    () => hostileValue(random),
    () => hostileText(random),
    () => [node, node, node],
    () => ({ [pick(random, KEYS)]: node }),
    () => null
  ])()
}

/** Also `__proto__` becomes an own property, as JSON.parse makes it. */
function withEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries)
}

/** A document grown from nothing but the vocabulary. */
function grown(random: Random, depth: number): unknown {
  if (depth > 6 || random.integer(4) === 0) return hostileValue(random)
  if (random.integer(3) === 0) return Array.from({ length: random.integer(5) }, () => grown(random, depth + 1))
  const size = random.integer(7)
  return withEntries(Array.from({ length: size }, () => [pick(random, KEYS), grown(random, depth + 1)] as const))
}

/** A text cut, spliced, or with a byte changed. */
function damaged(random: Random, text: string): string {
  const at = random.integer(text.length + 1)
  return pick<() => string>(random, [
    () => text.slice(0, at),
    () => text.slice(0, at) + hostileText(random) + text.slice(at),
    () => `\uFEFF${text}`,
    () => text.slice(0, at) + String.fromCharCode(random.integer(65536)) + text.slice(at + 1),
    () => text.repeat(1 + random.integer(20)),
    () => text.slice(at) + text.slice(0, at)
  ])()
}

function brackets(random: Random): string {
  const depth = pick(random, [10, 63, 64, 65, 1000, 20_000])
  const open = pick(random, ['[', '{"items":', '{"ranges":[', '[{"body":'])
  const close = open.startsWith('{"ranges') ? ']}' : open.startsWith('[{') ? '}]' : open.startsWith('{') ? '}' : ']'
  return open.repeat(depth) + '1' + (random.integer(4) === 0 ? '' : close.repeat(depth))
}
