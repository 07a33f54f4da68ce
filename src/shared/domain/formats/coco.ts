import type { Region } from '../../contract/annotations'
import type { Skipped } from '../../contract/sources'
import { regionOfRings, ringsOf } from '../annotation/region'
import { areaOf } from '../geometry/polygon'
import { asArray, asNumber, asText, isRecord, own, pointer, type JsonRecord } from '../json/json-value'
import { parseJson } from '../json/parse-json'
import {
  boxOf,
  classesOf,
  readStatus,
  rectRegion,
  type LabelledImage,
  type LabelledRegion,
  type ReadLabels
} from './model'

/** Writes a COCO detection file; boxes keep their fractions, outlines become `segmentation`, ids count from 1. */
export function writeCoco(images: readonly LabelledImage[], classes: readonly string[] = []): string {
  const names = classesOf(images, classes)
  const categoryOf = new Map(names.map((name, index) => [name, index + 1]))
  const annotations: JsonRecord[] = []
  images.forEach((image, index) => {
    for (const labelled of image.regions) {
      const category = labelled.label === null ? undefined : categoryOf.get(labelled.label)
      const box = boxOf(labelled, image)
      if (category === undefined || !box) continue
      const outlines =
        labelled.region.kind === 'polygon' || labelled.region.kind === 'rotated' ? ringsOf(labelled.region) : []
      annotations.push({
        id: annotations.length + 1,
        image_id: index + 1,
        category_id: category,
        bbox: [box.x, box.y, box.w, box.h],
        area: outlines.length > 0 ? outlines.reduce((sum, ring) => sum + Math.abs(areaOf(ring)), 0) : box.w * box.h,
        segmentation: outlines.map(ring => ring.flatMap(({ x, y }) => [x, y])),
        iscrowd: 0,
        ...(labelled.confidence !== null && { score: labelled.confidence }),
        ...attributesOf(labelled)
      })
    }
  })
  const licences = [...new Set(images.flatMap(({ rights }) => rights ?? []))]
  const document = {
    info: { description: 'Exported by Vitrine', version: '1.0' },
    licenses: licences.map((name, index) => ({ id: index + 1, name, url: /^https?:/.test(name) ? name : '' })),
    images: images.map(({ file, width, height, rights }, index) => ({
      ...{ id: index + 1, file_name: file, width, height },
      ...(rights && { license: licences.indexOf(rights) + 1 })
    })),
    categories: names.map((name, index) => ({ id: index + 1, name, supercategory: '' })),
    annotations
  }
  return JSON.stringify(document, null, 1)
}

/** What COCO has no field for, under the name that annotation tools use for such things; absent when there is nothing. */
function attributesOf({ status, note, author, created, modified }: LabelledRegion): JsonRecord {
  const stated = { ...(status !== 'labelled' && { status }), note, author, created, modified }
  const attributes = Object.entries(stated).filter(([, value]) => value)
  return attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }
}

function readAttributes(annotation: JsonRecord): Partial<LabelledRegion> {
  const attributes = own(annotation, 'attributes')
  if (!isRecord(attributes)) return {}
  const texts = (['note', 'author', 'created', 'modified'] as const).map(
    name => [name, asText(own(attributes, name))] as const
  )
  const status = readStatus(own(attributes, 'status'))
  return { ...(status && { status }), ...Object.fromEntries(texts.filter(([, text]) => text !== null)) }
}

/** Reads a COCO detection file; `source` names it in what is skipped. */
export function readCoco(text: string, source: string): ReadLabels {
  const skipped: Skipped[] = []
  const skip = (at: string, code: string, message: string): void =>
    void skipped.push({ source, pointer: at, code, message })
  const parsed = parseJson(text)
  if (!parsed.ok || !isRecord(parsed.value)) {
    skip('', 'NOT_COCO', parsed.ok ? 'The file is no COCO document.' : parsed.message)
    return { images: [], classes: [], skipped }
  }
  const categories = new Map<unknown, string>()
  asArray(own(parsed.value, 'categories')).forEach((category, index) => {
    const name = isRecord(category) ? asText(own(category, 'name')) : null
    if (isRecord(category) && name !== null) categories.set(own(category, 'id'), name)
    else skip(pointer('/categories', index), 'BAD_CATEGORY', 'The category has no name.')
  })

  const images = new Map<unknown, { image: Omit<LabelledImage, 'regions'>; regions: LabelledRegion[] }>()
  asArray(own(parsed.value, 'images')).forEach((image, index) => {
    const file = isRecord(image) ? asText(own(image, 'file_name')) : null
    const width = isRecord(image) ? asNumber(own(image, 'width')) : null
    const height = isRecord(image) ? asNumber(own(image, 'height')) : null
    if (isRecord(image) && file !== null && width !== null && height !== null && width > 0 && height > 0)
      images.set(own(image, 'id'), { image: { file: file.replaceAll('\\', '/'), width, height }, regions: [] })
    else skip(pointer('/images', index), 'BAD_IMAGE', 'The image lacks file_name, width or height.')
  })

  asArray(own(parsed.value, 'annotations')).forEach((annotation, index) => {
    const at = pointer('/annotations', index)
    if (!isRecord(annotation)) return skip(at, 'BAD_ANNOTATION', 'The annotation is no object.')
    const image = images.get(own(annotation, 'image_id'))
    if (!image) return skip(at, 'NO_IMAGE', 'The annotation names an image_id that no image of this file has.')
    const label = categories.get(own(annotation, 'category_id'))
    if (label === undefined)
      return skip(at, 'NO_CATEGORY', 'The annotation names a category_id that no category of this file has.')
    const region = regionOf(annotation)
    if (!region) return skip(at, 'BAD_BOX', 'The bbox is not four numbers with a positive size.')
    image.regions.push({
      region,
      label,
      confidence: asNumber(own(annotation, 'score')),
      ...readAttributes(annotation)
    })
  })
  return {
    images: [...images.values()].map(({ image, regions }) => ({ ...image, regions })),
    classes: [...new Set(categories.values())],
    skipped
  }
}

function regionOf(annotation: JsonRecord): Region | null {
  const [x = NaN, y = NaN, w = NaN, h = NaN] = asArray(own(annotation, 'bbox')).map(value => asNumber(value) ?? NaN)
  const box = rectRegion({ x, y, w, h })
  const outline = outlineOf(own(annotation, 'segmentation'))
  if (!outline) return box
  // Tools that only know boxes repeat the box as an outline.
  return box && outline.kind === 'rect' ? box : outline
}

/** Polygons as flat lists of coordinates; run-length masks (an object) count as their box. */
function outlineOf(segmentation: unknown): Region | null {
  if (!Array.isArray(segmentation)) return null
  const rings = segmentation.flatMap(flat => {
    const numbers = asArray(flat).map(value => asNumber(value) ?? NaN)
    if (numbers.length < 6 || numbers.length % 2 === 1 || !numbers.every(Number.isFinite)) return []
    return [
      Array.from({ length: numbers.length / 2 }, (_, i) => ({ x: numbers[2 * i] ?? 0, y: numbers[2 * i + 1] ?? 0 }))
    ]
  })
  return regionOfRings(rings)
}
