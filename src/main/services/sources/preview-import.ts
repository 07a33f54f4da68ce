import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ImportInput, ImportPreview, OutlineNode } from '@shared/contract/sources'
import { isHttpUrl } from '@shared/domain/presentation/url'
import { hashBytes } from '../../files/objects'
import type { ProjectSession } from '../session'
import { findConflicts } from './find-conflicts'
import type { PlannedImage, PlannedNode, ReaderContext } from './import-plan'
import { importSource, type ImportSourceDeps } from './import-source'
import { createKnownImages, type KnownImages } from './known-images'
import { createLabelMap, findLabelTexts, labelsOf } from './label-map'
import type { PreviewPictures } from './preview-pictures'

/** Lines of the outline and label texts that a preview lists. */
const listed = 5000

export interface PreviewOptions {
  readonly session: ProjectSession
  /** Names of the project's classes. */
  readonly classes: readonly string[]
  readonly signal: AbortSignal | undefined
  readonly pictures: PreviewPictures
}

/** Plans an import without keeping or writing anything. */
export async function previewImport(
  input: ImportInput,
  { session, classes, signal, pictures }: PreviewOptions,
  deps: ImportSourceDeps
): Promise<ImportPreview> {
  const known = createKnownImages(session)
  const plan = await importSource(readingOnly({ ...input, copy: false }, known, signal), deps)
  const outline = (plan.outline ?? plan.images.map(toNode)).slice(0, listed)
  const id = randomUUID()
  pictures.remember(id, { references: outline.map(({ picture }) => picture), read: plan.readPicture ?? readLocal })
  const labels = findLabelTexts(plan, classes)
  return {
    id,
    kind: plan.source.kind,
    title: plan.source.name,
    rights: plan.source.rights,
    attribution: plan.images.find(({ attribution }) => attribution)?.attribution ?? null,
    images: plan.images.length,
    known: plan.images.filter(({ canvasId }) => known.byCanvas(canvasId)).length,
    remote: plan.images.filter(({ pixels }) => pixels.kind === 'remote' && isHttpUrl(pixels.location)).length,
    annotations: labelsOf(plan).length,
    outline: outline.map(node => describe(node, known)),
    more: Math.max(0, (plan.outline ?? plan.images).length - listed),
    labels: labels.slice(0, listed),
    conflicts: findConflicts(plan, known, session, createLabelMap(labels, input.classMap)),
    skipped: [...plan.skipped]
  }
}

const readLocal = (path: string): Promise<Uint8Array> => readFile(path)

/** Pictures stay where they are: nothing is decoded, stored or fetched but documents. */
function readingOnly(input: ImportInput, known: KnownImages, signal = new AbortController().signal): ReaderContext {
  return {
    input,
    known,
    isPreview: true,
    tryPicture: () => Promise.resolve(),
    objects: {
      put: content =>
        content instanceof Uint8Array
          ? Promise.resolve({ hash: hashBytes(content), size: content.byteLength, added: false })
          : Promise.reject(new TypeError('A preview reads whole arrays only'))
    },
    job: {
      id: 'preview',
      signal,
      progress: () => undefined,
      async checkpoint() {
        await new Promise(resolve => setImmediate(resolve))
        signal.throwIfAborted()
      }
    }
  }
}

/** A source without a tree of its own is a list of images. */
function toNode(image: PlannedImage): PlannedNode {
  const { pixels, canvasId, name } = image
  const picture = pixels.kind === 'remote' ? pixels.location : null
  return { kind: 'canvas', depth: 0, id: canvasId, label: name, isRead: true, image, images: 1, picture }
}

function describe({ image, picture, ...node }: PlannedNode, known: KnownImages): OutlineNode {
  return {
    ...node,
    width: image?.width ?? 0,
    height: image?.height ?? 0,
    annotations: image?.labels?.length ?? 0,
    isKnown: node.kind === 'canvas' && known.byCanvas(node.id) !== undefined,
    hasPicture: picture !== null
  }
}
