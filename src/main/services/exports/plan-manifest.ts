import { serialiseV2 } from '@shared/domain/annotation/serialise-v2'
import { serialiseV3 } from '@shared/domain/annotation/serialise-v3'
import type { TextFile } from '@shared/domain/formats/model'
import type { Size } from '@shared/domain/geometry/rect'
import type { CanvasDraft } from '@shared/domain/presentation/draft'
import { writeManifestV2 } from '@shared/domain/presentation/write-manifest-v2'
import { writeManifestV3 } from '@shared/domain/presentation/write-manifest-v3'
import { canvasDraft, imageService, publishedCanvas } from '../drafts/canvas-draft'
import { generatorOf } from '../drafts/generator'
import { draftOfMade } from '../drafts/made-manifest'
import { manifestDraft } from '../drafts/manifest-draft'
import { toAnnotations } from '../drafts/to-annotations'
import type { ImageRow } from '../rows'
import type { ExportData, ExportImage } from './export-data'
import { toJson, type ExportContext, type PlannedFiles } from './planned-files'

/** Longer side of the picture that lists show, in pixels: the smallest that is at least as large is taken. */
const thumbnailSide = 200

/** A manifest whose pictures and lists of annotations lie beside it: version 3 with the pages embedded, 2 with links. */
export function planManifest(
  version: 2 | 3,
  data: ExportData,
  context: ExportContext,
  pictureOf: (image: ExportImage) => string
): Omit<PlannedFiles, 'pictureOf'> {
  const { baseUrl } = context
  return planCanvases(version, data, context, ({ row, ...image }) => ({
    picture: {
      url: `${baseUrl}/${pictureOf({ row, ...image })
        .split('/')
        .map(encodeURIComponent)
        .join('/')}`,
      format: `image/${row.pixels === 'packed' ? 'png' : (row.format ?? 'jpeg')}`,
      service: null
    },
    thumbnail: null
  }))
}

/** Folder of an image's tiles within a bundle. */
export const tilesFolder = ({ id }: Pick<ImageRow, 'id'>): string => `iiif/${id}`

/** A version 3 manifest over tiles that lie beside it; `sizes` are those that exist of an image. */
export function planBundle(
  data: ExportData,
  context: ExportContext,
  sizesOf: (id: number) => readonly Size[]
): Omit<PlannedFiles, 'pictureOf'> {
  return planCanvases(3, data, context, ({ row }) => {
    const id = `${context.baseUrl}/${tilesFolder(row)}`
    const sizes = sizesOf(row.id)
    const small = sizes.find(({ width, height }) => Math.max(width, height) >= thumbnailSide) ?? sizes.at(-1) ?? row
    return {
      picture: {
        url: `${id}/full/max/0/default.jpg`,
        format: 'image/jpeg',
        service: imageService(row, { id, version: 3, level: 0 })
      },
      thumbnail: {
        url: `${id}/full/${small.width},${small.height}/0/default.jpg`,
        width: small.width,
        height: small.height,
        from: 'sizes'
      }
    }
  })
}

function planCanvases(
  version: 2 | 3,
  data: ExportData,
  { projectName, baseUrl, version: program, made }: ExportContext,
  show: (image: ExportImage) => Pick<Parameters<typeof canvasDraft>[1], 'picture' | 'thumbnail'>
): Omit<PlannedFiles, 'pictureOf'> {
  const files: TextFile[] = []
  const generator = generatorOf(program)
  let count = 0

  function pagesOf(image: ExportImage, canvasId: string): CanvasDraft['annotationPages'] {
    const items = toAnnotations(image, data, canvasId)
    if (items.length === 0) return []
    count += items.length
    const name = `annotations/${image.row.id}.json`
    const page = { id: `${baseUrl}/${name}`, items }
    const written = version === 3 ? serialiseV3(page, { generator }) : serialiseV2(page)
    files.push({ name, text: toJson(written) })
    return [{ id: page.id, embedded: version === 3 ? written : null }]
  }

  const canvases = data.images.map((image): readonly [number, CanvasDraft] => {
    const canvasId = publishedCanvas(image.row, baseUrl)
    const annotationPages = pagesOf(image, canvasId)
    return [image.row.id, canvasDraft(image.row, { ...show(image), canvasId, annotationPages })]
  })
  const id = `${baseUrl}/manifest.json`
  const draft = made
    ? draftOfMade(made, id, new Map(canvases))
    : manifestDraft(
        id,
        projectName,
        canvases.map(([, canvas]) => canvas)
      )
  const manifest = version === 3 ? writeManifestV3(draft) : writeManifestV2(draft)
  return { files: [{ name: 'manifest.json', text: toJson(manifest) }, ...files], count, skipped: [] }
}
