import { describe, expect, test } from 'vitest'
import { createBudget } from '../json/budget'
import { parseAll } from './parse-all'
import { toPixels } from './percent'

const CANVAS = 'http://a0e7970d-2d04-4d18-bcdb-319801344b33'
const v2 = (on: unknown, resource: unknown = { '@type': 'oa:Tag', chars: 'Shirt' }): unknown => ({
  '@id': 'http://e.org/a/1',
  '@type': 'oa:Annotation',
  motivation: ['oa:commenting'],
  resource,
  on
})
const v3 = (target: unknown, body: unknown = { type: 'TextualBody', value: 'Shirt', purpose: 'tagging' }): unknown => ({
  id: 'http://e.org/a/1',
  type: 'Annotation',
  motivation: 'tagging',
  body,
  target
})
const svg = (inner: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`
const select = (selector: unknown): unknown => v3({ type: 'SpecificResource', source: CANVAS, selector })
const rect = { kind: 'rect', x: 10, y: 20, w: 30, h: 40 }
const first = (json: unknown) => parseAll(json).parsed[0]?.targets[0]

describe('targets', () => {
  test.each([
    ['v2 string', v2(`${CANVAS}#xywh=10,20,30,40`)],
    ['v2 pixel:', v2(`${CANVAS}#xywh=pixel:10,20,30,40`)],
    [
      'v2 full and fragment',
      v2({ full: CANVAS, selector: { '@type': 'oa:FragmentSelector', value: 'xywh=10,20,30,40' } })
    ],
    [
      'v2 full as object',
      v2({ full: { '@id': CANVAS }, selector: { '@type': 'oa:FragmentSelector', value: '#xywh=10,20,30,40' } })
    ],
    ['v2 list', v2([{ full: CANVAS, selector: { '@type': 'oa:FragmentSelector', value: ['xywh=10,20,30,40'] } }])],
    ['v2 @id with fragment', v2({ '@id': `${CANVAS}#xywh=10,20,30,40`, within: 'http://e.org/m' })],
    [
      'v2 choice',
      v2({
        full: CANVAS,
        selector: {
          '@type': 'oa:Choice',
          default: { '@type': 'oa:FragmentSelector', value: 'xywh=10,20,30,40' },
          item: { '@type': 'oa:SvgSelector', value: svg('<path d="M10.2,19.8h29.7v40.1h-29.7z"/>') }
        }
      })
    ],
    ['v3 string', v3(`${CANVAS}#xywh=10,20,30,40`)],
    ['v3 encoded', v3(`${CANVAS}#xywh=10%2C20%2C30%2C40`)],
    ['v3 time and space', v3(`${CANVAS}#t=3,5&xywh=10,20,30,40`)],
    [
      'v3 source object',
      v3({
        type: 'SpecificResource',
        source: { id: CANVAS, type: 'Canvas' },
        selector: { type: 'FragmentSelector', value: 'xywh=10,20,30,40' }
      })
    ],
    [
      'v3 selector list',
      select([
        { type: 'SvgSelector', value: svg('<rect x="10" y="20" width="30" height="40"/>') },
        { type: 'FragmentSelector', value: 'xywh=10,20,30,40' }
      ])
    ],
    ['v3 image api', select({ type: 'ImageApiSelector', region: '10,20,30,40' })],
    ['full IRIs as types', select({ type: 'http://www.w3.org/ns/oa#FragmentSelector', value: 'xywh=10,20,30,40' })],
    ['svg rect', select({ type: 'SvgSelector', value: svg('<rect x="10" y="20" width="30" height="40"/>') })],
    [
      'svg group',
      select({ type: 'SvgSelector', value: svg('<g transform="translate(10 20)"><path d="M0 0h30v40H0z"/></g>') })
    ]
  ])('%s', (_, json) => expect(first(json)).toMatchObject({ source: CANVAS, region: rect, unit: 'pixel' }))

  test('percent waits for the canvas', () => {
    const target = first(v3(`${CANVAS}#xywh=percent:10,20,30,40`))
    expect(target).toMatchObject({ unit: 'percent', region: rect })
    expect(target && toPixels(target, { width: 200, height: 50 }).region).toEqual({
      kind: 'rect',
      x: 20,
      y: 10,
      w: 60,
      h: 20
    })
  })

  test('whole canvas, point, turned rectangle, polygon', () => {
    expect(first(v3(CANVAS))?.region).toEqual({ kind: 'whole' })
    expect(first(v3({ id: CANVAS, type: 'Canvas' }))).toMatchObject({ source: CANVAS, region: { kind: 'whole' } })
    expect(first(select({ type: 'PointSelector', x: 5, y: 6 }))?.region).toEqual({ kind: 'point', x: 5, y: 6 })
    const turned = first(
      select({
        type: 'SvgSelector',
        value: svg('<rect x="10" y="20" width="30" height="40" transform="rotate(30 25 40)"/>')
      })
    )
    expect(turned?.region).toMatchObject({ kind: 'rotated', rotation: expect.closeTo(30, 6), w: expect.closeTo(30, 6) })
    const triangle = first(select({ type: 'SvgSelector', value: svg('<polygon points="1,2 30,2 30,40"/>') }))
    expect(triangle?.region).toEqual({ kind: 'polygon', rings: [[[1, 2], [30, 2], [30, 40]]] }) // prettier-ignore
  })

  test('several targets, one of them unreadable', () => {
    const { parsed, failed } = parseAll(v3([`${CANVAS}#xywh=10,20,30,40`, 'http://e.org/c2', `${CANVAS}#xywh=1,2`]))
    expect(parsed[0]?.targets.map(target => target.source)).toEqual([CANVAS, 'http://e.org/c2'])
    expect(failed).toMatchObject([{ pointer: '/target/2', code: 'BAD_SELECTOR' }])
  })

  test('a fragment that is part of the canvas id stays', () => {
    expect(first(v3('http://e.org/m#canvas-1'))?.source).toBe('http://e.org/m#canvas-1')
  })

  test.each([
    ['time', `${CANVAS}#t=3,5`, 'UNSUPPORTED_SELECTOR'],
    ['text', { source: CANVAS, selector: { type: 'TextQuoteSelector', exact: 'x' } }, 'UNSUPPORTED_SELECTOR'],
    ['nowhere', undefined, 'NO_TARGET'],
    ['no id', {}, 'NO_TARGET'],
    ['words', `${CANVAS}#xywh=a,b,c,d`, 'BAD_SELECTOR'],
    ['endless', `${CANVAS}#xywh=1e999,0,1,1`, 'BAD_SELECTOR']
  ])('%s is told, not guessed', (_, target, code) => {
    const { parsed, failed } = parseAll(v3(target))
    expect(parsed).toEqual([])
    expect(failed[0]?.code).toBe(code)
  })
})

