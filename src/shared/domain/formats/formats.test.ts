import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCoco, writeCoco } from './coco'
import { readLabelsCsv, writeLabelsCsv } from './csv'
import { readCsv, writeCsv } from './csv-table'
import { trainable, type LabelledImage, type LabelledRegion } from './model'
import { readVoc, writeVoc } from './voc'
import { readYolo, writeYolo } from './yolo'
import { readYoloNames } from './yolo-yaml'

const NAMES = ['T-shirt/top', 'Ankle boot', 'Ärmel', '和服 きもの', 'שמלה', "d'Artagnan \"x\"", 'a: b # c', '=1+1', '<b>&amp;', 'no', '-', '007', '👗 dress', "'=x", 'x, y; z'] // prettier-ignore
const rect = (x: number, y: number, w: number, h: number, label: string | null = 'Ärmel'): LabelledRegion => ({
  region: { kind: 'rect', x, y, w, h },
  label,
  confidence: null
})
const image = (file: string, regions: readonly LabelledRegion[], width = 4000, height = 3000): LabelledImage => ({ file, width, height, regions }) // prettier-ignore

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const labelled = fc.record({ x: number(0, 3000), y: number(0, 2000), w: number(1, 900), h: number(1, 900), label: fc.constantFrom(...NAMES) }) // prettier-ignore
const images = fc
  .array(fc.array(labelled, { maxLength: 4 }), { minLength: 1, maxLength: 4 })
  .map(lists => lists.map((list, index) => image(`fotos/Bild ${index} é.jpg`, list.map(({ x, y, w, h, label }) => rect(x, y, w, h, label))))) // prettier-ignore

/** The formats' round trips, with the precision in pixels that each can keep. */
const ROUND_TRIPS: Readonly<
  Record<string, [precision: number, (all: readonly LabelledImage[]) => readonly LabelledImage[]]>
> = {
  COCO: [1e-9, all => readCoco(writeCoco(all), 'x.json').images],
  YOLO: [1e-5, all => yoloRoundTrip(all)],
  'Pascal VOC': [1e-3, all => all.flatMap(one => readVoc(writeVoc(one), 'x.xml').images)],
  CSV: [1e-9, all => readLabelsCsv(writeLabelsCsv(all), 'x.csv').images]
}

function yoloRoundTrip(all: readonly LabelledImage[]): readonly LabelledImage[] {
  const { files, skipped } = writeYolo([{ name: 'train', images: all }])
  expect(skipped).toEqual([])
  const text = (name: string): string => files.find(file => file.name === name)?.text ?? 'missing'
  const labels = all.map(({ file, width, height }) => {
    const labelFile = `labels/train/${file.replace('.jpg', '.txt')}`
    return { image: file, width, height, labelFile, text: text(labelFile) }
  })
  return readYolo(text('data.yaml'), 'data.yaml', labels).images
}

