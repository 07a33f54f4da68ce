import type { Skipped } from '../../contract/sources'
import type { Region } from '../../contract/annotations'
import type { Size } from '../geometry/rect'
import {
  boxOf,
  classesOf,
  decimal,
  rectRegion,
  type LabelledImage,
  type LabelledRegion,
  type ReadLabels,
  type TextFile
} from './model'
import { readYoloNames, yamlString } from './yolo-yaml'

/** Decimals of normalised coordinates: a hundred-thousandth of a pixel on the largest images. */
const DIGITS = 10

/** One part of a YOLO data set, such as `train`. */
export interface YoloSplit {
  readonly name: 'train' | 'val' | 'test'
  readonly images: readonly LabelledImage[]
}

/**
 * Writes label files (`labels/SPLIT/NAME.txt`) and `data.yaml` for images that the caller puts under `images/SPLIT`.
 * Outlines become their boxes. Two images whose names differ only in their ending share a label file in this format:
 * the second is skipped.
 */
export function writeYolo(
  splits: readonly YoloSplit[],
  classes: readonly string[] = []
): { readonly files: readonly TextFile[]; readonly skipped: readonly Skipped[] } {
  const names = classesOf(
    splits.flatMap(({ images }) => images),
    classes
  )
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const skipped: Skipped[] = []
  const files = new Map<string, string>()
  for (const { name: split, images } of splits)
    for (const image of images) {
      const name = `labels/${split}/${withoutExtension(image.file)}.txt`
      if (files.has(name)) {
        skipped.push({
          source: image.file,
          pointer: '',
          code: 'SAME_NAME',
          message: `Another image has the label file ${name} too. Rename one of them.`
        })
        continue
      }
      const lines = image.regions.flatMap(labelled => {
        const index = labelled.label === null ? undefined : indexOf.get(labelled.label)
        const box = boxOf(labelled, image)
        if (index === undefined || !box) return []
        const numbers = [
          (box.x + box.w / 2) / image.width,
          (box.y + box.h / 2) / image.height,
          box.w / image.width,
          box.h / image.height
        ]
        const confidence = labelled.confidence === null ? [] : [labelled.confidence]
        return [[index, ...[...numbers, ...confidence].map(value => decimal(value, DIGITS))].join(' ')]
      })
      files.set(name, lines.map(line => `${line}\n`).join(''))
    }
  const yaml = [
    'path: .',
    ...(['train', 'val', 'test'] as const).flatMap(name =>
      splits.some(split => split.name === name) ? [`${name}: images/${name}`] : []
    ),
    `nc: ${names.length}`,
    'names:',
    ...names.map((name, index) => `  ${index}: ${yamlString(name)}`)
  ]
  files.set('data.yaml', yaml.join('\n') + '\n')
  return { files: [...files].map(([name, text]) => ({ name, text })), skipped }
}

/** A label file and the image that it belongs to. */
export interface YoloLabelFile extends Size {
  readonly labelFile: string
  readonly text: string
  readonly image: string
}

/** Reads label files with the names of `data.yaml`; lines of boxes, boxes with confidence, and outlines. */
export function readYolo(yaml: string, yamlName: string, files: readonly YoloLabelFile[]): ReadLabels {
  const names = readYoloNames(yaml)
  const skipped: Skipped[] = []
  if (names.size === 0)
    skipped.push({
      source: yamlName,
      pointer: '/names',
      code: 'NO_NAMES',
      message: 'The file lists no class names under “names”.'
    })
  const images = files.map((file): LabelledImage => {
    const regions: LabelledRegion[] = []
    file.text.split(/\r?\n/).forEach((line, index) => {
      if (line.trim() === '') return
      const [number = NaN, ...values] = line.trim().split(/\s+/).map(Number)
      const label = names.get(number)
      const region = regionOf(values, file)
      const at = { source: file.labelFile, pointer: `line ${index + 1}` }
      if (label === undefined)
        skipped.push({ ...at, code: 'NO_CATEGORY', message: 'data.yaml has no name for this class number.' })
      else if (!region)
        skipped.push({ ...at, code: 'BAD_BOX', message: 'The line is no class number with a box or outline.' })
      else regions.push({ region, label, confidence: values.length === 5 ? (values[4] ?? null) : null })
    })
    return { file: file.image, width: file.width, height: file.height, regions }
  })
  return { images, classes: [...names].toSorted(([a], [b]) => a - b).map(([, name]) => name), skipped }
}

function regionOf(values: readonly number[], { width, height }: Size): Region | null {
  if (values.length < 4 || !values.every(Number.isFinite)) return null
  if (values.length <= 5) {
    const [cx = 0, cy = 0, w = 0, h = 0] = values
    return rectRegion({ x: (cx - w / 2) * width, y: (cy - h / 2) * height, w: w * width, h: h * height })
  }
  if (values.length % 2 === 1) return null
  const ring = Array.from({ length: values.length / 2 }, (_, i): [number, number] => [
    (values[2 * i] ?? 0) * width,
    (values[2 * i + 1] ?? 0) * height
  ])
  return { kind: 'polygon', rings: [ring] }
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^./]+$/, '')
}
