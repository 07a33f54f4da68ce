import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Region } from '../../contract/annotations'
import { newAnnotation, newPrediction, withLabel, withRegion } from './edit'
import { parseAll } from './parse-all'
import { pointsOf } from './region'
import { serialiseV2 } from './serialise-v2'
import { serialiseV3 } from './serialise-v3'

const CANVAS = 'http://a0e7970d-2d04-4d18-bcdb-319801344b33'
const WRITERS = { v2: serialiseV2, v3: serialiseV3 }
type Writer = keyof typeof WRITERS

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const box = { x: number(-50, 9000), y: number(-50, 9000), w: number(1, 5000), h: number(1, 5000) }
const region: fc.Arbitrary<Region> = fc.oneof(
  fc.constant<Region>({ kind: 'whole' }),
  fc.record({ kind: fc.constant('rect' as const), ...box }),
  fc.record({ kind: fc.constant('rotated' as const), ...box, rotation: number(-179, 180) }),
  fc.record({ kind: fc.constant('point' as const), x: number(0, 9000), y: number(0, 9000) }),
  fc.record({
    kind: fc.constant('polygon' as const),
    rings: fc.array(fc.array(fc.tuple(number(0, 9000), number(0, 9000)), { minLength: 3, maxLength: 12 }), {
      minLength: 1,
      maxLength: 3
    })
  })
)

/** How far a point of one outline lies from the nearest of the other, at most (Hausdorff distance of the corners). */
function distance(a: Region, b: Region): number {
  const [p, q] = [pointsOf(a), pointsOf(b)]
  const farthest = (from: typeof p, to: typeof p): number =>
    Math.max(
      0,
      ...from.map(one => Math.min(...to.map(two => Math.max(Math.abs(one.x - two.x), Math.abs(one.y - two.y)))))
    )
  return Math.max(farthest(p, q), farthest(q, p))
}

const page = { id: 'http://e.org/page/1' }
const reread = (writer: Writer, items: Parameters<typeof serialiseV3>[0]['items']) => {
  const json = WRITERS[writer]({ ...page, items })
  return parseAll(JSON.parse(JSON.stringify(json)))
}

describe.each(['v2', 'v3'] as const)('%s', writer => {
  test('geometry survives within half a pixel', () => {
    fc.assert(
      fc.property(region, shape => {
        const annotation = newAnnotation({ id: 'http://e.org/a/1', canvas: CANVAS, region: shape, label: 'Ankle boot' })
        const { parsed, failed } = reread(writer, [annotation])
        expect(failed).toEqual([])
        const back = parsed[0]?.targets[0]
        expect(back?.source).toBe(CANVAS)
        // A polygon may turn out to be a rectangle; its outline must be the same.
        expect(distance(shape, back?.region ?? { kind: 'whole' })).toBeLessThanOrEqual(0.5 + 1e-6)
        expect(parsed[0]?.labels[0]).toMatchObject({ text: 'Ankle boot', from: 'tagging' })
      }),
      { numRuns: 500 }
    )
  })

  test('unknown fields survive reading and writing, also into the other dialect', () => {
    const unknown = fc.dictionary(
      fc.string({ minLength: 1 }).map(key => `x:${key}`),
      fc.jsonValue({ maxDepth: 3 }),
      { maxKeys: 5 }
    )
    fc.assert(
      fc.property(unknown, fc.constantFrom<'2' | '3'>('2', '3'), (extra, from) => {
        const source =
          from === '3'
            ? {
                ...extra,
                id: 'http://e.org/1',
                type: 'Annotation',
                motivation: 'commenting',
                target: `${CANVAS}#xywh=1,2,3,4`
              }
            : { ...extra, '@id': 'http://e.org/1', '@type': 'oa:Annotation', on: `${CANVAS}#xywh=1,2,3,4` }
        const json = JSON.parse(JSON.stringify(source)) as unknown // JSON knows no -0
        const parsed = parseAll(json).parsed.map(annotation =>
          withLabel(withRegion(annotation, { kind: 'whole' }), 'Bag')
        )
        const written = reread(writer, parsed).parsed[0]?.original
        expect(written).toMatchObject(JSON.parse(JSON.stringify(extra)) as object)
      })
    )
  })

  test('ids, people, dates and several targets survive', () => {
    const annotation = newAnnotation({
      id: 'http://e.org/a/1',
      canvas: CANVAS,
      manifest: 'http://e.org/m',
      region: { kind: 'rect', x: 1, y: 2, w: 3, h: 4 },
      label: 'Ärmel <1>',
      note: 'a "note"',
      creator: { id: null, name: 'Zoë', type: 'Person' },
      created: '2026-01-02T03:04:05Z',
      modified: '2026-01-03T03:04:05Z'
    })
    const two = { ...annotation, targets: [...annotation.targets, ...annotation.targets] }
    expect(reread(writer, [two]).parsed[0]).toMatchObject({
      id: 'http://e.org/a/1',
      targets: [{ manifest: 'http://e.org/m' }, { source: CANVAS }],
      creator: { name: 'Zoë' },
      created: '2026-01-02T03:04:05Z',
      modified: '2026-01-03T03:04:05Z',
      bodies: [{ value: 'Ärmel <1>', purpose: 'tagging' }, { value: 'a "note"' }]
    })
  })

  test('a prediction comes back as a prediction with its confidence', () => {
    const annotation = newPrediction({
      id: 'http://e.org/a/1',
      canvas: CANVAS,
      region: { kind: 'whole' },
      label: 'Bag & co',
      confidence: 0.9312
    })
    expect(reread(writer, [annotation]).parsed[0]?.labels).toMatchObject([
      { text: 'Bag & co', role: 'prediction', confidence: 0.9312 }
    ])
  })
})

