import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { upgrade } from '@iiif/parser/upgrader'
import { describe, expect, test } from 'vitest'
import { parseAll } from '../annotation/parse-all'
import { parseJson } from '../json/parse-json'
import { asArray, idOf, isRecord, own } from '../json/json-value'
import { inLanguage } from './localised-text'
import { readPresentation } from './read-presentation'

const SHIPPED = resolve('e2e/fixtures/iiif')
const ALL = resolve('../shared/fixtures/iiif')
const SEED = resolve('../shared/fixtures/seed-iiif')
const ROOT = existsSync(ALL) ? ALL : SHIPPED

function load(path: string): unknown {
  const result = parseJson(readFileSync(path, 'utf8'))
  if (!result.ok) throw new Error(`${path}: ${result.message}`)
  return result.value
}

function jsonFiles(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return entries
    .filter(name => name.endsWith('.json'))
    .map(name => `${folder}/${name}`)
    .toSorted()
}

const museums = [...jsonFiles('museum-p2'), ...jsonFiles('museum-p3')]
const documents = [...museums, ...jsonFiles('cookbook')]

test.each(documents)('%s is understood', name => {
  const document = readPresentation(load(join(ROOT, name)))
  expect(document.kind).not.toBe('unknown')
  if (document.kind === 'collection') {
    expect(document.collection.items.length).toBeGreaterThan(0)
    expect(document.collection.problems).toEqual([])
  }
  if (document.kind !== 'manifest') return
  const { manifest } = document
  if (!name.startsWith('cookbook/0000_template')) expect(manifest.canvases.length).toBeGreaterThan(0)
  manifest.canvases.forEach(canvas => {
    if (canvas.thumbnail) expect(canvas.thumbnail.url).toMatch(/^https?:/)
    // No thumbnail without a stated reason.
    else expect(manifest.problems.some(problem => problem.code === 'NO_IMAGE')).toBe(true)
    if (canvas.images.length > 0) expect(canvas.width).toBeGreaterThan(0)
  })
})

/** Every node of a document but thumbnails, wherever it stands, found without our reader. */
function* nodes(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const one of value) yield* nodes(one)
  if (!isRecord(value)) return
  yield value
  for (const [key, one] of Object.entries(value)) if (key !== 'thumbnail') yield* nodes(one)
}

/** Annotations of a time span, or of nothing, have no region; they are told as problems. */
function hasRegion(annotation: Readonly<Record<string, unknown>>): boolean {
  const target = JSON.stringify(own(annotation, 'target') ?? null)
  return target !== 'null' && !target.includes('#t=')
}

/** Both ways of writing the same address: the parser encodes some ids once more. */
function decoded(id: string | null): string | null {
  return id === null ? null : decodeURIComponent(decodeURIComponent(id))
}

describe('against @iiif/parser, another reader', () => {
  const manifests = documents.filter(name => readPresentation(load(join(ROOT, name))).kind === 'manifest')
  test.each(manifests)('%s: the same canvases, images, annotations, ranges', name => {
    const json = load(join(ROOT, name))
    const document = readPresentation(json)
    if (document.kind !== 'manifest' || !isRecord(json) || own(json, '@type') === 'sc:Canvas') return
    const theirs: unknown = upgrade(structuredClone(json))
    const canvases = isRecord(theirs) ? asArray(own(theirs, 'items')).filter(isRecord) : []
    expect(document.manifest.canvases.map(canvas => canvas.id)).toEqual(canvases.map(idOf))
    canvases.forEach((canvas, index) => {
      const ours = document.manifest.canvases[index]
      const painted = [...nodes(own(canvas, 'items'))]
      const images = painted.filter(node => own(node, 'type') === 'Image').map(node => decoded(idOf(node)))
      expect(ours?.images.map(image => decoded(image.id))).toEqual(images)
      const annotations = [...nodes(own(canvas, 'annotations'))].filter(
        node => own(node, 'type') === 'Annotation' && hasRegion(node)
      )
      expect(ours?.annotations.inline.map(annotation => annotation.id)).toEqual(annotations.map(idOf))
      if (own(canvas, 'width') !== undefined) expect(ours?.width).toBe(own(canvas, 'width'))
    })
  })
})

test('cookbook: text, rights, ranges, choices', () => {
  const read = (name: string) => {
    const document = readPresentation(load(join(ROOT, 'cookbook', name, 'manifest.json')))
    if (document.kind !== 'manifest') throw new Error(document.kind)
    return document.manifest
  }
  const rights = read('0008-rights')
  expect(rights.rights).toMatch(/^http:\/\/creativecommons.org\//)
  expect(rights.requiredStatement && inLanguage(rights.requiredStatement.label)).toBe('Attribution')
  const toc = read('0024-book-4-toc').ranges
  expect(toc.map(range => [inLanguage(range.label), range.depth, range.parent])).toEqual([
    ['Table of Contents', 0, null],
    ['Tabiba Tabiban [ጠቢበ ጠቢባን]', 1, 0],
    ["Arede'et [አርድዕት]", 1, 0],
    ['Monday', 2, 2],
    ['Tuesday', 2, 2]
  ])
  const choice = read('0033-choice').canvases[0]?.images
  expect(choice?.map(image => [inLanguage(image.label), image.choice])).toEqual([
    ['Natural Light', 0],
    ['X-Ray', 0]
  ])
  const composed = read('0036-composition-from-multiple-images').canvases[0]?.images
  expect(composed?.map(image => image.region.kind)).toEqual(['whole', 'rect'])
})

test.each(jsonFiles('sas').filter(name => !/broken|manifest\.json/i.test(name)))('%s: every annotation reads', name => {
  const json = load(join(ROOT, name))
  const expected = [...nodes(json)].filter(node => own(node, '@type') === 'oa:Annotation').length
  const { parsed, failed } = parseAll(json)
  expect(failed).toEqual([])
  expect(parsed).toHaveLength(expected)
  expect(parsed.every(annotation => annotation.targets.every(target => target.region.kind === 'rect'))).toBe(true)
})

test.skipIf(!existsSync(SEED))('the study: 15 photos with their labels (needs ../shared/fixtures/seed-iiif)', () => {
  const document = readPresentation(load(join(SEED, 'manifests/manifest.json')))
  if (document.kind !== 'manifest') throw new Error(document.kind)
  const { canvases } = document.manifest
  expect(canvases).toHaveLength(15)
  expect(document.manifest.rights).toBe('https://creativecommons.org/licenses/by/3.0/')
  const lists = readdirSync(join(SEED, 'annotations')).flatMap(
    name => parseAll(load(join(SEED, 'annotations', name))).parsed
  )
  expect(lists).toHaveLength(15)
  expect(new Set(lists.map(one => one.targets[0]?.source))).toEqual(new Set(canvases.map(canvas => canvas.id)))
  expect(lists.every(one => one.labels[0]?.from === 'html-rule')).toBe(true)
})
