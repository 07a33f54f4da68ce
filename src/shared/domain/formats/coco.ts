import type { Region } from '../../contract/annotations'
import type { Skipped } from '../../contract/sources'
import { ringsOf } from '../annotation/region'
import { areaOf } from '../geometry/polygon'
import { asArray, asNumber, asText, isRecord, own, pointer, type JsonRecord } from '../json/json-value'
import { parseJson } from '../json/parse-json'
import { boxOf, classesOf, rectRegion, type LabelledImage, type LabelledRegion, type ReadLabels } from './model'

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
        ...(labelled.confidence !== null && { score: labelled.confidence })
      })
    }
  })
  const document = {
    info: { description: 'Exported by Vitrine', version: '1.0' },
    licenses: [],
    images: images.map(({ file, width, height }, index) => ({ id: index + 1, file_name: file, width, height })),
    categories: names.map((name, index) => ({ id: index + 1, name, supercategory: '' })),
    annotations
  }
  return JSON.stringify(document, null, 1)
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
    image.regions.push({ region, label, confidence: asNumber(own(annotation, 'score')) })
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
  const only = outline.kind === 'polygon' && outline.rings.length === 1 ? outline.rings[0] : undefined
  return box && only?.length === 4 && isBoxOutline(only) ? box : outline
}

/** Polygons as flat lists of coordinates; run-length masks (an object) count as their box. */
function outlineOf(segmentation: unknown): Region | null {
  if (!Array.isArray(segmentation)) return null
  const rings = segmentation.flatMap(flat => {
    const numbers = asArray(flat).map(value => asNumber(value) ?? NaN)
    if (numbers.length < 6 || numbers.length % 2 === 1 || !numbers.every(Number.isFinite)) return []
    return [
      Array.from({ length: numbers.length / 2 }, (_, i): [number, number] => [
        numbers[2 * i] ?? 0,
        numbers[2 * i + 1] ?? 0
      ])
    ]
  })
  return rings.length > 0 ? { kind: 'polygon', rings } : null
}

function isBoxOutline(ring: readonly (readonly [number, number])[]): boolean {
  return new Set(ring.map(([x]) => x)).size === 2 && new Set(ring.map(([, y]) => y)).size === 2
}