const original = {
  id: 'http://e.org/1',
  type: 'Annotation',
  motivation: 'commenting',
  styleClass: 'red',
  body: [
    { type: 'TextualBody', value: '<p>True: Shirt</p>', format: 'text/html', language: 'en', note: 1 },
    'http://e.org/x'
  ],
  target: {
    type: 'SpecificResource',
    id: 'http://e.org/t',
    scope: 'http://e.org/v',
    source: { id: CANVAS, type: 'Canvas', partOf: [{ id: 'http://e.org/m', type: 'Manifest' }] },
    selector: { type: 'FragmentSelector', value: 'xywh=10,20,30,40', conformsTo: 'http://www.w3.org/TR/media-frags/' }
  }
}
const written = (annotations: Parameters<typeof serialiseV3>[0]['items']): unknown =>
  serialiseV3({ ...page, items: annotations })['items']

test('an unchanged annotation is written as it was', () => {
  expect(written(parseAll(original).parsed)).toEqual([original])
  const list = {
    '@id': 'http://e.org/1',
    '@type': 'oa:Annotation',
    resource: { '@type': 'oa:Tag', chars: 'a' },
    on: `${CANVAS}#xywh=1,2,3,4`,
    motivation: 'sc:painting',
    created: '2018'
  }
  expect(serialiseV2({ ...page, items: parseAll(list).parsed })['resources']).toEqual([list])
})

test('a change touches only what it changes', () => {
  const moved = parseAll(original).parsed.map(one =>
    withLabel(withRegion(one, { kind: 'rect', x: 1, y: 2, w: 3, h: 4 }), 'Coat <b>')
  )
  expect(written(moved)).toEqual([
    {
      ...original,
      body: [
        { type: 'TextualBody', value: 'Coat <b>', purpose: 'tagging', format: 'text/plain' },
        { ...original.body[0] as object, value: '<p>True: Coat &lt;b&gt;</p>' },
        'http://e.org/x'
      ],
      target: { ...original.target, selector: { ...original.target.selector, value: 'xywh=1,2,3,4' } }
    }
  ]) // prettier-ignore
})

