import type { Skipped } from '../../contract/sources'
import { xmlTags } from '../geometry/xml-tags'
import { BudgetExceeded, createBudget } from '../json/budget'
import { asNumber } from '../json/json-value'
import { boxOf, decimal, rectRegion, type LabelledImage, type LabelledRegion, type ReadLabels } from './model'

/**
 * Writes one Pascal VOC file. Pixels count from 1 and `xmax`, `ymax` are the last pixel inside, as in the VOC devkit;
 * fractions are kept to three decimals. Outlines become their boxes.
 */
export function writeVoc(image: LabelledImage): string {
  const slash = image.file.lastIndexOf('/')
  const objects = image.regions.flatMap(labelled => {
    const box = boxOf(labelled, image)
    if (labelled.label === null || !box) return []
    const corner = { xmin: box.x + 1, ymin: box.y + 1, xmax: box.x + box.w, ymax: box.y + box.h }
    return [
      '  <object>',
      `    <name>${escapeXml(labelled.label)}</name>`,
      '    <pose>Unspecified</pose>',
      '    <truncated>0</truncated>',
      '    <difficult>0</difficult>',
      '    <bndbox>',
      ...Object.entries(corner).map(([name, value]) => `      <${name}>${decimal(value, 3)}</${name}>`),
      '    </bndbox>',
      '  </object>'
    ]
  })
  return [
    '<annotation>',
    `  <folder>${escapeXml(slash < 0 ? '' : image.file.slice(0, slash))}</folder>`,
    `  <filename>${escapeXml(image.file.slice(slash + 1))}</filename>`,
    '  <size>',
    `    <width>${image.width}</width>`,
    `    <height>${image.height}</height>`,
    '    <depth>3</depth>',
    '  </size>',
    '  <segmented>0</segmented>',
    ...objects,
    '</annotation>',
    ''
  ].join('\n')
}

const MAX_NESTING = 16

/** One object while it is being read. */
interface DraftObject {
  name: string
  readonly box: Map<string, number>
}

/** Reads one Pascal VOC file; `source` names it in what is skipped. */
export function readVoc(text: string, source: string): ReadLabels {
  const skipped: Skipped[] = []
  const skip = (at: string, code: string, message: string): void =>
    void skipped.push({ source, pointer: at, code, message })
  const path: string[] = []
  let file = ''
  let width = 0
  let height = 0
  let current: DraftObject = { name: '', box: new Map() }
  const objects: DraftObject[] = []
  try {
    for (const { name, kind, text: inner } of xmlTags(text, createBudget(1_000_000))) {
      if (kind === 'open') {
        if (path.length >= MAX_NESTING) {
          skip('', 'TOO_DEEP', `The file nests deeper than ${MAX_NESTING} levels.`)
          break
        }
        path.push(name)
        if (name === 'object') current = { name: '', box: new Map() }
        continue
      }
      if (kind === 'empty' || path.pop() !== name) continue
      const where = path.join('/')
      if (where === 'annotation' && name === 'filename') file = inner.trim()
      else if (where === 'annotation/size' && name === 'width') width = asNumber(inner) ?? 0
      else if (where === 'annotation/size' && name === 'height') height = asNumber(inner) ?? 0
      else if (where === 'annotation/object' && name === 'name') current.name = inner.trim()
      else if (where === 'annotation/object/bndbox') current.box.set(name, asNumber(inner) ?? NaN)
      else if (where === 'annotation' && name === 'object') objects.push(current)
    }
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    skip('', 'TOO_MUCH_WORK', error.message)
  }
  if (file === '' || !(width > 0) || !(height > 0)) {
    skip('/annotation', 'NOT_VOC', 'The file is no Pascal VOC annotation with filename and size.')
    return { images: [], classes: [], skipped }
  }
  const regions = objects.flatMap(({ name, box }, index): readonly LabelledRegion[] => {
    const [xmin, ymin, xmax, ymax] = ['xmin', 'ymin', 'xmax', 'ymax'].map(key => box.get(key) ?? NaN)
    const [x, y] = [(xmin ?? NaN) - 1, (ymin ?? NaN) - 1]
    const region = rectRegion({ x, y, w: (xmax ?? NaN) - x, h: (ymax ?? NaN) - y })
    if (region && name !== '') return [{ region, label: name, confidence: null }]
    const at = `/annotation/object[${index + 1}]`
    if (region) skip(at, 'NO_CATEGORY', 'The object has no name.')
    else skip(at, 'BAD_BOX', 'The object has no bndbox with four numbers and a positive size.')
    return []
  })
  const labels = regions.flatMap(({ label }) => label ?? [])
  return { images: [{ file, width, height, regions }], classes: [...new Set(labels)], skipped }
}

function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
