import type { JsonRecord } from '../json/json-value'
import { writeSelector } from '../annotation/write-selector'
import { groupChoices, type CanvasDraft, type CollectionDraft, type ManifestDraft } from './draft'
import { fullUrl } from './image-url'
import type { Attribution, ImageService, LabelledText, LocalisedText, ReadImage, ReadRange } from './model'

const CONTEXT = 'http://iiif.io/api/presentation/2/context.json'
/** Version 3's behaviours that version 2 knows as hints. */
const HINTS = new Set(['individuals', 'paged', 'continuous'])

/** Writes a Presentation 2.1 manifest. */
export function writeManifestV2(draft: ManifestDraft): JsonRecord {
  const hint = draft.behavior.find(behavior => HINTS.has(behavior))
  const viewing = {
    ...(draft.viewingDirection !== null && { viewingDirection: draft.viewingDirection }),
    ...(hint !== undefined && { viewingHint: hint })
  }
  return {
    '@context': CONTEXT,
    '@id': draft.id,
    '@type': 'sc:Manifest',
    ...described({ ...draft, metadata: [...draft.metadata, ...providerRow(draft.provider)] }),
    ...(draft.provider?.logo && { logo: draft.provider.logo }),
    ...(draft.provider?.homepage && { related: { '@id': draft.provider.homepage, format: 'text/html' } }),
    ...(draft.thumbnail && { thumbnail: draft.thumbnail.url }),
    ...viewing,
    sequences: [
      {
        '@id': `${draft.id}/sequence/normal`,
        '@type': 'sc:Sequence',
        label: 'Normal sequence',
        ...viewing,
        canvases: draft.canvases.map((canvas, index) => writeCanvas(canvas, `${draft.id}/canvas/${index + 1}`))
      }
    ],
    ...(draft.ranges.length > 0 && { structures: writeRanges(draft.ranges, draft.id) })
  }
}

/** Version 2 has no `provider`: its name stands among the metadata, its logo and page are the manifest's. */
function providerRow(provider: ManifestDraft['provider']): readonly LabelledText[] {
  return provider ? [{ label: [{ language: 'en', value: 'Provider' }], value: provider.label }] : []
}

/** Writes a Presentation 2.1 collection. */
export function writeCollectionV2(draft: CollectionDraft): JsonRecord {
  const list = (kind: 'manifest' | 'collection'): readonly JsonRecord[] =>
    draft.items
      .filter(item => item.kind === kind)
      .map(({ id, label }) => ({
        '@id': id,
        '@type': kind === 'manifest' ? 'sc:Manifest' : 'sc:Collection',
        label: textV2(label)
      }))
  const [manifests, collections] = [list('manifest'), list('collection')]
  return {
    '@context': CONTEXT,
    '@id': draft.id,
    '@type': 'sc:Collection',
    ...described(draft),
    ...(manifests.length > 0 && { manifests }),
    ...(collections.length > 0 && { collections })
  }
}

/** Text as version 2 states it: a string, or values with their languages. */
function textV2(text: LocalisedText): unknown {
  const [first, ...more] = text
  if (!first) return 'Untitled'
  if (more.length === 0 && first.language === null) return first.value
  return text.map(({ language, value }) => (language === null ? value : { '@value': value, '@language': language }))
}

function described(draft: Omit<CollectionDraft, 'id' | 'items'>): JsonRecord {
  return {
    label: textV2(draft.label),
    ...(draft.summary.length > 0 && { description: textV2(draft.summary) }),
    ...metadataAndRights(draft.metadata, draft)
  }
}

function metadataAndRights(metadata: readonly LabelledText[], { rights, requiredStatement }: Attribution): JsonRecord {
  const pairs: JsonRecord[] = metadata.map(({ label, value }) => ({ label: textV2(label), value: textV2(value) }))
  const isUri = rights !== null && /^https?:\/\/\S+$/.test(rights)
  if (rights !== null && !isUri) pairs.push({ label: 'Rights', value: rights })
  return {
    ...(pairs.length > 0 && { metadata: pairs }),
    ...(isUri && { license: rights }),
    ...(requiredStatement && { attribution: textV2(requiredStatement.value) })
  }
}

function writeCanvas(canvas: CanvasDraft, base: string): JsonRecord {
  return {
    '@id': canvas.id,
    '@type': 'sc:Canvas',
    label: textV2(canvas.label),
    width: canvas.width,
    height: canvas.height,
    ...metadataAndRights(canvas.metadata, canvas),
    ...(canvas.thumbnail && { thumbnail: canvas.thumbnail.url }),
    images: groupChoices(canvas.images).map((images, index) =>
      writePainting(canvas.id, images, `${base}/painting/${index + 1}`)
    ),
    ...(canvas.annotationPages.length > 0 && {
      otherContent: canvas.annotationPages.map(({ id }) => ({ '@id': id, '@type': 'sc:AnnotationList' }))
    })
  }
}

function writePainting(canvas: string, images: readonly ReadImage[], id: string): JsonRecord {
  const [first, ...others] = images.map(writeImage)
  const selector = writeSelector({ region: images[0]?.region ?? { kind: 'whole' }, unit: 'pixel' })
  const fragment =
    selector.kind === 'fragment' ? selector.value : selector.kind === 'outline' ? selector.fragment : null
  return {
    '@id': id,
    '@type': 'oa:Annotation',
    motivation: 'sc:painting',
    resource: others.length === 0 ? first : { '@type': 'oa:Choice', default: first, item: others },
    on: fragment === null ? canvas : `${canvas}#${fragment}`
  }
}

function writeImage(image: ReadImage): JsonRecord {
  return {
    '@id': image.id ?? (image.service && fullUrl(image.service)),
    '@type': 'dctypes:Image',
    ...(image.label.length > 0 && { label: textV2(image.label) }),
    format: image.format ?? 'image/jpeg',
    ...(image.width !== null && { width: image.width }),
    ...(image.height !== null && { height: image.height }),
    ...(image.service && { service: writeService(image.service) })
  }
}

function writeService({ id, version, level }: ImageService): JsonRecord {
  const base = `http://iiif.io/api/image/${version}`
  const profile =
    version === 1
      ? `http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level${level}`
      : `${base}/level${level}.json`
  const context = version === 1 ? 'http://library.stanford.edu/iiif/image-api/1.1/context.json' : `${base}/context.json`
  // Version 3 services name themselves as such, also within a version 2 manifest.
  return version === 3
    ? { '@context': context, '@id': id, id, type: 'ImageService3', profile: `level${level}` }
    : { '@context': context, '@id': id, profile }
}

function writeRanges(ranges: readonly ReadRange[], base: string): readonly JsonRecord[] {
  const ids = ranges.map((range, index) => range.id ?? `${base}/range/${index + 1}`)
  const children: string[][] = ranges.map(() => [])
  ranges.forEach(({ parent }, index) => {
    const id = ids[index]
    if (parent !== null && id !== undefined) children[parent]?.push(id)
  })
  return ranges.map((range, index) => {
    const members = children[index] ?? []
    return {
      '@id': ids[index],
      '@type': 'sc:Range',
      label: textV2(range.label),
      ...(members.length > 0 && { ranges: members }),
      ...(range.canvases.length > 0 && { canvases: range.canvases })
    }
  })
}
