import type { ExportFormat, ExportLoss } from '@shared/contract/exports'
import { scaleRegion } from '@shared/domain/annotation/region'
import type { AnnotationRow } from '../rows'
import { regionOf, safeFileName, type ExportData, type ExportImage } from './export-data'
import { canvasSize } from './to-annotations'

type Code = ExportLoss['code']

const many = (n: number, one: string, more = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : more}`

interface Kind {
  /** How many of an image's things are concerned. */
  readonly count: (image: ExportImage) => number
  readonly message: (n: number) => string
}

const annotations =
  (concerned: (entry: AnnotationRow, image: ExportImage) => boolean) =>
  (image: ExportImage): number =>
    image.annotations.filter(entry => concerned(entry, image)).length
const images =
  (concerned: (image: ExportImage) => boolean) =>
  (image: ExportImage): number =>
    concerned(image) ? 1 : 0

const isTruth = ({ status }: AnnotationRow): boolean => status === 'labelled' || status === 'reviewed'

/** Whether a region has fractions of a canvas's pixel, which fragments can't state. */
function isFractional(entry: AnnotationRow, { row }: ExportImage): boolean {
  const region = scaleRegion(regionOf(entry), row, canvasSize(row))
  return region.kind === 'rect' && ![region.x, region.y, region.w, region.h].every(Number.isInteger)
}

const kinds: Readonly<Record<Exclude<Code, 'NAME' | 'CLASS'>, Kind>> = {
  SUGGESTED: {
    count: annotations(({ status }) => status === 'suggested'),
    message: n => `${many(n, 'suggestion')} that nobody has confirmed: left out`
  },
  UNSURE: {
    count: annotations(({ status }) => status === 'unsure'),
    message: n => `${many(n, 'label')} marked as unsure: left out`
  },
  NOT_A_CLASS: {
    count: annotations(({ status }) => status === 'outside'),
    message: n => `${many(n, 'mark')} “not one of the classes”: left out`
  },
  NO_LABEL: {
    count: annotations(entry => entry.classId === null && entry.status === 'unlabelled'),
    message: n => `${many(n, 'box without a label', 'boxes without a label')}: left out`
  },
  POINT: {
    count: annotations(entry => entry.kind === 'point' && isTruth(entry)),
    message: n => `${many(n, 'point')}: left out`
  },
  EMPTY: {
    count: images(({ annotations: entries }) => entries.length === 0),
    message: n => `${many(n, 'image')} without labels: left out`
  },
  PICTURE: {
    count: images(({ row }) => row.pixels === 'remote' && row.hash === null),
    message: n => `${many(n, 'picture')} not kept in the project: left out`
  },
  OUTLINE: {
    count: annotations(entry => (entry.kind === 'polygon' || entry.kind === 'rotated') && isTruth(entry)),
    message: n => `${many(n, 'outline')} (polygons, turned boxes): become upright boxes`
  },
  WHOLE: {
    count: annotations(entry => entry.kind === 'whole' && entry.classId !== null && isTruth(entry)),
    message: n => `${many(n, 'label')} of a whole image: become boxes around all of it`
  },
  FRACTION: {
    count: annotations(isFractional),
    message: n => `${many(n, 'box', 'boxes')} with fractions: rounded to whole pixels, at most half a pixel off`
  },
  NO_SPLIT: {
    count: images(({ row }) => row.split === 'none'),
    message: n => `${many(n, 'image')} in no part: go to “train”`
  },
  REVIEWED: {
    count: annotations(({ status }) => status === 'reviewed'),
    message: n => `${many(n, 'mark')} “reviewed”: not stated`
  },
  NOTE: {
    count: annotations(({ note }) => note !== ''),
    message: n => `${many(n, 'note')} on labels: not stated`
  },
  AUTHOR: {
    count: annotations(isTruth),
    message: () => 'Who labelled what when: not stated'
  },
  HISTORY: {
    count: annotations(({ createdAt, modifiedAt }) => createdAt !== modifiedAt),
    message: () => 'Earlier states of changed labels: not stated, W3C and CSV write them into history.csv'
  },
  RIGHTS: {
    count: images(({ row }) => row.rights !== null || row.attribution !== null),
    message: n => `Rights and credit of ${many(n, 'image')}: not stated`
  },
  METADATA: {
    count: images(({ row }) => Object.keys(row.metadata).length > 0 || row.note !== ''),
    message: n => `Metadata and notes of ${many(n, 'image')}: not stated`
  },
  CANVAS: {
    count: images(({ row }) => !row.canvasId.startsWith('urn:uuid:')),
    message: n => `Canvas ids of ${many(n, 'image')}: not stated`
  },
  SPLIT: {
    count: images(({ row }) => row.split !== 'none'),
    message: n => `Parts (train, validation, test) of ${many(n, 'image')}: not stated`
  }
}

const unconfirmed = ['SUGGESTED', 'UNSURE', 'NOT_A_CLASS', 'NO_LABEL', 'POINT'] as const
const iiif = ['FRACTION', 'HISTORY', 'SPLIT', 'CLASS'] as const
const boxes = [...unconfirmed, 'OUTLINE', 'WHOLE', 'REVIEWED', 'NOTE', 'AUTHOR', 'HISTORY', 'RIGHTS', 'METADATA', 'CANVAS'] as const // prettier-ignore

/** What a format has no place for, what is worst first. */
const lost: Readonly<Record<ExportFormat, readonly Code[]>> = {
  w3c: ['FRACTION', 'RIGHTS', 'METADATA', 'SPLIT', 'CLASS'],
  iiif3: ['PICTURE', ...iiif],
  iiif2: ['PICTURE', ...iiif],
  bundle: ['PICTURE', ...iiif],
  coco: [...unconfirmed, 'WHOLE', 'HISTORY', 'METADATA', 'CANVAS', 'SPLIT'],
  yolo: [...boxes, 'NO_SPLIT'],
  voc: [...boxes, 'SPLIT', 'CLASS'],
  csv: ['CLASS'],
  crops: [...boxes.filter(code => code !== 'WHOLE'), 'EMPTY', 'PICTURE', 'FRACTION', 'NAME', 'SPLIT', 'CLASS'],
  predictions: [],
  annotations_data: [],
  tables: []
}

/** What an export in this format would leave out, change or not state, before it is made. */
export function lossesOf(format: ExportFormat, data: ExportData): readonly ExportLoss[] {
  return lost[format].flatMap((code): readonly ExportLoss[] => {
    if (code === 'CLASS') return unusedClasses(data)
    if (code === 'NAME') return changedNames(data)
    const { count, message } = kinds[code]
    const n = data.images.reduce((sum, image) => sum + count(image), 0)
    return n === 0 ? [] : [{ code, count: n, message: message(n) }]
  })
}

function unusedClasses({ images: all, classes, className }: ExportData): readonly ExportLoss[] {
  const used = new Set(all.flatMap(({ annotations: entries }) => entries.map(({ classId }) => className(classId))))
  const unused = classes.filter(name => !used.has(name))
  if (unused.length === 0) return []
  const message = `${many(unused.length, 'class', 'classes')} without any label: not stated`
  return [{ code: 'CLASS', count: unused.length, message }]
}

function changedNames({ classes }: ExportData): readonly ExportLoss[] {
  const changed = classes.filter(name => safeFileName(name) !== name)
  if (changed.length === 0) return []
  const message = `${many(changed.length, 'class name')} with characters that no folder may have: changed, such as ${changed[0]}`
  return [{ code: 'NAME', count: changed.length, message }]
}
