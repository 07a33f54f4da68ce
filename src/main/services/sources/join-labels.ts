import type { Skipped } from '@shared/contract/sources'
import { scaleRegion } from '@shared/domain/annotation/region'
import type { LabelledImage, LabelledRegion } from '@shared/domain/formats/model'
import type { Size } from '@shared/domain/geometry/rect'
import type { Facts } from './facts-table'
import type { ImportPlan, PlannedAddition, PlannedImage, PlannedLabel, ReaderContext } from './import-plan'
import { listImages, readFolder, toName } from './read-folder'

/** What files of labels say, by image. */
export interface LabelSource {
  /** Kind and name of the source that new images get. */
  readonly source: ImportPlan['source']
  readonly classes: readonly string[]
  readonly images: readonly LabelledImage[]
  readonly facts: ReadonlyMap<string, Facts>
  readonly skipped: readonly Skipped[]
  /** Where image files may lie, best first. */
  readonly folders: readonly string[]
}

/**
 * Puts labels on images that the project has under these names, else on files found beside the labels, which are then
 * imported. An image that is nowhere is told.
 */
export async function joinLabels(labels: LabelSource, context: ReaderContext): Promise<ImportPlan> {
  const named = new Map(labels.images.map(image => [image.file, image]))
  const additions: PlannedAddition[] = []
  const wanted: string[] = []
  for (const file of new Set([...named.keys(), ...labels.facts.keys()])) {
    const known = context.known.byFile(file)
    const facts = labels.facts.get(file)
    if (!known) wanted.push(file)
    else {
      additions.push({
        imageId: known.id,
        labels: planRegions(named.get(file), known),
        ...(facts && { metadata: facts.metadata })
      })
    }
  }
  const { images, missing } = await readFiles(wanted, labels, context)
  return {
    source: labels.source,
    classes: labels.classes,
    images: images.map(({ file, image }) => withFacts(image, named.get(file), labels.facts.get(file))),
    additions,
    skipped: [...labels.skipped, ...missing]
  }
}

function withFacts(image: PlannedImage, labelled: LabelledImage | undefined, facts: Facts | undefined): PlannedImage {
  return {
    ...image,
    rights: facts?.rights ?? null,
    metadata: facts?.metadata ?? {},
    labels: planRegions(labelled, image)
  }
}

function planRegions(labelled: LabelledImage | undefined, actual: Size): PlannedLabel[] {
  if (!labelled) return []
  // Labels made on a smaller or larger copy; size 0 says that the file doesn't state one.
  const stated = labelled.width > 0 && labelled.height > 0 ? labelled : actual
  return labelled.regions.map(labelled => ({
    region: scaleRegion(labelled.region, stated, actual),
    label: labelled.label,
    // A confidence is a model's: a person has to confirm it.
    ...(labelled.confidence !== null && { status: 'suggested', confidence: labelled.confidence }),
    ...(labelled.status && { status: labelled.status }),
    ...(labelled.note !== undefined && { note: labelled.note }),
    author: labelled.author ?? 'import',
    ...createdAt(labelled)
  }))
}

function createdAt({ created }: LabelledRegion): Pick<PlannedLabel, 'createdAt'> {
  const time = created === undefined ? NaN : Date.parse(created)
  return Number.isNaN(time) ? {} : { createdAt: new Date(time) }
}

async function readFiles(
  wanted: readonly string[],
  labels: LabelSource,
  context: ReaderContext
): Promise<{ images: readonly { file: string; image: PlannedImage }[]; missing: readonly Skipped[] }> {
  const images: { file: string; image: PlannedImage }[] = []
  const missing: Skipped[] = []
  let left: readonly string[] = wanted
  for (const folder of labels.folders) {
    if (left.length === 0) break
    const found = matchFiles(
      left,
      (await listImages(folder)).map(file => toName(folder, file))
    )
    if (found.size === 0) continue
    const plan = await readFolder(folder, { only: new Set(found.values()) }, context)
    const byName = new Map(plan.images.map(image => [image.name, image]))
    missing.push(...plan.skipped)
    for (const [file, name] of found) {
      const image = byName.get(name)
      if (image) images.push({ file, image })
    }
    left = left.filter(file => !found.has(file))
  }
  for (const file of left) {
    const message = `${file} is neither in the project nor beside its labels. Import the images first.`
    missing.push({ source: labels.source.uri, pointer: file, code: 'NO_IMAGE', message })
  }
  return { images, missing }
}

/** Files by their whole relative path, else by their name where it is unambiguous. */
function matchFiles(wanted: readonly string[], present: readonly string[]): ReadonlyMap<string, string> {
  const paths = new Set(present)
  const names = new Map<string, string | null>()
  for (const path of present) names.set(lastPart(path), names.has(lastPart(path)) ? null : path)
  const found = new Map<string, string>()
  for (const file of wanted) {
    const match = paths.has(file) ? file : names.get(lastPart(file))
    if (match) found.set(file, match)
  }
  return found
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