describe.each(Object.entries(ROUND_TRIPS))('%s', (format, [precision, roundTrip]) => {
  test('keeps boxes, names and empty images', () => {
    fc.assert(
      fc.property(images, all => {
        // Pascal VOC keeps the folder apart from the name.
        const file = (name: string): string => (format === 'Pascal VOC' ? name.replace('fotos/', '') : name)
        const back = roundTrip(all)
        expect(back.map(({ file: name, width, height }) => [name, width, height])).toEqual(all.map(one => [file(one.file), one.width, one.height])) // prettier-ignore
        all.forEach((one, index) => {
          const regions = back[index]?.regions ?? []
          expect(regions.map(({ label }) => label)).toEqual(one.regions.map(({ label }) => label))
          one.regions.forEach(({ region }, at) => {
            const found = regions[at]?.region
            if (region.kind !== 'rect' || found?.kind !== 'rect') throw new Error('not a box')
            for (const key of ['x', 'y', 'w', 'h'] as const)
              expect(Math.abs(found[key] - region[key])).toBeLessThanOrEqual(precision + 1e-9)
          })
        })
      }),
      { numRuns: 60 }
    )
  })

  test('whole images come back as boxes around everything or as whole images', () => {
    const back = roundTrip([image('a.jpg', [{ region: { kind: 'whole' }, label: 'no', confidence: null }], 7, 5)])
    const region = back[0]?.regions[0]?.region
    expect(region).toEqual(format === 'CSV' ? { kind: 'whole' } : { kind: 'rect', x: 0, y: 0, w: 7, h: 5 })
  })

  test('a box that sticks out is cut at the edge', () => {
    const region = roundTrip([image('a.jpg', [rect(-10, -20, 30, 40)])])[0]?.regions[0]?.region
    const near = (value: number): unknown => expect.closeTo(value, 5)
    expect(region).toEqual({ kind: 'rect', x: near(0), y: near(0), w: near(20), h: near(20) })
  })

  test('junk gives problems, not exceptions', () => {
    const junk = fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom('<', '>', 'object', '"', ',', '\n', '1', ' ', 'names:', '[', '-') })) // prettier-ignore
    fc.assert(
      fc.property(junk, text => {
        readCoco(text, 'x')
        readVoc(text, 'x')
        readLabelsCsv(text, 'x')
        readYolo(text, 'x', [{ labelFile: 'x', text, image: 'x', width: 1, height: 1 }])
      }),
      { numRuns: 300 }
    )
  })
})

test('what the box formats leave out is told', () => {
  const point: LabelledRegion = { region: { kind: 'point', x: 1, y: 1 }, label: 'no', confidence: null }
  const box = rect(1, 1, 1, 1)
  const regions: readonly LabelledRegion[] = [
    rect(1, 1, 1, 1, null), point, rect(5000, 1, 1, 1), box, { ...box, confidence: 0.9 }, { ...box, status: 'reviewed' },
    { ...box, status: 'unsure' }, { ...box, status: 'outside' }, { ...box, status: 'suggested' }
  ] // prettier-ignore
  const { images: kept, skipped } = trainable([image('a.jpg', regions)])
  expect(kept[0]?.regions.map(({ status }) => status)).toEqual([undefined, 'reviewed'])
  expect(skipped.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['NO_LABEL', 'region 1'],
    ['POINT', 'region 2'],
    ['OUTSIDE', 'region 3'],
    ['SUGGESTED', 'region 5'],
    ['UNSURE', 'region 7'],
    ['NOT_A_CLASS', 'region 8'],
    ['SUGGESTED', 'region 9']
  ])
})

describe.each([
  ['COCO', (all: readonly LabelledImage[]) => readCoco(writeCoco(all), 'x').images],
  ['CSV', (all: readonly LabelledImage[]) => readLabelsCsv(writeLabelsCsv(all), 'x').images]
])('%s', (format, roundTrip) => {
  const said = { status: 'reviewed', note: 'left one', author: 'Ada, P.', created: '2026-01-02T03:04:05.000Z' } as const
  test.each<LabelledRegion['region']>([
    { kind: 'rotated', x: 100.5, y: 200, w: 80, h: 40, rotation: 30 },
    {
      kind: 'polygon',
      rings: [
        [
          [1, 2],
          [30.5, 2],
          [30, 40]
        ],
        [
          [3, 3],
          [9, 3],
          [6, 9]
        ]
      ]
    }
  ])('keeps the outline of $kind within a tenth of a pixel, and who said so', region => {
    // prettier-ignore
    const [found] = roundTrip([image('a.jpg', [{ region, label: 'Ärmel', confidence: null, ...said }])])[0]?.regions ?? []
    const flat = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(flat) : typeof value === 'number' ? expect.closeTo(value, 1) : value
    const near = Object.fromEntries(Object.entries(region).map(([key, value]) => [key, flat(value)]))
    expect(found, format).toMatchObject({ region: near, ...said })
  })
})

