import { IIIFError, Versions } from 'iiif-processor'
import { VitrineError } from '@shared/contract/errors'
import type { Region, Size } from './pyramid'

export type IiifVersion = 2 | 3
export type OutputFormat = 'jpg' | 'png' | 'webp' | 'gif' | 'tif'
export type Quality = 'default' | 'color' | 'gray' | 'bitonal'

/** The five parameters of an image request as they stand in its address. */
export interface ImageParameters {
  readonly region: string
  readonly size: string
  readonly rotation: string
  readonly quality: string
  readonly format: string
}

/** What a request asks for, in numbers. */
export interface ImageRequest {
  readonly region: Region
  readonly size: Size
  readonly mirror: boolean
  /** clockwise, 0 to below 360 */
  readonly degrees: number
  readonly quality: Quality
  readonly format: OutputFormat
  /** The client gave one dimension or a box and left the rounding to us. */
  readonly sizeIsFree: boolean
  /** The address's last four segments in the form that the specification calls canonical. */
  readonly canonical: string
}

/** Width and height that an answer may have; `info.json` says so. */
export const maxEdge = 10_000

const formats: readonly string[] = ['jpg', 'png', 'webp', 'gif', 'tif'] satisfies OutputFormat[]
/** Named by the specification and not produced here. */
const knownFormats: readonly string[] = ['jp2', 'pdf']

/**
 * Reads an image request of the IIIF Image API 2.1 or 3.0, before any pixel is touched.
 * Errors: INVALID_INPUT (syntax, empty or outside region, nothing left, upscaling without `^`), TOO_LARGE, UNSUPPORTED.
 */
export function parseImageRequest(version: IiifVersion, image: Size, parameters: ImageParameters): ImageRequest {
  if (knownFormats.includes(parameters.format)) {
    throw new VitrineError(
      'UNSUPPORTED',
      `Images aren’t served as ${parameters.format}. Use jpg, png, webp, gif or tif.`
    )
  }
  if (!isOutputFormat(parameters.format)) throw invalid('format', parameters.format)
  const region = parseRegion(version, image, parameters)
  const { size, sizeIsFree } = parseSize(version, image, parameters, region)
  const degrees = Number(parameters.rotation.replace('!', ''))
  if (degrees > 360) throw invalid('rotation', parameters.rotation)
  const request = {
    region,
    size,
    sizeIsFree,
    mirror: parameters.rotation.startsWith('!'),
    degrees: degrees % 360,
    quality: parseQuality(parameters.quality),
    format: parameters.format
  }
  return { ...request, canonical: canonicalPath(version, image, request) }
}

/** The library checks every segment's syntax when it reads the path, and cuts the region to the image. */
function parseRegion(version: IiifVersion, image: Size, parameters: ImageParameters): Region {
  const { Calculator } = Versions[version]
  const { region, size, rotation, quality, format } = parameters
  return checked(() => {
    Calculator.parsePath(`id/${region}/${size}/${rotation}/${quality}.${format}`)
    const parsed = new Calculator(image).region(region).rotation(rotation).quality(quality).info().region
    if (parsed.width < 1 || parsed.height < 1) throw invalid('region', region)
    return parsed
  })
}

function parseSize(
  version: IiifVersion,
  image: Size,
  parameters: ImageParameters,
  region: Region
): { size: Size; sizeIsFree: boolean } {
  const text = parameters.size
  if (version === 2 && text.includes('^')) throw invalid('size', text)
  if (text === 'max') return { size: fit(region, maxEdge, maxEdge, 1), sizeIsFree: true }
  if (text === '^max') return { size: fit(region, maxEdge, maxEdge, Infinity), sizeIsFree: true }
  const box = /^(\^?)!(\d+),(\d+)$/.exec(text)
  if (box !== null) {
    const mayGrow = version === 2 || box[1] === '^'
    const [width, height] = [Number(box[2]), Number(box[3])]
    // Section 4.2 can be read as “answer with the region as it is”; the consortium’s validator insists on a refusal.
    if (!mayGrow && width > region.width && height > region.height) throw invalid('size', text)
    return { size: bounded(fit(region, width, height, mayGrow ? Infinity : 1), text), sizeIsFree: true }
  }
  const size = checked(() => {
    const { Calculator } = Versions[version]
    return new Calculator(image).region(parameters.region).size(text).info().size
  })
  return { size: bounded({ width: size.width, height: size.height }, text), sizeIsFree: !/^\^?\d+,\d+$/.test(text) }
}

/** The largest size of the region's shape within a box, enlarged at most `maxScale` times. */
function fit(region: Region, width: number, height: number, maxScale: number): Size {
  const scale = Math.min(width / region.width, height / region.height, maxScale)
  return { width: Math.round(region.width * scale), height: Math.round(region.height * scale) }
}

function bounded(size: Size, text: string): Size {
  // A sliver rounds to nothing.
  if (!(size.width >= 1 && size.height >= 1)) throw invalid('size', text)
  if (size.width > maxEdge || size.height > maxEdge) {
    const sentence = `An answer has at most ${maxEdge} × ${maxEdge} pixels; ${size.width} × ${size.height} were asked for.`
    throw new VitrineError('TOO_LARGE', sentence, { maxWidth: maxEdge, maxHeight: maxEdge })
  }
  return size
}

function canonicalPath(version: IiifVersion, image: Size, request: Omit<ImageRequest, 'canonical'>): string {
  const { region, size } = request
  const isWhole = region.width === image.width && region.height === image.height
  const regionText = isWhole ? 'full' : `${region.left},${region.top},${region.width},${region.height}`
  const rotation = `${request.mirror ? '!' : ''}${request.degrees}`
  const quality = request.quality === 'color' ? 'default' : request.quality
  return `${regionText}/${canonicalSize(version, region, size)}/${rotation}/${quality}.${request.format}`
}

function canonicalSize(version: IiifVersion, region: Region, size: Size): string {
  const largest = fit(region, maxEdge, maxEdge, 1)
  const isLargest = size.width === largest.width && size.height === largest.height
  if (version === 3) {
    if (isLargest) return 'max'
    const grows = size.width > region.width || size.height > region.height
    return `${grows ? '^' : ''}${size.width},${size.height}`
  }
  if (size.width === region.width && size.height === region.height) return 'full'
  const keepsShape = Math.floor((size.width * region.height) / region.width) === size.height
  return keepsShape ? `${size.width},` : `${size.width},${size.height}`
}

function isOutputFormat(text: string): text is OutputFormat {
  return formats.includes(text)
}

function parseQuality(text: string): Quality {
  if (text === 'default' || text === 'color' || text === 'gray' || text === 'bitonal') return text
  throw invalid('quality', text)
}

function checked<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof IIIFError)
      throw new VitrineError('INVALID_INPUT', `${error.message}.`, undefined, { cause: error })
    throw error
  }
}

function invalid(parameter: keyof ImageParameters, text: string): VitrineError {
  return new VitrineError('INVALID_INPUT', `“${text}” is no ${parameter} that this image can be given in.`, {
    parameter
  })
}
