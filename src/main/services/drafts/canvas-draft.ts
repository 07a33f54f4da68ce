import type { CanvasDraft } from '@shared/domain/presentation/draft'
import { plain } from '@shared/domain/presentation/localised-text'
import type { ImageService, ReadImage } from '@shared/domain/presentation/model'
import { canvasSize, type ImageRow } from '../rows'

/**
 * The id under which a canvas is published: its own where it has one that a manifest may state, so that annotations
 * made elsewhere still find it; pictures that came from no manifest get one under `baseUrl`.
 */
export function publishedCanvas({ canvasId, id }: Pick<ImageRow, 'canvasId' | 'id'>, baseUrl: string): string {
  return /^https?:\/\/[^\s#]+$/i.test(canvasId) ? canvasId : `${baseUrl}/canvas/${id}`
}

export interface CanvasParts {
  readonly canvasId: string
  /** Address of the whole picture, and the service behind it if there is one. */
  readonly picture: { readonly url: string; readonly format: string; readonly service: ImageService | null }
  readonly thumbnail: CanvasDraft['thumbnail']
  readonly annotationPages: CanvasDraft['annotationPages']
}

/** An image of the project as a canvas: its size, rights, attribution and metadata go along. */
export function canvasDraft(row: ImageRow, parts: CanvasParts): CanvasDraft {
  const image: ReadImage = {
    id: parts.picture.url,
    label: [],
    format: parts.picture.format,
    width: row.width,
    height: row.height,
    service: parts.picture.service,
    region: { kind: 'whole' },
    choice: null
  }
  return {
    id: parts.canvasId,
    label: plain(row.name),
    ...canvasSize(row),
    images: [image],
    thumbnail: parts.thumbnail,
    metadata: Object.entries(row.metadata).map(([name, value]) => ({ label: plain(name), value: plain(value) })),
    annotationPages: parts.annotationPages,
    rights: row.rights,
    requiredStatement: row.attribution === null ? null : { label: plain('Attribution'), value: plain(row.attribution) }
  }
}

/** A service of ours or of an exported bundle, as manifests name it. */
export function imageService(
  row: Pick<ImageRow, 'width' | 'height' | 'rights'>,
  service: Pick<ImageService, 'id' | 'version' | 'level'>
): ImageService {
  return {
    ...service,
    width: row.width,
    height: row.height,
    sizes: [],
    tiles: [],
    maxWidth: null,
    maxHeight: null,
    maxArea: null,
    rights: row.rights
  }
}
