import type { JsonRecord } from '../json/json-value'
import { svgOf, writeSelector } from '../annotation/write-selector'
import {
  groupChoices,
  rightsUri,
  type CanvasDraft,
  type CollectionDraft,
  type ManifestDraft,
  type Provider
} from './draft'
import { fullUrl } from './image-url'
import type { Attribution, ImageService, LabelledText, LocalisedText, ReadImage, ReadRange, Thumbnail } from './model'

const CONTEXT = 'http://iiif.io/api/presentation/3/context.json'
const DIRECTIONS = new Set(['left-to-right', 'right-to-left', 'top-to-bottom', 'bottom-to-top'])

/** Writes a Presentation 3 manifest. */
export function writeManifestV3(draft: ManifestDraft): JsonRecord {
  const { viewingDirection, behavior, provider, thumbnail } = draft
  return {
    '@context': CONTEXT,
    id: draft.id,
    type: 'Manifest',
    ...described(draft),
    ...(provider && { provider: [writeProvider(provider)] }),
    ...(thumbnail && { thumbnail: [writeThumbnail(thumbnail)] }),
    ...(viewingDirection !== null && DIRECTIONS.has(viewingDirection) && { viewingDirection }),
    ...(behavior.length > 0 && { behavior }),
    items: draft.canvases.map((canvas, index) => writeCanvas(canvas, `${draft.id}/canvas/${index + 1}`)),
    ...(draft.ranges.length > 0 && { structures: writeRanges(draft.ranges, draft.id) })
  }
}

/** Writes a Presentation 3 collection. */
export function writeCollectionV3(draft: CollectionDraft): JsonRecord {
  return {
    '@context': CONTEXT,
    id: draft.id,
    type: 'Collection',
    ...described(draft),
    items: draft.items.map(({ kind, id, label }) => ({
      id,
      type: kind === 'manifest' ? 'Manifest' : 'Collection',
      label: languageMap(label)
    }))
  }
}

/** Text as a version 3 language map; a resource that must have a label gets `Untitled`. */
function languageMap(text: LocalisedText): JsonRecord {
  const map = new Map<string, string[]>()
  for (const { language, value } of text) {
    const values = map.get(language ?? 'none')
    if (values) values.push(value)
    else map.set(language ?? 'none', [value])
  }
  return map.size === 0 ? { none: ['Untitled'] } : Object.fromEntries(map)
}

function described(draft: Omit<CollectionDraft, 'id' | 'items'>): JsonRecord {
  return {
    label: languageMap(draft.label),
    ...(draft.summary.length > 0 && { summary: languageMap(draft.summary) }),
    ...metadataAndRights(draft.metadata, draft)
  }
}

function metadataAndRights(metadata: readonly LabelledText[], { rights, requiredStatement }: Attribution): JsonRecord {
  const uri = rightsUri(rights)
  const pairs = metadata.map(writePair)
  if (rights !== null && uri === null) pairs.push({ label: { en: ['Rights'] }, value: { none: [rights] } })
  return {
    ...(pairs.length > 0 && { metadata: pairs }),
    ...(uri !== null && { rights: uri }),
    ...(requiredStatement && { requiredStatement: writePair(requiredStatement) })
  }
}

function writeProvider({ id, label, homepage, logo }: Provider): JsonRecord {
  return {
    id,
    type: 'Agent',
    label: languageMap(label),
    ...(homepage !== null && {
      homepage: [{ id: homepage, type: 'Text', label: languageMap(label), format: 'text/html' }]
    }),
    ...(logo !== null && { logo: [{ id: logo, type: 'Image' }] })
  }
}

function writePair({ label, value }: LabelledText): JsonRecord {
  return { label: languageMap(label), value: languageMap(value) }
}

function writeCanvas(canvas: CanvasDraft, base: string): JsonRecord {
  const paintings = groupChoices(canvas.images).map((images, index) => ({
    id: `${base}/painting/${index + 1}`,
    type: 'Annotation',
    motivation: 'painting',
    body: images.length === 1 ? images.map(writeImage)[0] : { type: 'Choice', items: images.map(writeImage) },
    target: paintingTarget(canvas.id, images[0])
  }))
  const pages = canvas.annotationPages.map(({ id, embedded }) => embedded ?? { id, type: 'AnnotationPage' })
  return {
    id: canvas.id,
    type: 'Canvas',
    ...(canvas.label.length > 0 && { label: languageMap(canvas.label) }),
    width: canvas.width,
    height: canvas.height,
    ...metadataAndRights(canvas.metadata, canvas),
    ...(canvas.thumbnail && { thumbnail: [writeThumbnail(canvas.thumbnail)] }),
    items: [{ id: `${base}/page`, type: 'AnnotationPage', items: paintings }],
    // An embedded page must not repeat the context.
    ...(pages.length > 0 && { annotations: pages.map(({ '@context': _context, ...page }) => page) })
  }
}

function paintingTarget(canvas: string, image: ReadImage | undefined): unknown {
  const region = image?.region ?? { kind: 'whole' as const }
  const selector = writeSelector({ region, unit: 'pixel' })
  if (selector.kind === 'none' || selector.kind === 'point') return canvas
  if (selector.kind === 'fragment') return `${canvas}#${selector.value}`
  return { type: 'SpecificResource', source: canvas, selector: { type: 'SvgSelector', value: svgOf(region) } }
}

function writeImage(image: ReadImage): JsonRecord {
  return {
    id: image.id ?? (image.service && fullUrl(image.service)),
    type: 'Image',
    ...(image.label.length > 0 && { label: languageMap(image.label) }),
    format: image.format ?? 'image/jpeg',
    ...(image.width !== null && { width: image.width }),
    ...(image.height !== null && { height: image.height }),
    ...(image.service && { service: [writeService(image.service)] })
  }
}

/** Services before version 3 keep their own `@id` and `@type` (Presentation 3, 3.2). */
function writeService({ id, version, level }: ImageService): JsonRecord {
  if (version === 3) return { id, type: 'ImageService3', profile: `level${level}` }
  const profile =
    version === 2
      ? `http://iiif.io/api/image/2/level${level}.json`
      : `http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level${level}`
  return { '@id': id, '@type': `ImageService${version}`, profile }
}

function writeThumbnail({ url, width, height }: Thumbnail): JsonRecord {
  return {
    id: url,
    type: 'Image',
    format: 'image/jpeg',
    ...(width !== null && { width }),
    ...(height !== null && { height })
  }
}

function writeRanges(ranges: readonly ReadRange[], base: string): readonly JsonRecord[] {
  const nodes = ranges.map((range, index) => ({
    id: range.id ?? `${base}/range/${index + 1}`,
    type: 'Range',
    label: languageMap(range.label),
    items: range.canvases.map((id): JsonRecord => ({ id, type: 'Canvas' }))
  }))
  ranges.forEach(({ parent }, index) => {
    const node = nodes[index]
    if (parent !== null && node) nodes[parent]?.items.push(node)
  })
  return nodes.filter((_, index) => ranges[index]?.parent === null)
}
