import { expect, test } from 'vitest'
import { createBudget } from '../json/budget'
import { parseJson } from '../json/parse-json'
import { readCollection } from './read-collection'
import { readManifest } from './read-manifest'
import { readPresentation } from './read-presentation'
import { isSameUrl } from './url'

const image = { '@type': 'dctypes:Image', '@id': 'http://e.org/i.jpg', width: 60, height: 40 }
const canvas = (id: string, more: object = {}): object => ({
  '@id': id,
  '@type': 'sc:Canvas',
  label: 'p',
  width: 600,
  height: 400,
  images: [{ '@type': 'oa:Annotation', motivation: 'sc:painting', resource: image, on: id }],
  ...more
})
const manifest = (canvases: readonly unknown[], more: object = {}): object => ({
  '@type': 'sc:Manifest',
  '@id': 'http://e.org/m',
  sequences: [{ canvases }],
  ...more
})

test('canvas ids are kept verbatim, canvas and image size apart', () => {
  const { canvases, problems } = readManifest(manifest([canvas('http://A0E7970D-2d04')]))
  expect(problems).toEqual([])
  expect(canvases[0]).toMatchObject({
    id: 'http://A0E7970D-2d04',
    width: 600,
    height: 400,
    images: [{ width: 60, height: 40 }]
  })
})

test('what is broken is told with a pointer, the rest is there', () => {
  const { canvases, problems } = readManifest(
    manifest([
      canvas('http://e.org/1'),
      'http://e.org/2',
      canvas('http://e.org/1'),
      { '@type': 'sc:Canvas' },
      canvas('http://e.org/5', { images: [] }),
      canvas('http://e.org/6', { width: 'wide', height: undefined }),
      canvas('http://e.org/7', { images: [{ resource: { ...image, '@id': 'file:///etc/passwd' } }] })
    ])
  )
  expect(canvases.map(one => one.id)).toEqual(['http://e.org/1', 'http://e.org/5', 'http://e.org/6', 'http://e.org/7'])
  expect(problems.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['NO_IMAGE', '/sequences/0/canvases/1'],
    ['DUPLICATE_CANVAS', '/sequences/0/canvases/2'],
    ['NO_ID', '/sequences/0/canvases/3'],
    ['NO_IMAGE', '/sequences/0/canvases/4'],
    ['NO_SIZE', '/sequences/0/canvases/5'],
    ['BAD_URL', '/sequences/0/canvases/6/images/0'],
    ['NO_IMAGE', '/sequences/0/canvases/6']
  ])
  expect(canvases[2]).toMatchObject({ width: 60, height: 40 })
})

test('embedded annotations are parsed, others named', () => {
  const inline = {
    '@type': 'oa:Annotation',
    '@id': 'http://e.org/a',
    resource: { '@type': 'oa:Tag', chars: 'Bag' },
    on: 'http://e.org/1#xywh=1,2,3,4'
  }
  const otherContent = [
    { '@id': 'http://e.org/list/1', '@type': 'sc:AnnotationList' },
    'http://e.org/list/2',
    { '@id': 'http://e.org/list/3', '@type': 'sc:AnnotationList', resources: [inline, {}] }
  ]
  const { canvases, problems } = readManifest(manifest([canvas('http://e.org/1', { otherContent })]))
  expect(canvases[0]?.annotations.references).toEqual(['http://e.org/list/1', 'http://e.org/list/2'])
  expect(canvases[0]?.annotations.inline[0]?.labels[0]?.text).toBe('Bag')
  expect(problems).toMatchObject([
    { code: 'NOT_AN_ANNOTATION', pointer: '/sequences/0/canvases/0/otherContent/2/resources/1' }
  ])
})

test('ranges that contain each other end', () => {
  const structures = [
    { '@id': 'r1', '@type': 'sc:Range', label: 'one', viewingHint: 'top', ranges: ['r2'] },
    { '@id': 'r2', '@type': 'sc:Range', label: 'two', ranges: ['r1', 'r2'], canvases: ['http://e.org/1#xywh=1,1,1,1'] }
  ]
  const { ranges } = readManifest(manifest([canvas('http://e.org/1')], { structures }))
  expect(ranges.map(({ id, parent, canvases }) => [id, parent, canvases])).toEqual([
    ['r1', null, []],
    ['r2', 0, ['http://e.org/1']]
  ])
})

test('a version 3 collection with version 2 members', () => {
  const { items, problems } = readCollection({
    type: 'Collection',
    id: 'http://e.org/c',
    items: [
      { id: 'http://e.org/m3', type: 'Manifest', label: { en: ['three'] } },
      { '@id': 'http://e.org/m2', '@type': 'sc:Manifest', label: 'two' },
      { '@id': 'http://e.org/c2', '@type': 'sc:Collection', label: 'more' },
      { type: 'Manifest' }
    ]
  })
  expect(items.map(({ kind, id }) => [kind, id])).toEqual([
    ['manifest', 'http://e.org/m3'],
    ['manifest', 'http://e.org/m2'],
    ['collection', 'http://e.org/c2']
  ])
  expect(problems).toMatchObject([{ code: 'NO_ID', pointer: '/items/3' }])
})

test('5,000 nested ranges are refused, not followed', () => {
  let range: object = {}
  for (let i = 0; i < 5000; i++) range = { '@type': 'sc:Range', '@id': `r${i}`, members: [range] }
  expect(readManifest(manifest([canvas('http://e.org/1')], { structures: [range] })).problems).toMatchObject([
    { code: 'TOO_DEEP' }
  ])
  expect(parseJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toMatchObject({ ok: false, code: 'TOO_DEEP' })
})

test('a manifest beyond the budget gives what was read', () => {
  const canvases = Array.from({ length: 500 }, (_, index) => canvas(`http://e.org/${index}`))
  const read = readManifest(manifest(canvases), createBudget(5000))
  expect(read.canvases.length).toBeGreaterThan(5)
  expect(read.problems.at(-1)?.code).toBe('TOO_MUCH_WORK')
})

test.each([
  null,
  1,
  'x',
  [],
  {},
  { '@type': 'sc:Manifest' },
  { type: 'Manifest', items: { a: 1 } },
  { type: ['Canvas'] }
])('reads %j without a crash', json => {
  readPresentation(json)
  expect(readManifest(json).problems.length).toBeGreaterThan(0)
})

test('a web page instead of JSON is named', () => {
  expect(parseJson('<!doctype html><p>Not found</p>')).toMatchObject({
    code: 'NOT_JSON',
    message: expect.stringContaining('web page')
  })
})

test('hosts compare without case, paths with', () => {
  expect(isSameUrl('https://Ashkanaln.github.io/A/m', 'http://ashkanaln.github.io/A/m')).toBe(true)
  expect(isSameUrl('https://e.org/A', 'https://e.org/a')).toBe(false)
  expect(isSameUrl('http://a0e7970d-2d04', 'http://A0E7970D-2d04')).toBe(true)
})
