import type { Size } from '../geometry/rect'
import { asArray, asNumber, asText, idOf, isRecord, own, typesOf, type JsonRecord } from '../json/json-value'
import type { ImageService, TileSet } from './model'
import { isHttpUrl } from './url'

/** Bounds for numbers of foreign image services; a viewer given more would ask for millions of tiles. */
const MAX_PIXELS = 2 ** 31
const MAX_LIST = 32
const MAX_TILES = 2_000_000

/** Reads the first image service among a resource's services; null when there is none with a usable id. */
export function findImageService(services: unknown): ImageService | null {
  for (const node of asArray(services).slice(0, MAX_LIST)) {
    const service = isRecord(node) && looksLikeImageService(node) ? readImageService(node) : null
    if (service) return service
  }
  return null
}

/** What an info.json gave, or why it can't be used. */
export type ImageInfoResult =
  | { readonly ok: true; readonly info: ImageService & Size }
  | { readonly ok: false; readonly code: 'BAD_SERVICE'; readonly message: string }

/**
 * Reads an info.json of Image API 1, 2 or 3 into validated numbers. `foundAt` is the address it was fetched from
 * (without `/info.json`); it replaces a missing id.
 */
export function readImageInfo(json: unknown, foundAt: string | null = null): ImageInfoResult {
  if (!isRecord(json)) return bad('The image description is not a JSON object.')
  const service = readImageService(json, foundAt)
  if (!service) return bad('The image description has no usable id.')
  const { width, height } = service
  if (width === null || height === null)
    return bad('The image description states no size between 1 and 2,147,483,648 pixels.')
  return { ok: true, info: { ...service, width, height } }
}

/** Whether a JSON object is an image service's description rather than a manifest. */
export function looksLikeImageService(node: JsonRecord): boolean {
  if (
    typesOf(node).some(type => /^(ImageService[123]|iiif:ImageProfile|ImageProfile|Image)$/.test(type)) &&
    !typesOf(node).includes('Manifest')
  )
    return own(node, 'profile', 'protocol', '@context', 'width') !== undefined
  const context = contextsOf(node).join(' ')
  if (/\/(image|image-api)\//.test(context) || own(node, 'protocol') === 'http://iiif.io/api/image') return true
  return profilesOf(node).some(profile => /image(-api)?\/|^level[012]$/.test(profile))
}

function readImageService(node: JsonRecord, foundAt: string | null = null): ImageService | null {
  const id = withoutEnding(idOf(node) ?? foundAt)
  if (id === null || !isHttpUrl(id)) return null
  const width = pixels(own(node, 'width'))
  const height = pixels(own(node, 'height'))
  const limits = [node, ...asArray(own(node, 'profile')).filter(isRecord)]
  const limit = (key: string): number | null =>
    limits.map(one => pixels(own(one, key))).find(value => value !== null) ?? null
  return {
    id,
    version: versionOf(node),
    level: levelOf(node),
    width,
    height,
    sizes: readSizes(own(node, 'sizes')),
    tiles: readTiles(node, width, height),
    maxWidth: limit('maxWidth'),
    maxHeight: limit('maxHeight'),
    maxArea: asNumber(limits.map(one => own(one, 'maxArea')).find(value => value !== undefined)),
    rights: asText(asArray(own(node, 'rights', 'license'))[0])
  }
}

function withoutEnding(id: string | null): string | null {
  if (id === null) return null
  let end = id.endsWith('/info.json') ? id.length - '/info.json'.length : id.length
  while (id[end - 1] === '/') end--
  return id.slice(0, end)
}

function versionOf(node: JsonRecord): 1 | 2 | 3 {
  const said = [...typesOf(node), ...contextsOf(node), ...profilesOf(node)].join(' ')
  if (/ImageService3|image\/3\//.test(said)) return 3
  if (/ImageService1|image\/1|image-api\/(1|compliance)/.test(said)) return 1
  if (/ImageService2|image\/2/.test(said)) return 2
  // Version 1 alone has these names; without any hint version 2 is the most common.
  return own(node, 'scale_factors', 'tile_width') === undefined ? 2 : 1
}

function levelOf(node: JsonRecord): 0 | 1 | 2 {
  for (const profile of profilesOf(node)) {
    const level = /level([012])/.exec(profile)?.[1]
    if (level !== undefined) return level === '2' ? 2 : level === '1' ? 1 : 0
  }
  return 0
}

function contextsOf(node: JsonRecord): readonly string[] {
  return asArray(own(node, '@context')).filter(context => typeof context === 'string')
}

function profilesOf(node: JsonRecord): readonly string[] {
  return asArray(own(node, 'profile', 'dcterms:conformsTo')).flatMap(profile => idOf(profile) ?? [])
}

function readSizes(value: unknown): readonly Size[] {
  const sizes = asArray(value)
    .slice(0, MAX_LIST)
    .flatMap(entry => {
      const width = isRecord(entry) ? pixels(own(entry, 'width')) : null
      const height = isRecord(entry) ? pixels(own(entry, 'height')) : null
      return width === null || height === null ? [] : [{ width, height }]
    })
  return sizes.toSorted((a, b) => a.width - b.width)
}

function readTiles(node: JsonRecord, width: number | null, height: number | null): readonly TileSet[] {
  const old =
    own(node, 'tile_width') === undefined
      ? []
      : [{ width: own(node, 'tile_width'), height: own(node, 'tile_height'), scaleFactors: own(node, 'scale_factors') }]
  const entries = asArray(own(node, 'tiles')).slice(0, MAX_LIST)
  return [...(entries.length > 0 ? entries : old)].flatMap(entry => {
    if (!isRecord(entry)) return []
    const side = tileSide(own(entry, 'width'))
    const scaleFactors = [...new Set(asArray(own(entry, 'scaleFactors')).slice(0, MAX_LIST).flatMap(scaleFactor))]
    if (side === null || scaleFactors.length === 0) return []
    const tile = {
      width: side,
      height: tileSide(own(entry, 'height')) ?? side,
      scaleFactors: scaleFactors.toSorted((a, b) => a - b)
    }
    return tileCount(tile, width ?? 1, height ?? 1) <= MAX_TILES ? [tile] : []
  })
}

function tileCount(tile: TileSet, width: number, height: number): number {
  return tile.scaleFactors.reduce(
    (sum, factor) => sum + Math.ceil(width / (tile.width * factor)) * Math.ceil(height / (tile.height * factor)),
    0
  )
}

function pixels(value: unknown): number | null {
  const number = asNumber(value)
  return number !== null && Number.isInteger(number) && number >= 1 && number <= MAX_PIXELS ? number : null
}

function tileSide(value: unknown): number | null {
  const number = pixels(value)
  return number !== null && number >= 64 && number <= 4096 ? number : null
}

function scaleFactor(value: unknown): readonly number[] {
  const number = pixels(value)
  return number !== null && Number.isInteger(Math.log2(number)) ? [number] : []
}

function bad(message: string): ImageInfoResult {
  return { ok: false, code: 'BAD_SERVICE', message }
}
