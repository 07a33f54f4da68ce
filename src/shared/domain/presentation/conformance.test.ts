import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import type { Region } from '../../contract/annotations'
import { newAnnotation, newPrediction } from '../annotation/edit'
import { preparePython } from '../../../main/testing/python-environment'
import { parseAll } from '../annotation/parse-all'
import { serialiseV2 } from '../annotation/serialise-v2'
import { serialiseV3 } from '../annotation/serialise-v3'
import { asArray, isRecord, own, type JsonRecord } from '../json/json-value'
import type { CollectionDraft, ManifestDraft } from './draft'
import { draftOfManifest } from './draft-of-manifest'
import type { ReadImage } from './model'
import { readCollection } from './read-collection'
import { readManifest } from './read-manifest'
import { writeCollectionV2, writeManifestV2 } from './write-manifest-v2'
import { writeCollectionV3, writeManifestV3 } from './write-manifest-v3'

const FIXTURES = resolve('e2e/fixtures/iiif')
const read = (path: string): unknown => JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'))
const CANVAS = 'http://a0e7970d-2d04-4d18-bcdb-319801344b33'
const REGIONS: readonly Region[] = [
  { kind: 'whole' },
  { kind: 'rect', x: 10, y: 20, w: 30, h: 40 },
  { kind: 'rect', x: -5.5, y: 20, w: 30, h: 40 },
  { kind: 'rotated', x: 10, y: 20, w: 30, h: 40, rotation: 30 },
  { kind: 'polygon', rings: [[[1, 2], [30, 2], [30, 40]]] },
  { kind: 'point', x: 5, y: 6 }
] // prettier-ignore
const STATES = ['reviewed', 'unsure', 'outside', null] as const
const stamp = {
  creator: { id: null, name: 'Zoë', type: 'Person' },
  created: '2026-01-02T03:04:05Z',
  modified: '2026-01-03T03:04:05Z'
}
const foreign = readdirSync(join(FIXTURES, 'sas'))
  .filter(name => !/broken|anifest\.json/.test(name))
  .flatMap(name => parseAll(read(`sas/${name}`)).parsed)
const items = [
  ...REGIONS.map((region, index) => newAnnotation({ id: `http://e.org/a/${index}`, canvas: CANVAS, manifest: index % 2 ? 'http://e.org/m' : null, region, label: 'Ankle boot', note: index ? 'a note' : '', status: STATES[index % 4] ?? null, ...stamp })),
  ...REGIONS.map((region, index) => newPrediction({ id: `http://e.org/p/${index}`, canvas: CANVAS, region, label: 'Bag', confidence: 0.5, ...stamp })),
  ...foreign
] // prettier-ignore
const page = { id: 'http://e.org/page/1', items, label: 'Labels' }
const options = { generator: { id: 'http://e.org/vitrine', name: 'Vitrine', type: 'Software' } }

describe('Web Annotation: the MUST assertions of W3C', () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  for (const name of readdirSync(join(FIXTURES, 'w3c-annotation/definitions')))
    ajv.addSchema(read(`w3c-annotation/definitions/${name}`) as object) // a schema file is an object
  const list = read('w3c-annotation/annotations/annotationMusts.test')
  const assertions = asArray(isRecord(list) ? own(list, 'assertions') : []).filter(one => typeof one === 'string')
  const checks = assertions.map(name => {
    const schema = read(`w3c-annotation/${name}`) as JsonRecord // a schema file is an object
    return { name, must: schema['assertionType'] === 'must', validate: ajv.compile(schema) }
  })
  const failures = (annotation: unknown): readonly string[] =>
    checks.filter(({ must, validate }) => must && !validate(annotation)).map(({ name }) => name)
  const written = asArray(serialiseV3(page, { ...options, context: 'w3c' })['items'])

  test('hold for everything that is written', () => {
    expect(written.length).toBeGreaterThan(40)
    for (const annotation of written)
      expect(failures({ '@context': 'http://www.w3.org/ns/anno.jsonld', ...(annotation as object) })).toEqual([]) // we wrote objects
  })

  test('catch what is wrong', () => {
    expect(failures({ type: 'Annotation', id: 'x', target: 'http://e.org/c' })).not.toEqual([])
    const good = {
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      id: 'http://e.org/1',
      type: 'Annotation',
      target: 'http://e.org/c'
    }
    expect(failures(good)).toEqual([])
    expect(failures({ ...good, body: 'http://e.org/b', bodyValue: 'x' })).not.toEqual([])
    expect(failures({ ...good, created: 'yesterday' })).not.toEqual([])
  })
})

