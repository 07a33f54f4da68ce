import type { Size } from '@shared/domain/geometry/rect'
import { urlKey } from '@shared/domain/presentation/url'
import type { ProjectSession } from '../session'

export interface KnownImage extends Size {
  readonly id: number
  readonly canvasId: string
  readonly name: string
  /** Size of the canvas where it differs from the image's. */
  readonly canvas: Size | null
}

/** Finds images of the project that a document speaks of. */
export interface KnownImages {
  /** In the order of import. */
  all(): readonly KnownImage[]
  /** By id, verbatim if possible. */
  byCanvas(canvasId: string): KnownImage | undefined
  /** By name with folders, by file name alone where it is unambiguous, with or without extension, or by id. */
  byFile(name: string): KnownImage | undefined
}

interface Row {
  readonly id: number
  readonly canvas_id: string
  readonly name: string
  readonly width: number
  readonly height: number
  readonly canvas_width: number | null
  readonly canvas_height: number | null
}

/** Read when first asked: most imports never do. */
export function createKnownImages({ database }: Pick<ProjectSession, 'database'>): KnownImages {
  let tables: ReturnType<typeof read> | undefined

  function read() {
    const images = database.sqlite
      .prepare<[], Row>('select id, canvas_id, name, width, height, canvas_width, canvas_height from image')
      .all()
      .map(toKnown)
    const names = new Map<string, KnownImage | null>()
    for (const image of images) {
      for (const name of namesOf(image)) names.set(name, names.has(name) ? null : image)
    }
    // A full name is never ambiguous with another's short one.
    for (const image of images) names.set(image.name, image)
    return {
      canvases: new Map(images.map(image => [image.canvasId, image])),
      // Hosts without case, http for https: as documents write them.
      loose: new Map(images.map(image => [urlKey(image.canvasId), image])),
      names
    }
  }

  return {
    all: () => [...(tables ??= read()).canvases.values()],
    byCanvas(canvasId) {
      const { canvases, loose } = (tables ??= read())
      return canvases.get(canvasId) ?? loose.get(urlKey(canvasId))
    },
    byFile(name) {
      const { names } = (tables ??= read())
      return names.get(name) ?? names.get(lastPart(name)) ?? names.get(stem(lastPart(name))) ?? undefined
    }
  }
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
const stem = (name: string): string => name.replace(/\.[^.]+$/, '')

function namesOf({ id, name }: KnownImage): ReadonlySet<string> {
  return new Set([String(id), lastPart(name), stem(lastPart(name))])
}

function toKnown(row: Row): KnownImage {
  const hasCanvas = row.canvas_width !== null && row.canvas_height !== null
  return {
    id: row.id,
    canvasId: row.canvas_id,
    name: row.name,
    width: row.width,
    height: row.height,
    canvas: hasCanvas ? { width: row.canvas_width ?? 0, height: row.canvas_height ?? 0 } : null
  }
}
