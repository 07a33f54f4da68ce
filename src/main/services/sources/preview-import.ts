import type { ImportInput, ImportPreview } from '@shared/contract/sources'
import { hashBytes } from '../../files/objects'
import type { ProjectSession } from '../session'
import type { ImportPlan, PlannedLabel, ReaderContext } from './import-plan'
import { importSource, type ImportSourceDeps } from './import-source'
import { createKnownImages, type KnownImages } from './known-images'

/** Images that a preview lists. */
const listed = 200

export interface PreviewOptions {
  readonly session: ProjectSession
  /** Names of the project's classes. */
  readonly classes: readonly string[]
  readonly signal: AbortSignal | undefined
}

/** Plans an import without keeping or writing anything. */
export async function previewImport(
  input: ImportInput,
  { session, classes, signal }: PreviewOptions,
  deps: ImportSourceDeps
): Promise<ImportPreview> {
  const known = createKnownImages(session)
  const plan = await importSource(readingOnly({ ...input, copy: false }, known, signal), deps)
  return describe(plan, known, classes)
}

/** Pictures stay where they are: nothing is decoded, stored or fetched but documents. */
function readingOnly(input: ImportInput, known: KnownImages, signal = new AbortController().signal): ReaderContext {
  return {
    input,
    known,
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

function describe(plan: ImportPlan, known: KnownImages, classes: readonly string[]): ImportPreview {
  const labels = [...plan.images, ...(plan.additions ?? [])].flatMap(image => image.labels ?? [])
  return {
    kind: plan.source.kind,
    title: plan.source.name,
    rights: plan.source.rights,
    images: plan.images.length,
    known: plan.images.filter(({ canvasId }) => known.byCanvas(canvasId)).length,
    annotations: labels.length,
    canvases: plan.images.slice(0, listed).map(image => ({
      name: image.name,
      canvasId: image.canvasId,
      width: image.width,
      height: image.height,
      annotations: image.labels?.length ?? 0,
      isKnown: known.byCanvas(image.canvasId) !== undefined
    })),
    labels: countLabels(labels, classes),
    skipped: [...plan.skipped]
  }
}

function countLabels(labels: readonly PlannedLabel[], classes: readonly string[]): ImportPreview['labels'] {
  const counts = new Map<string, number>()
  for (const { label } of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([text, count]) => ({
      text,
      count,
      className: classes.find(name => name.toLowerCase() === text.toLowerCase()) ?? null
    }))
}