const text = (value: string, language: string | null = null) => [{ language, value }]
const image = (index: number, more: Partial<ReadImage> = {}): ReadImage => ({
  id: `http://e.org/iiif/${index}/full/max/0/default.jpg`,
  label: [],
  format: 'image/jpeg',
  width: 600,
  height: 400,
  service: { id: `http://e.org/iiif/${index}`, version: 3, level: 2, width: 600, height: 400, sizes: [], tiles: [], maxWidth: null, maxHeight: null, maxArea: null, rights: null },
  region: { kind: 'whole' },
  choice: null,
  ...more
}) // prettier-ignore
const canvas = { label: text('Ärmel'), width: 1200, height: 800, metadata: [], rights: null, requiredStatement: null }
const DRAFT: ManifestDraft = {
  id: 'http://e.org/manifest',
  label: [...text('Kleider', 'de'), ...text('Clothes', 'en')],
  summary: text('Fifteen photos'),
  metadata: [{ label: text('Maker', 'en'), value: text('unknown') }],
  rights: 'https://creativecommons.org/licenses/by/4.0/',
  requiredStatement: { label: text('Attribution', 'en'), value: text('A museum', 'en') },
  provider: { id: 'http://e.org/museum', label: text('A museum', 'en'), homepage: 'http://e.org/', logo: 'http://e.org/logo.png' },
  thumbnail: { url: 'http://e.org/t.jpg', width: 90, height: 60, from: 'computed' },
  viewingDirection: 'left-to-right',
  behavior: ['individuals'],
  canvases: [
    { ...canvas, id: CANVAS, images: [image(1)], thumbnail: { url: 'http://e.org/t.jpg', width: 90, height: 60, from: 'declared' }, annotationPages: [{ id: page.id, embedded: null }] },
    { ...canvas, id: 'http://e.org/c2', images: [image(2, { choice: 0, label: text('front') }), image(3, { choice: 0, label: text('X-ray') }), image(4, { region: { kind: 'rect', x: 1, y: 2, w: 30, h: 40 } })], thumbnail: null, annotationPages: [] },
    { ...canvas, id: 'http://e.org/c3', rights: 'ask us', images: [image(5, { service: { ...image(5).service!, version: 2, level: 0 } })], thumbnail: null, annotationPages: [{ id: 'http://e.org/page/2', embedded: serialiseV3({ ...page, id: 'http://e.org/page/2' }, options) }] }
  ],
  ranges: [
    { id: 'http://e.org/r1', label: text('All'), parent: null, depth: 0, canvases: [CANVAS] },
    { id: null, label: text('Rest'), parent: 0, depth: 1, canvases: ['http://e.org/c2', 'http://e.org/c3'] }
  ]
} // prettier-ignore
const COLLECTION: CollectionDraft = {
  ...DRAFT,
  items: [
    { kind: 'manifest', id: 'http://e.org/manifest', label: text('Clothes') },
    { kind: 'collection', id: 'http://e.org/more', label: [] }
  ]
}

