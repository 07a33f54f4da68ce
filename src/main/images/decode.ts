import { VitrineError } from '@shared/contract/errors'
import { sharp, type Sharp } from './safe-sharp'

export const imageFormats = ['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const
export type ImageFormat = (typeof imageFormats)[number]

export interface ImageProbe {
  readonly format: ImageFormat
  /** Pixels as shown: EXIF orientation applied. */
  readonly width: number
  readonly height: number
  /** EXIF orientation of the file, 1 (upright) to 8. */
  readonly orientation: number
  readonly hasAlpha: boolean
  /** Frames of an animation or pages of a TIFF; Vitrine shows the first. */
  readonly pages: number
}

/** Half a gigapixel: about 1.5 GB when decoded at once. */
const maxPixels = 500_000_000

/** Seconds until a decoder is stopped. */
const timeLimit = 120

/** The format by its first bytes (a name can lie); null for anything that Vitrine doesn't read. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | null {
  const text = (start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(0, 4))) return 'tiff'
  if (text(0, 4) === 'GIF8') return 'gif'
  if (text(4, 8) === 'ftyp' && ['avif', 'avis'].includes(text(8, 12))) return 'avif'
  return null
}

/** Reads the header only. Errors: UNSUPPORTED, CORRUPT, TOO_LARGE. */
export async function probe(bytes: Uint8Array): Promise<ImageProbe> {
  const format = supportedFormat(bytes)
  const metadata = await decoding(() => sharp(bytes, { limitInputPixels: false }).metadata())
  const { width, height } = metadata.autoOrient
  if (width * height > maxPixels) throw tooLarge(width, height)
  return {
    format,
    width,
    height,
    orientation: metadata.orientation ?? 1,
    hasAlpha: metadata.hasAlpha,
    pages: metadata.pages ?? 1
  }
}

export interface OpenOptions {
  /** One pass from top to bottom: less memory, but no cutting from the middle of a turned image. */
  readonly sequential?: boolean
  /** Leaves an embedded colour profile out of account: model inputs are made as Pillow makes them. */
  readonly ignoreIcc?: boolean
}

/** A pipeline over the first frame, upright and in 8-bit sRGB. What it throws goes through `decoding`. */
export function openImage(bytes: Uint8Array, options: OpenOptions = {}): Sharp {
  supportedFormat(bytes)
  return sharp(bytes, {
    limitInputPixels: maxPixels,
    // Warnings are common in real files; truncated data is not a warning.
    failOn: 'error',
    sequentialRead: options.sequential ?? true,
    autoOrient: true,
    ignoreIcc: options.ignoreIcc ?? false
  })
    .timeout({ seconds: timeLimit })
    .toColourspace('srgb')
}

/** Turns what a decoder throws into an error that says what to do. */
export async function decoding<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof VitrineError) throw error
    const reason = error instanceof Error ? error.message.trim() : String(error)
    if (/exceeds pixel limit/i.test(reason)) throw tooLarge()
    throw new VitrineError(
      'CORRUPT',
      'The image could not be decoded: its file is damaged or incomplete. Get a fresh copy and import it again.',
      { reason },
      { cause: error }
    )
  }
}

function supportedFormat(bytes: Uint8Array): ImageFormat {
  const format = sniffFormat(bytes)
  if (format !== null) return format
  const what = bytes.byteLength === 0 ? 'The file is empty.' : 'This is not an image that Vitrine reads.'
  throw new VitrineError('UNSUPPORTED', `${what} Use JPEG, PNG, WebP, TIFF, GIF or AVIF.`)
}

function tooLarge(width?: number, height?: number): VitrineError {
  const size = width === undefined ? '' : ` (${width} × ${height})`
  return new VitrineError(
    'TOO_LARGE',
    `The image has more than ${maxPixels / 1e6} million pixels${size}. Use a smaller version of it.`,
    { maxPixels, ...(width !== undefined && { width, height }) }
  )
}
