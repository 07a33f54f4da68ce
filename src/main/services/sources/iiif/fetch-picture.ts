import type { Size } from '@shared/domain/geometry/rect'
import { readImageInfo } from '@shared/domain/presentation/image-service'
import type { ImageService, ReadImage } from '@shared/domain/presentation/model'
import { hashBytes } from '../../../files/objects'
import { probe } from '../../../images/decode'
import { createGate } from '../../../images/gate'
import { createMosaic } from '../../../images/mosaic'
import { pictureOf, type ReaderContext } from '../import-plan'
import { sideBySide } from '../side-by-side'
import { needsInfo, pictureWays, type PictureWay, type Wanted } from './choose-picture'
import { resolveReference, type Documents } from './documents'
import { explainResource } from './explain-resource'

/** One picture at a time is put together in this process: each may take half a gigabyte. */
const mosaics = createGate(1)
/** Tiles that are fetched side by side; the fetcher is politer still to each host. */
const tilesAtOnce = 6

export interface FetchedPicture extends Size {
  readonly hash: string
  readonly format: string
  /** bytes */
  readonly bytes: number
}

/** Why a picture could not be had. `url` is what was asked for last. */
export interface PictureFailure {
  readonly code: string
  readonly message: string
  readonly url: string | null
}

export interface FetchPictureOptions {
  readonly documents: Documents
  readonly wanted: Wanted
  /** Document that relative addresses count from. */
  readonly from: string
  /** Takes the picture; what it throws about the picture lets the next way be tried. */
  readonly accept: (bytes: Uint8Array, picture: FetchedPicture) => Promise<void>
  /** Share of this picture that has come, in [0, 1]. */
  readonly progress?: (share: number) => void
}

/** Keeps a picture as an object and makes its thumbnails. */
export function keeping({
  objects,
  tryPicture
}: Pick<ReaderContext, 'objects' | 'tryPicture'>): FetchPictureOptions['accept'] {
  return async (bytes, { hash, ...size }) => {
    await tryPicture(pictureOf(bytes, hash, size))
    await objects.put(bytes)
  }
}

/** Gets a picture by the best way that works. */
export async function fetchPicture(
  image: Pick<ReadImage, 'id' | 'width' | 'height' | 'service'>,
  { documents, wanted, from, accept, progress = () => undefined }: FetchPictureOptions
): Promise<{ readonly ok: true; readonly picture: FetchedPicture } | ({ readonly ok: false } & PictureFailure)> {
  const { service, problem } = image.service
    ? await withInfo(image.service, wanted, documents)
    : { service: null, problem: null }
  let failure = problem ?? nothingToShow
  for (const way of pictureWays(image, service, wanted)) {
    const url = way.kind === 'whole' ? resolveReference(way.url, from) : (way.tiles[0]?.url ?? null)
    try {
      const bytes = await fetchWay(way, documents, from, progress)
      const { format, width, height } = await probe(bytes)
      const picture = { width, height, format, hash: hashBytes(bytes), bytes: bytes.byteLength }
      await accept(bytes, picture)
      return { ok: true, picture }
    } catch (error) {
      failure = { ...explainResource(error), url }
    }
  }
  return { ok: false, ...failure, message: withReason(failure.message, service) }
}

async function fetchWay(
  way: PictureWay,
  documents: Documents,
  from: string,
  progress: (share: number) => void
): Promise<Uint8Array> {
  if (way.kind === 'whole') return await documents.bytes(resolveReference(way.url, from), progress)
  return await mosaics.run(async () => {
    const mosaic = createMosaic(way.size)
    let done = 0
    await sideBySide(tilesAtOnce, way.tiles, async ({ url, region, size }) => {
      const bytes = await documents.bytes(resolveReference(url, from))
      await mosaic.place(bytes, { x: region.x / way.scaleFactor, y: region.y / way.scaleFactor, ...size })
      progress(++done / way.tiles.length)
    })
    return await mosaic.encode()
  })
}

const nothingToShow: PictureFailure = {
  code: 'NO_IMAGE',
  message: 'The canvas names no picture that Vitrine can show.',
  url: null
}

/** What info.json adds; without it, what the document says has to do. */
async function withInfo(
  service: ImageService,
  wanted: Wanted,
  documents: Documents
): Promise<{ readonly service: ImageService; readonly problem: PictureFailure | null }> {
  if (!needsInfo(service, wanted)) return { service, problem: null }
  const url = `${service.id}/info.json`
  try {
    const { json } = await documents.json(url)
    const result = readImageInfo(json, service.id)
    if (!result.ok) return { service, problem: { code: result.code, message: result.message, url } }
    // Its address is the one that answered, whatever id it gives itself.
    return { service: { ...result.info, id: service.id }, problem: null }
  } catch (error) {
    return { service, problem: { ...explainResource(error), url } }
  }
}

/** A service that makes nothing on demand can only give what it has. */
function withReason(message: string, service: ImageService | null): string {
  if (service?.level !== 0) return message
  const has = service.sizes.length + service.tiles.length > 0 ? 'only its listed sizes and tiles' : 'nothing listed'
  return `${message} The image service is level 0: it has ${has}.`
}

/** For a picture of which only the address of its service, or its own, is known. */
export function imageAt(location: string, size: Size): Pick<ReadImage, 'id' | 'width' | 'height' | 'service'> {
  if (/\.(jpe?g|png|webp|tiff?|gif|avif)([?#]|$)/i.test(location)) return { id: location, ...size, service: null }
  const service: ImageService = {
    ...{ id: location, version: 2, level: 0, width: null, height: null, sizes: [], tiles: [], rights: null },
    ...{ maxWidth: null, maxHeight: null, maxArea: null }
  }
  return { id: null, width: null, height: null, service }
}