describe.each([
  ['2', writeManifestV2, writeCollectionV2],
  ['3', writeManifestV3, writeCollectionV3]
] as const)('Presentation %s: what is written reads back', (version, writeManifest, writeCollection) => {
  const manifest = readManifest(JSON.parse(JSON.stringify(writeManifest(DRAFT))))

  test('manifest', () => {
    expect(manifest.problems).toEqual([])
    expect(manifest).toMatchObject({ id: DRAFT.id, version: Number(version), label: DRAFT.label, summary: DRAFT.summary, requiredStatement: DRAFT.requiredStatement, viewingDirection: 'left-to-right', behavior: ['individuals'] }) // prettier-ignore
    const named = version === '2' ? manifest.metadata.at(-1)?.value : manifest.provider
    expect(named).toEqual(DRAFT.provider?.label)
    expect(manifest.metadata.slice(0, 1)).toEqual(DRAFT.metadata)
    expect(manifest.rights?.replace('http:', 'https:')).toBe(DRAFT.rights)
    expect(manifest.canvases.map(({ id, width, height }) => ({ id, width, height }))).toEqual(DRAFT.canvases.map(({ id }) => ({ id, width: 1200, height: 800 }))) // prettier-ignore
    expect(manifest.canvases.map(one => one.images.map(({ id, choice, region }) => [id, choice, region]))).toEqual(
      DRAFT.canvases.map(one => one.images.map(({ id, choice, region }) => [id, choice, region]))
    )
    expect(manifest.canvases[2]?.images[0]?.service).toMatchObject({ version: 2, level: 0 })
    expect(manifest.canvases[2]?.metadata[0]?.value).toEqual(text('ask us'))
    expect(manifest.ranges).toMatchObject([
      { parent: null },
      { parent: 0, canvases: ['http://e.org/c2', 'http://e.org/c3'] }
    ])
    expect(manifest.canvases[0]?.annotations.references).toEqual([page.id])
  })

  test('the context stands at the top only', () => {
    const text = JSON.stringify(writeManifest(DRAFT))
    expect(text.split('iiif.io/api/presentation/').length - 1).toBe(1)
  })

  test('an imported manifest writes again', () => {
    const { draft, skipped } = draftOfManifest(manifest, 'http://e.org/copy')
    expect(skipped).toEqual([])
    const again = readManifest(writeManifest(draft))
    expect(again.canvases.map(({ images }) => images)).toEqual(manifest.canvases.map(({ images }) => images))
  })

  test('collection', () => {
    expect(readCollection(writeCollection(COLLECTION)).items.map(({ kind, id }) => [kind, id])).toEqual([
      ['manifest', 'http://e.org/manifest'],
      ['collection', 'http://e.org/more']
    ])
  })
})

describe('Presentation 2: the schema written from the specification', () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  const validate = ajv.compile(read('presentation-2.schema.json') as object) // a schema file is an object
  const problems = (json: unknown): unknown =>
    validate(JSON.parse(JSON.stringify(json))) ? [] : validate.errors?.slice(0, 5)

  test('manifest and annotation list', () => {
    expect(problems(writeManifestV2(DRAFT))).toEqual([])
    // Foreign lists keep what they had; what Vitrine itself writes has no excuse.
    expect(problems(serialiseV2({ ...page, items: items.slice(0, 2 * REGIONS.length) }))).toEqual([])
    expect(problems(serialiseV2({ ...page, items: items.map(item => ({ ...item, original: null })) }))).toEqual([])
  })

  test('catches what is wrong', () => {
    const list = serialiseV2(page)
    const first: unknown = asArray(list['resources'])[0]
    expect(problems({ ...list, resources: [{ ...(first as object), on: { full: CANVAS } }] })).not.toEqual([]) // we wrote an object
    expect(problems({ ...writeManifestV2(DRAFT), sequences: [] })).not.toEqual([])
    expect(problems(writeManifestV3(DRAFT))).not.toEqual([])
  })
})

const prezi = await preparePython('iiif-prezi3==3.1.1')

describe.skipIf(!prezi.ok)(
  `Presentation 3: iiif-prezi3, an independent strict model${prezi.ok ? '' : ` (${prezi.reason})`}`,
  () => {
    const python = prezi.ok ? prezi.python : ''
    const load = (model: string, json: unknown): string =>
      spawnSync(python, ['-c', `import sys, json, iiif_prezi3; iiif_prezi3.${model}(**json.load(sys.stdin))`], {
        input: JSON.stringify(json),
        encoding: 'utf8'
      }).stderr.slice(-2000)

    test('loads everything that is written', () => {
      expect(load('Manifest', writeManifestV3(DRAFT))).toBe('')
      expect(load('Collection', writeCollectionV3(COLLECTION))).toBe('')
      expect(load('AnnotationPage', serialiseV3(page, options))).toBe('')
    })

    test('refuses what is wrong', () => {
      expect(load('Manifest', { ...writeManifestV3(DRAFT), viewingDirection: 'sideways' })).toContain('ValidationError')
    })
  }
)