test('selectors that viewers cannot read are written strictly', () => {
  const read = (target: unknown) =>
    written(parseAll({ id: 'http://e.org/1', type: 'Annotation', motivation: 'tagging', target }).parsed)
  const selector = (value: string) => ({
    type: 'FragmentSelector',
    conformsTo: 'http://www.w3.org/TR/media-frags/',
    value
  })
  expect(read(`${CANVAS}#xywh=pixel:10.4,20,30,40`)).toMatchObject([
    { target: { source: CANVAS, selector: selector('xywh=10,20,30,40') } }
  ])
  const turned =
    '<svg xmlns="http://www.w3.org/2000/svg"><rect x="0" y="0" width="20" height="10" transform="rotate(90)"/></svg>'
  expect(read({ source: CANVAS, selector: { type: 'SvgSelector', value: turned.replace('90', '45') } })).toMatchObject([
    { target: { selector: [{ type: 'SvgSelector', value: expect.stringMatching(/^<svg xmlns="[^"]+"><path fill-rule="evenodd" d="M[\d. ,L-]+ Z"\/><\/svg>$/) }, { type: 'FragmentSelector', value: 'xywh=0,0,14,21' }] } }
  ]) // prettier-ignore
  expect(
    read({ source: CANVAS, selector: { type: 'FragmentSelector', value: ['xywh=1,2,3,4', 'xywh=5,6,7,8'] } })
  ).toMatchObject([{ target: [{ selector: { value: 'xywh=1,2,3,4' } }, { selector: { value: 'xywh=5,6,7,8' } }] }])
})

test.each([-0.6, -0.9, -5.5, -70])('a box that begins at %d keeps its place, though no fragment can be negative', x => {
  const rect: Region = { kind: 'rect', x, y: 3, w: 100, h: 20 }
  const annotation = newAnnotation({ id: 'http://e.org/1', canvas: CANVAS, region: rect, label: null })
  const json = serialiseV3({ ...page, items: [annotation] })
  expect(JSON.stringify(json)).not.toContain('xywh=-')
  const back = parseAll(json).parsed[0]?.targets[0]?.region
  expect(back && distance(rect, back)).toBeLessThanOrEqual(0.5)
})

test('bodyValue stays alone, or gives way to a body', () => {
  const plain = {
    id: 'http://e.org/1',
    type: 'Annotation',
    motivation: 'commenting',
    bodyValue: 'Shirt',
    target: CANVAS
  }
  expect(written(parseAll(plain).parsed)).toEqual([plain])
  const [relabelled] = written(parseAll(plain).parsed.map(one => withLabel(one, 'Coat'))) as object[] // a page has items
  expect(relabelled).not.toHaveProperty('bodyValue')
  expect(relabelled).toMatchObject({ body: [{ value: 'Coat', purpose: 'tagging' }, { value: 'Coat' }] })
})

test('words of both dialects in one annotation are written in one', () => {
  const mixed = {
    '@id': 'http://e.org/1',
    '@type': 'oa:Annotation',
    body: { '@type': 'oa:Tag', chars: 'Bag' },
    target: `${CANVAS}#xywh=1,2,3,4`
  }
  const { parsed } = parseAll(mixed)
  expect(parsed[0]).toMatchObject({ version: 3, labels: [{ text: 'Bag' }] })
  expect(serialiseV2({ ...page, items: parsed })['resources']).toMatchObject([
    { on: { full: CANVAS }, resource: { chars: 'Bag' } }
  ])
})

test('no JSON makes reading or writing throw', () => {
  const keys = [
    'type',
    '@type',
    'on',
    'target',
    'body',
    'resource',
    'selector',
    'value',
    'items',
    'resources',
    'source',
    'full',
    'chars',
    'id',
    '@id',
    '__proto__',
    'default',
    'item',
    'creator',
    'first',
    'motivation'
  ]
  const values = [
    'Annotation',
    'oa:Choice',
    'FragmentSelector',
    'SvgSelector',
    'xywh=1,2,3,4',
    '<svg><path d="M0 0h9v9z"/></svg>',
    'AnnotationPage',
    'http://e.org/c#xywh=1,1,1,1',
    'Composite'
  ]
  const { json } = fc.letrec(tie => ({
    leaf: fc.oneof(fc.constantFrom(...values), fc.jsonValue({ maxDepth: 1 })),
    object: fc.dictionary(fc.constantFrom(...keys), tie('json'), { maxKeys: 7 }),
    json: fc.oneof({ maxDepth: 6 }, tie('leaf'), tie('object'), tie('object'), fc.array(tie('json'), { maxLength: 4 }))
  }))
  fc.assert(
    fc.property(json, value => {
      const { parsed } = parseAll(value)
      serialiseV3({ ...page, items: parsed })
      serialiseV2({ ...page, items: parsed.map(one => withLabel(one, 'x')) })
    }),
    { numRuns: 2000 }
  )
})
