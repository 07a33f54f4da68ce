import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ExportFormat } from '@shared/contract/exports'
import type { ImportInput } from '@shared/contract/sources'
import { boundsOfRegion, pointsOf } from '@shared/domain/annotation/region'
import { readCsv } from '@shared/domain/formats/csv-table'
import type { Region } from '@shared/contract/annotations'
import { sharp } from '../../images/safe-sharp'
import { saidIn, scaled, startAwkwardProject, startProject, type Project, type Said } from './testing/awkward-project'

type Change = (said: Said) => Said | null

/** What a format makes of a label; all else comes back as it was. */
const changes: Readonly<Partial<Record<ExportFormat, Change>>> = {
  coco: said => trained(said, keepOutline),
  voc: said => trained(said, toBox, forgetful),
  yolo: said => trained(said, toBox, forgetful),
  csv: said => said
}

const keepOutline: Change = said => (said.region.kind === 'whole' ? toBox(said) : said)
const toBox: Change = said => {
  const box = boundsOfRegion(said.region, said.size)
  return box && { ...said, region: { kind: 'rect', ...box } }
}
/** Formats that hold neither state nor note nor author. */
const forgetful: Change = said => ({ ...said, status: 'labelled', note: '', author: 'import' })

function trained(said: Said, ...steps: readonly Change[]): Said | null {
  const isTruth = said.label !== null && (said.status === 'labelled' || said.status === 'reviewed')
  if (!isTruth || said.region.kind === 'point') return null
  return steps.reduce<Said | null>((now, step) => now && step(now), said)
}

async function comeBack(project: Project, format: ExportFormat, from: string, input?: Partial<ImportInput>) {
  const out = join(project.folder, 'out')
  const report = await project.exportAs(format, out, { pictures: true })
  const other = await startProject()
  const imported = await other.importFrom(join(out, from), input)
  return { out, report, imported, other, said: await saidIn(other.client) }
}

const byImage = (a: Said, b: Said): number => (a.image < b.image ? -1 : a.image > b.image ? 1 : 0)

function expectSame(found: readonly Said[], expected: readonly Said[]): void {
  const words = (list: readonly Said[]) =>
    list.toSorted(byImage).map(({ region, size: _, confidence: __, ...said }) => ({ ...said, kind: region.kind }))
  expect(words(found)).toEqual(words(expected))
  expected.toSorted(byImage).forEach((wanted, index) => {
    const got = found.toSorted(byImage)[index]
    const regions = [scaled(wanted, got?.size ?? wanted.size).region, got?.region].map(pointList)
    expect(largestDistance(regions[0] ?? [], regions[1] ?? []), JSON.stringify({ wanted, got })).toBeLessThanOrEqual(
      0.5
    )
    expect(got?.confidence ?? null).toEqual(wanted.confidence)
  })
}

/** Corners sorted, so that it doesn't matter at which one an outline begins. */
const pointList = (region: Region | undefined): readonly (readonly [number, number])[] =>
  (region ? pointsOf(region) : [])
    .map(({ x, y }) => [x, y] as const)
    .toSorted(([a, b], [c, d]) => Math.round(a - c) || b - d)

function largestDistance(a: readonly (readonly [number, number])[], b: readonly (readonly [number, number])[]): number {
  if (a.length !== b.length) return Infinity
  return Math.max(0, ...a.flatMap(([x, y], index) => [Math.abs(x - (b[index]?.[0] ?? NaN)), Math.abs(y - (b[index]?.[1] ?? NaN))])) // prettier-ignore
}

describe('what another project reads of an export', () => {
  test.each([
    ['iiif3', 'manifest.json'],
    ['iiif2', 'manifest.json'],
    ['bundle', 'manifest.json']
  ] as const)('%s: every region, name, state and note, and who said so', async (format, from) => {
    const project = await startAwkwardProject()
    const { said, imported, other } = await comeBack(project, format, from)
    expect(imported).toMatchObject({ imported: { images: 3 }, skipped: [] })
    // Open Annotation has no point: a path of one.
    expectSame(said, await saidIn(project.client))
    const canvases = async ({ client }: Project) => {
      const { ids } = await client.images.query({})
      return (await client.images.details({ ids })).map(({ canvasId, canvas, width, height, rights, pixels }) => [canvasId, canvas, width, height, rights, pixels.kind]) // prettier-ignore
    }
    expect(await canvases(other)).toEqual(await canvases(project))
  })

  test('w3c: the same on the canvases of the same manifest', async () => {
    const project = await startAwkwardProject()
    const out = join(project.folder, 'out')
    await project.exportAs('w3c', out)
    const other = await startProject()
    await other.importFrom(join(project.folder, 'awkward/manifest.json'))
    await other.importFrom(join(out, 'annotations'), { format: 'iiif' })
    expectSame(await saidIn(other.client), await saidIn(project.client))
  })

  test.each([
    ['csv', 'labels.csv'],
    ['coco', 'annotations.json'],
    ['voc', ''],
    ['yolo', '']
  ] as const)(
    '%s: within half a pixel of the upright picture, and nothing that it cannot state',
    async (format, from) => {
      const project = await startAwkwardProject()
      const { said, report, out, other } = await comeBack(project, format, from, { format })
      const before = await saidIn(project.client)
      const expected = before.flatMap(one => changes[format]?.(one) ?? [])
      expectSame(said, expected)
      expect(report.count).toBe(expected.length)
      expect(report.skipped.length).toBe(before.length - expected.length)
      // The empty image comes, too.
      expect((await other.client.images.query({})).total).toBe(3)
      const file = join(out, format === 'yolo' ? 'images/train/turned.jpg' : 'images/turned.jpg')
      expect(await sharp(await readFile(file)).metadata()).toMatchObject({ width: 80, height: 120 })
    }
  )

  test('crops: a folder per class with the pixels of each box', async () => {
    const project = await startAwkwardProject()
    const { other, report, said } = await comeBack(project, 'crops', '', { format: 'folder', foldersAsClasses: true })
    expect(said.map(({ label }) => label).toSorted()).toEqual(
      ['Höhere Schuhe, 2', '_b_&amp; _x_', '和服 きもの', 'שמלה', 'שמלה'].toSorted()
    )
    expect(report.skipped.map(({ code }) => code)).toEqual(['UNSURE', 'NOT_A_CLASS', 'NO_LABEL', 'POINT', 'NO_LABEL'])
    const { ids } = await other.client.images.query({ filter: { text: 'Höhere' } })
    expect(await other.client.images.get({ id: ids[0] ?? 0 })).toMatchObject({ width: 21, height: 41 })
  })
})