describe('COCO', () => {
  test('outlines and scores', () => {
    const polygon: LabelledRegion = { region: { kind: 'polygon', rings: [[[1, 2], [30.5, 2], [30, 40]]] }, label: 'Bag', confidence: 0.75 } // prettier-ignore
    const text = writeCoco([image('a.jpg', [polygon])], ['Coat', 'Bag'])
    expect(JSON.parse(text)).toMatchObject({
      categories: [{ id: 1, name: 'Coat' }, { id: 2, name: 'Bag' }],
      annotations: [{ bbox: [1, 2, 29.5, 38], area: (29.5 * 38) / 2, segmentation: [[1, 2, 30.5, 2, 30, 40]], category_id: 2 }]
    }) // prettier-ignore
    expect(readCoco(text, 'x')).toMatchObject({ classes: ['Coat', 'Bag'], images: [{ regions: [polygon] }] })
  })

  test('what does not fit together is skipped with a pointer', () => {
    const { images: read, skipped } = readCoco(
      JSON.stringify({
        images: [{ id: 'a', file_name: 'x\\a.jpg', width: 10, height: 10 }, { id: 2 }],
        categories: [{ id: 7, name: 'Bag' }, { id: 8 }],
        annotations: [
          { image_id: 'a', category_id: 7, bbox: [1, 1, 2, 2], segmentation: { counts: 'x', size: [1, 1] } },
          { image_id: 2, category_id: 7, bbox: [1, 1, 2, 2] },
          { image_id: 'a', category_id: 8, bbox: [1, 1, 2, 2] },
          { image_id: 'a', category_id: 7, bbox: [1, 1, 0, 2] },
          { image_id: 'a', category_id: 7, bbox: [1, 1, 2, 2], segmentation: [[1, 1, 3, 1, 3, 3, 1, 3]] }
        ]
      }),
      'x.json'
    )
    expect(read).toMatchObject([{ file: 'x/a.jpg', regions: [{ region: { kind: 'rect', w: 2 } }, { region: { kind: 'rect', w: 2 } }] }]) // prettier-ignore
    expect(skipped.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/categories/1', 'BAD_CATEGORY'],
      ['/images/1', 'BAD_IMAGE'],
      ['/annotations/1', 'NO_IMAGE'],
      ['/annotations/2', 'NO_CATEGORY'],
      ['/annotations/3', 'BAD_BOX']
    ])
  })
})

describe('YOLO', () => {
  test.each([
    ['list', "path: .\nnames: ['T-shirt', \"Ankle boot\", Bag]\n"],
    ['list over lines', 'names: [\n  T-shirt,\n  "Ankle boot",\n  Bag\n]\n'],
    ['dashes', "names:\n- T-shirt\n- 'Ankle boot'\n- Bag # the last\nnc: 3\n"],
    ['numbers', 'nc: 3\nnames:\n  0: T-shirt\n  1: Ankle boot\n\n  2: "Bag"\ndownload: x\n'],
    ['numbers in braces', 'names: {0: T-shirt, 1: Ankle boot, 2: Bag}']
  ])('names as %s', (_, yaml) => expect([...readYoloNames(yaml)]).toEqual([[0, 'T-shirt'], [1, 'Ankle boot'], [2, 'Bag']])) // prettier-ignore

  test('outlines, confidences and bad lines', () => {
    const text = '0 0.5 0.5 0.2 0.4 0.9\n0 0.1 0.1 0.5 0.1 0.5 0.5\n3 0.5 0.5 0.1 0.1\n0 a b c d\n0 0.5 0.5 0 0.1\n'
    const read = readYolo('names: [Bag]', 'data.yaml', [
      { labelFile: 'a.txt', text, image: 'a.jpg', width: 100, height: 50 }
    ])
    expect(read.images[0]?.regions).toEqual([
      { region: { kind: 'rect', x: 40, y: 15, w: 20, h: 20 }, label: 'Bag', confidence: 0.9 },
      { region: { kind: 'polygon', rings: [[[10, 5], [50, 5], [50, 25]]] }, label: 'Bag', confidence: null }
    ]) // prettier-ignore
    expect(read.skipped.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['line 3', 'NO_CATEGORY'],
      ['line 4', 'BAD_BOX'],
      ['line 5', 'BAD_BOX']
    ])
  })

  test('two images that would share a label file', () => {
    const { files, skipped } = writeYolo([{ name: 'val', images: [image('a.jpg', []), image('a.png', [])] }])
    expect(files.map(file => file.name)).toEqual(['labels/val/a.txt', 'data.yaml'])
    expect(skipped).toMatchObject([{ source: 'a.png', code: 'SAME_NAME' }])
  })
})

