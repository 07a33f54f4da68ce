/** How the bytes of an image are to be understood: a file with its own header, or bare 8-bit samples row by row. */
export type PixelFormat = { readonly kind: 'encoded' } | { readonly kind: 'raw'; readonly channels: 1 | 3 }

/** An image that can be shown, whatever it lies in: a file among the objects, a file in place, a row of a pack. */
export interface ServedImage {
  /** Names the pixels: caches keyed by it never go stale. */
  readonly hash: string
  /** Pixels of the upright image. */
  readonly width: number
  readonly height: number
  readonly format: PixelFormat
  /** URI of a licence or rights statement. */
  readonly rights: string | null
  read(): Promise<Uint8Array>
}
