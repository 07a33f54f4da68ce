import type { ParsedAnnotations } from '../annotation/model'
import { withLabel } from '../annotation/edit'
import { labelFromCanvas } from '../annotation/labels'
import { serialiseV2 } from '../annotation/serialise-v2'
import { serialiseV3 } from '../annotation/serialise-v3'
import { readCoco } from '../formats/coco'
import { readLabelsCsv } from '../formats/csv'
import type { ReadLabels } from '../formats/model'
import { readVoc } from '../formats/voc'
import { readYolo } from '../formats/yolo'
import { parseJson } from '../json/parse-json'
import { draftOfManifest } from '../presentation/draft-of-manifest'
import { inLanguage } from '../presentation/localised-text'
import type { ReadManifest } from '../presentation/model'
import { readImageInfo } from '../presentation/image-service'
import { readPresentation } from '../presentation/read-presentation'
import { writeManifestV2 } from '../presentation/write-manifest-v2'
import { writeManifestV3 } from '../presentation/write-manifest-v3'
import type { HostileDocument } from './hostile-document'

/** Something that a reader must never give out. */
class Violation extends Error {}

/** Sends a document through every reader and what they give through every writer; throws when a promise is broken. */
export function exercise({ kind, text }: HostileDocument): void {
  switch (kind) {
    case 'table':
      checkLabels(readLabelsCsv(text, 'x'))
      checkLabels(readYolo(text, 'x', [{ labelFile: 'x', text, image: 'x.jpg', width: 10, height: 10 }]))
      break
    case 'markup':
      checkLabels(readVoc(text, 'x'))
      break
    case 'json': {
      const parsed = parseJson(text)
      if (parsed.ok) exerciseJson(parsed.value)
      checkLabels(readCoco(text, 'x'))
    }
  }
  if (Object.keys(Object.prototype).length > 0) throw new Violation('Object.prototype was changed.')
}

function exerciseJson(json: unknown): void {
  const document = readPresentation(json)
  readImageInfo(json)
  if (document.kind === 'manifest') checkManifest(document.manifest)
  if (document.kind === 'annotations') checkAnnotations(document.annotations)
  if (document.kind === 'collection')
    for (const item of document.collection.items)
      if (item.id === '') throw new Violation('A collection lists an empty id.')
}

function checkManifest(manifest: ReadManifest): void {
  inLanguage(manifest.label)
  for (const canvas of manifest.canvases) {
    if (canvas.thumbnail && !/^https?:/i.test(canvas.thumbnail.url))
      throw new Violation('A thumbnail is no http(s) address.')
    for (const { service } of canvas.images) if (service) checkFinite(service)
    labelFromCanvas(inLanguage(canvas.label))
    checkAnnotations({ parsed: canvas.annotations.inline, failed: [], references: [] })
  }
  const { draft } = draftOfManifest(manifest, 'http://e.org/copy')
  JSON.stringify(writeManifestV2(draft))
  JSON.stringify(writeManifestV3(draft))
}

function checkAnnotations({ parsed }: ParsedAnnotations): void {
  for (const annotation of parsed) {
    if (annotation.targets.length === 0) throw new Violation('An annotation has no target.')
    for (const { region } of annotation.targets) checkFinite(region)
    for (const { confidence } of annotation.labels)
      if (confidence !== null && !(confidence >= 0 && confidence <= 1))
        throw new Violation('A confidence is no probability.')
  }
  const page = { id: 'http://e.org/page', items: parsed.map(one => withLabel(one, 'Bag')) }
  const written = [serialiseV2(page), serialiseV3(page), serialiseV3(page, { context: 'w3c' })]
  for (const json of written)
    if (!parseJson(JSON.stringify(json)).ok) throw new Violation('What was written does not read.')
}

function checkLabels({ images }: ReadLabels): void {
  for (const { regions } of images) for (const { region } of regions) checkFinite(region)
}

function checkFinite(value: object): void {
  JSON.stringify(value, (key, one: unknown) => {
    if (typeof one === 'number' && !Number.isFinite(one)) throw new Violation(`“${key}” is not a finite number.`)
    return one
  })
}