test('Pascal VOC counts pixels from one', () => {
  const text = writeVoc(image('a.jpg', [rect(0, 10, 100, 20, 'Bag & co')]))
  expect(text).toContain('<xmin>1</xmin>\n      <ymin>11</ymin>\n      <xmax>100</xmax>\n      <ymax>30</ymax>')
  expect(text).toContain('<name>Bag &amp; co</name>')
  const read = readVoc('<annotation><filename><![CDATA[a<.jpg]]></filename><size><width>9</width><height>9</height></size><object><name>x</name><part><name>y</name><bndbox><xmin>1</xmin></bndbox></part></object></annotation>', 'a.xml') // prettier-ignore
  expect(read).toMatchObject({ images: [{ file: 'a<.jpg', regions: [] }], skipped: [{ code: 'BAD_BOX' }] })
})

describe('CSV', () => {
  test('states, points, confidences and boxes without a class come back', () => {
    const regions: readonly LabelledRegion[] = [
      { region: { kind: 'point', x: 1.25, y: 7 }, label: 'Bag', confidence: null, status: 'unsure' },
      { region: { kind: 'rect', x: 1, y: 2, w: 3, h: 4 }, label: null, confidence: null, status: 'unlabelled' },
      { region: { kind: 'whole' }, label: null, confidence: null, status: 'outside', note: 'a "hat",\nnot a bag' },
      { region: { kind: 'rect', x: 1, y: 2, w: 3, h: 4 }, label: 'Bag', confidence: 0.125, status: 'suggested' }
    ]
    expect(readLabelsCsv(writeLabelsCsv([image('a.jpg', regions)]), 'x').images[0]?.regions).toEqual(regions)
  })

  test('formulas are neutralised and come back', () => {
    const cells = ['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1', "'=1", 'plain', '-5', '＝1+1']
    const text = writeCsv([cells])
    expect(text).toBe(`'=1+1,'+cmd|x,'-2+3,'@SUM(A1),'\t=1,''=1,plain,-5,'＝1+1\n`)
    expect(readCsv(text)).toEqual([cells])
  })

  test('any text survives', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', '\t', "'", '=', ' ', 'é', '-') })
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), row => {
        fc.pre(row.some(text => text !== ''))
        // The header decides the separator, as in every table that Vitrine writes.
        expect(readCsv(writeCsv([['a', 'b', 'c', 'd', 'e'], row]))[1]).toEqual(row)
      })
    )
  })

  test('tables of others: semicolons, corners, missing sizes', () => {
    const read = readLabelsCsv('\uFEFFfilename;class;xmin;ymin;xmax;ymax\r\na.jpg;Bag;1;2;11;22\r\na.jpg;Coat;;;;\r\nb.jpg;Bag;5;5;1;9\r\n', 'x.csv') // prettier-ignore
    expect(read.images).toEqual([
      { file: 'a.jpg', width: 0, height: 0, regions: [rect(1, 2, 10, 20, 'Bag'), { region: { kind: 'whole' }, label: 'Coat', confidence: null }] },
      { file: 'b.jpg', width: 0, height: 0, regions: [] }
    ]) // prettier-ignore
    expect(read.skipped).toMatchObject([{ pointer: 'row 4', code: 'BAD_BOX' }])
    expect(readLabelsCsv('a,b\n1,2\n', 'x.csv').skipped[0]?.code).toBe('NO_HEADER')
  })
})