describe('what a format loses is told before', () => {
  test('all of it, and of what is left out as many as are then left out', async () => {
    const project = await startAwkwardProject()
    const told = async (format: ExportFormat) => {
      const { losses } = await project.client.exports.preview({ format })
      return losses.map(({ code, count }) => `${code} ${count}`)
    }
    const leftOut = ['UNSURE 1', 'NOT_A_CLASS 1', 'NO_LABEL 1', 'POINT 1']
    const unsaid = ['REVIEWED 2', 'NOTE 2', 'AUTHOR 6', 'HISTORY 4']
    expect(await told('csv')).toEqual([])
    expect(await told('w3c')).toEqual(['FRACTION 1', 'RIGHTS 3'])
    expect(await told('iiif3')).toEqual(['FRACTION 1', 'HISTORY 4'])
    expect(await told('coco')).toEqual([...leftOut, 'WHOLE 1', 'HISTORY 4', 'CANVAS 3'])
    expect(await told('yolo')).toEqual([...leftOut, 'OUTLINE 2', 'WHOLE 1', ...unsaid, 'RIGHTS 3', 'CANVAS 3', 'NO_SPLIT 3'])
    expect(await told('voc')).toEqual([...leftOut, 'OUTLINE 2', 'WHOLE 1', ...unsaid, 'RIGHTS 3', 'CANVAS 3'])
    expect(await told('crops')).toEqual([...leftOut, 'OUTLINE 2', ...unsaid, 'RIGHTS 3', 'CANVAS 3', 'EMPTY 1', 'FRACTION 1', 'NAME 1'])
  }) // prettier-ignore

  test('only of the images that are taken', async () => {
    const project = await startAwkwardProject()
    const [id = 0] = (await project.client.images.query({ filter: { text: 'empty' } })).ids
    const { images, annotations, losses } = await project.client.exports.preview({ format: 'coco', filter: { ids: [id] } })
    expect({ images, annotations, losses }).toMatchObject({ images: 1, annotations: 0, losses: [{ code: 'CANVAS' }] })
  }) // prettier-ignore
})

test('the table of labels names source, canvas, selector, rights; the history beside it each change', async () => {
  const project = await startAwkwardProject()
  const { client, folder } = project
  const out = join(folder, 'out')
  expect((await project.exportAs('csv', out)).files).toEqual(['labels.csv', 'images.csv', 'history.csv'])
  const table = async (name: string) => {
    const [header = [], ...rows] = readCsv(await readFile(join(out, name), 'utf8'))
    return rows.map(row => Object.fromEntries(row.map((cell, at) => [header[at] ?? '', cell])))
  }
  const labels = await table('labels.csv')
  const base = 'https://awkward.example/m'
  expect(labels[0]).toMatchObject({
    canvas: `${base}/canvas/turned`,
    selector: 'xywh=3,11,21,41',
    source: join(folder, 'awkward/manifest.json'),
    rights: 'http://creativecommons.org/publicdomain/zero/1.0/',
    service: '',
    created: expect.stringMatching(/^20\d\d-/)
  })
  // On the canvas, which is three times as large.
  expect(labels.find(({ region }) => region === 'polygon')?.selector).toContain('M300,60 L451.5,75')
  const history = await table('history.csv')
  const [first] = await client.annotations.list({ imageId: (await client.images.query({})).ids[0] ?? 0 })
  expect(history[0]).toMatchObject({ annotation: `urn:uuid:${first?.id}`, change: 'Draw Höhere Schuhe, 2 box on turned' })
  expect(history.filter(({ change }) => change === 'Mark box reviewed')).toHaveLength(1)
}) // prettier-ignore
