import type { ExportFormat, ExportLoss } from '@shared/contract/exports'
import type { Contents, Counts } from './count-contents'
import { safeFileName } from './export-data'

type Code = ExportLoss['code']

const many = (n: number, one: string, more = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : more}`

const messages: Readonly<Record<keyof Counts, (n: number) => string>> = {
  SUGGESTED: n => `${many(n, 'suggestion')} that nobody has confirmed: left out`,
  UNSURE: n => `${many(n, 'label')} marked as unsure: left out`,
  NOT_A_CLASS: n => `${many(n, 'mark')} “not one of the classes”: left out`,
  NO_LABEL: n => `${many(n, 'box without a label', 'boxes without a label')}: left out`,
  POINT: n => `${many(n, 'point')}: left out`,
  EMPTY: n => `${many(n, 'image')} without labels: left out`,
  PICTURE: n => `${many(n, 'picture')} not kept in the project: left out`,
  OUTLINE: n => `${many(n, 'outline')} (polygons, turned boxes): become upright boxes`,
  WHOLE: n => `${many(n, 'label')} of a whole image: become boxes around all of it`,
  FRACTION: n => `${many(n, 'box', 'boxes')} with fractions: rounded to whole pixels, at most half a pixel off`,
  NO_SPLIT: n => `${many(n, 'image')} in no part: go to “train”`,
  REVIEWED: n => `${many(n, 'mark')} “reviewed”: not stated`,
  NOTE: n => `${many(n, 'note')} on labels: not stated`,
  AUTHOR: () => 'Who labelled what when: not stated',
  HISTORY: () => 'Earlier states of changed labels: not stated, W3C and CSV write them into history.csv',
  RIGHTS: n => `Rights and credit of ${many(n, 'image')}: not stated`,
  METADATA: n => `Metadata and notes of ${many(n, 'image')}: not stated`,
  CANVAS: n => `Canvas ids of ${many(n, 'image')}: not stated`,
  SPLIT: n => `Parts (train, validation, test) of ${many(n, 'image')}: not stated`
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
  yolo: [...boxes, 'PICTURE', 'NO_SPLIT'],
  voc: [...boxes, 'SPLIT', 'CLASS'],
  csv: ['CLASS'],
  crops: [...boxes.filter(code => code !== 'WHOLE'), 'EMPTY', 'PICTURE', 'FRACTION', 'NAME', 'SPLIT', 'CLASS'],
  predictions: [],
  annotations_data: [],
  tables: []
}

/** What an export in this format would leave out, change or not state, before it is made. */
export function lossesOf(format: ExportFormat, { counts, classes, unused }: Contents): readonly ExportLoss[] {
  return lost[format].flatMap((code): readonly ExportLoss[] => {
    if (code === 'CLASS') return unusedClasses(unused)
    if (code === 'NAME') return changedNames(classes)
    const count = counts[code]
    return count === 0 ? [] : [{ code, count, message: messages[code](count) }]
  })
}

function unusedClasses(count: number): readonly ExportLoss[] {
  const message = `${many(count, 'class', 'classes')} without any label: not stated`
  return count === 0 ? [] : [{ code: 'CLASS', count, message }]
}

function changedNames(classes: readonly string[]): readonly ExportLoss[] {
  const changed = classes.filter(name => safeFileName(name) !== name)
  if (changed.length === 0) return []
  const message = `${many(changed.length, 'class name')} with characters that no folder may have: changed, such as ${changed[0]}`
  return [{ code: 'NAME', count: changed.length, message }]
}
