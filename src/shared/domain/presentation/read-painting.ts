import type { Region } from '../../contract/annotations'
import { readTarget } from '../annotation/targets'
import type { Budget } from '../json/budget'
import {
  asArray,
  asNumber,
  asText,
  hasType,
  idOf,
  isRecord,
  own,
  pointer,
  typesOf,
  type JsonRecord
} from '../json/json-value'
import { findImageService } from './image-service'
import { readText } from './localised-text'
import type { PresentationProblem, ReadImage } from './model'
import { isHttpUrl } from './url'

/** Reads the images that paint a canvas: `images` of version 2, `items` of version 3, Choices opened. */
export function readPainting(
  canvas: JsonRecord,
  at: string,
  budget: Budget,
  problems: PresentationProblem[]
): readonly ReadImage[] {
  const images: ReadImage[] = []
  let choices = 0

  function addAnnotation(annotation: unknown, where: string): void {
    budget.spend(1)
    if (!isRecord(annotation)) return
    // A canvas whose image stands where its annotation should be occurs too.
    const body = own(annotation, 'body', 'resource') ?? (isImage(annotation) ? annotation : undefined)
    const region = regionOf(own(annotation, 'target', 'on'), budget)
    for (const node of asArray(body)) addBody(node, region, where)
  }

  function addBody(node: unknown, region: Region, where: string): void {
    if (isRecord(node) && hasType(node, 'Choice')) {
      const group = choices++
      const options = [...asArray(own(node, 'default')), ...asArray(own(node, 'items', 'item'))]
      for (const option of options) addImage(option, region, group, where)
    } else addImage(node, region, null, where)
  }

  function addImage(node: unknown, region: Region, choice: number | null, where: string): void {
    budget.spend(1)
    const image = sourceOf(node)
    if (image === null) return
    if (!isImage(image)) {
      const type = typesOf(image)[0] ?? 'resource without a type'
      problems.push({
        pointer: where,
        code: 'NOT_AN_IMAGE',
        message: `A ${type.slice(0, 60)} can't be shown as an image.`
      })
      return
    }
    const read = readImage(image, region, choice)
    if (read) images.push(read)
    else
      problems.push({
        pointer: where,
        code: 'BAD_URL',
        message: 'The image has neither an http(s) address nor a service.'
      })
  }

  asArray(own(canvas, 'images')).forEach((annotation, index) => addAnnotation(annotation, pointer(at, 'images', index)))
  asArray(own(canvas, 'items')).forEach((page, index) => {
    if (!isRecord(page)) return
    const items = own(page, 'items')
    if (items === undefined) addAnnotation(page, pointer(at, 'items', index))
    asArray(items).forEach((annotation, inner) =>
      addAnnotation(annotation, pointer(at, 'items', index, 'items', inner))
    )
  })
  return images
}

/** The resource behind a specific resource (rotated, cropped or styled images). */
function sourceOf(node: unknown): JsonRecord | null {
  if (typeof node === 'string') return { id: node, type: 'Image' }
  if (!isRecord(node)) return null
  const source = own(node, 'source', 'full')
  if (source === undefined) return node
  if (typeof source === 'string') return { ...node, id: source, type: 'Image' }
  return isRecord(source) ? source : null
}

function isImage(node: JsonRecord): boolean {
  if (hasType(node, 'Image')) return true
  const format = asText(own(node, 'format')) ?? ''
  if (format.startsWith('image/')) return true
  return typesOf(node).length === 0 && own(node, 'service') !== undefined
}

function readImage(node: JsonRecord, region: Region, choice: number | null): ReadImage | null {
  const id = idOf(node)
  const service = findImageService(own(node, 'service'))
  if (!service && (id === null || !isHttpUrl(id))) return null
  return {
    id,
    label: readText(own(node, 'label')),
    format: asText(own(node, 'format')),
    width: positive(own(node, 'width')),
    height: positive(own(node, 'height')),
    service,
    region,
    choice
  }
}

function regionOf(target: unknown, budget: Budget): Region {
  const node = asArray(target)[0]
  const result = node === undefined ? null : readTarget(node, 0, budget)
  const read = result?.ok === true ? result.targets[0] : undefined
  return read && read.unit === 'pixel' ? read.region : { kind: 'whole' }
}

/** A positive size in pixels, or null. */
export function positive(value: unknown): number | null {
  const number = asNumber(value)
  return number !== null && number > 0 ? number : null
}