describe('labels', () => {
  const labels = (body: unknown) => parseAll(v2(CANVAS, body)).parsed[0]?.labels
  test('tag before HTML before text', () => {
    const found = labels([
      { '@type': 'dctypes:Text', format: 'text/plain', chars: 'a note' },
      { '@type': 'dctypes:Text', format: 'text/html', chars: '<p>True: T-shirt &amp; top</p>' },
      { '@type': 'oa:Tag', chars: 'Shirt' }
    ])
    expect(found?.map(({ text, from }) => [text, from])).toEqual([
      ['Shirt', 'tagging'],
      ['T-shirt & top', 'html-rule'],
      ['a note', 'text']
    ])
  })

  test('a prediction is never a label', () => {
    const found = labels({
      '@type': 'dctypes:Text',
      chars: '<p>True: Coat<br>Predicted: Ankle boot, Confidence: 93.5 %</p>'
    })
    expect(found).toMatchObject([
      { text: 'Coat', role: 'truth', confidence: null },
      { text: 'Ankle boot', role: 'prediction', confidence: expect.closeTo(0.935, 9) }
    ])
  })

  test('a body without purpose takes the only motivation', () => {
    expect(parseAll(v3(CANVAS, { type: 'TextualBody', value: 'Ärmel' })).parsed[0]?.labels[0]?.from).toBe('tagging')
  })
})

describe('list forms', () => {
  const one = v2(`${CANVAS}#xywh=10,20,30,40`)
  const two = v3(`${CANVAS}#xywh=10,20,30,40`)
  test.each([
    ['AnnotationList', { '@type': 'sc:AnnotationList', resources: [one, one] }],
    ['misspelt list', { '@type': 'oa:AnnotationList', resources: [one, one] }],
    ['bare array of both dialects', [one, two]],
    ['page', { type: 'AnnotationPage', items: [two, two] }],
    [
      'collection with an embedded page',
      { type: 'AnnotationCollection', first: { type: 'AnnotationPage', items: [two, one] } }
    ],
    ['JSON-LD graph', { '@graph': [two, two] }],
    ['list without a type', { resources: [one, one] }]
  ])('%s', (_, json) => expect(parseAll(json).parsed).toHaveLength(2))

  test('pages elsewhere are named', () => {
    const json = { type: 'AnnotationCollection', first: 'http://e.org/p1', items: [] }
    expect(parseAll(json).references).toEqual(['http://e.org/p1'])
    const page = { type: 'AnnotationPage', id: 'http://e.org/p1', items: [two], next: { id: 'http://e.org/p2' } }
    expect(parseAll(page)).toMatchObject({ parsed: [{}], references: ['http://e.org/p2'] })
    expect(parseAll({ type: 'AnnotationPage', id: 'http://e.org/p1' }).references).toEqual(['http://e.org/p1'])
  })

  test('one bad item stops nothing and is pointed at', () => {
    const { parsed, failed } = parseAll({ '@type': 'sc:AnnotationList', resources: [one, { test: 'test' }, one] })
    expect(parsed).toHaveLength(2)
    expect(failed).toMatchObject([{ pointer: '/resources/1', code: 'NOT_AN_ANNOTATION' }])
  })
})

describe('hostile documents', () => {
  test('deep nesting inside one annotation loses only that one', () => {
    let deep: unknown = 1
    for (let i = 0; i < 5000; i++) deep = { body: deep }
    const { parsed, failed } = parseAll([v3(CANVAS, deep), v3(CANVAS)])
    expect(parsed).toHaveLength(1)
    expect(failed).toMatchObject([{ pointer: '/0', code: 'TOO_DEEP' }])
  })

  test('the budget keeps what was read before it ran out', () => {
    const many = Array.from({ length: 1000 }, () => v3(CANVAS))
    const { parsed, failed } = parseAll(many, { budget: createBudget(2000) })
    expect(parsed.length).toBeGreaterThan(50)
    expect(failed.at(-1)?.code).toBe('TOO_MUCH_WORK')
  })

  test('names of the prototype are only names', () => {
    const json: unknown = JSON.parse(
      `{"__proto__":{"id":"x"},"type":"Annotation","target":"__proto__#xywh=1,2,3,4","body":{"constructor":1,"value":"constructor"}}`
    )
    const { parsed } = parseAll(json)
    expect(parsed[0]).toMatchObject({
      id: null,
      targets: [{ source: '__proto__' }],
      bodies: [{ value: 'constructor' }]
    })
    expect(({} as { id?: unknown }).id).toBeUndefined() // an empty literal has no id unless the prototype was polluted
  })
})
