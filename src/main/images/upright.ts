import { decoding, openImage, probe } from './decode'

/** JPEG's and WebP's for files that others work with: what is lost can't be seen. */
const quality = 95

/**
 * The file itself where its pixels lie upright; else its first frame turned and written anew in its format. Many programs
 * leave EXIF orientation out of account, and then every box lies beside its thing. Errors: those of decoding.
 */
export async function uprightFile(bytes: Uint8Array): Promise<Uint8Array> {
  const { format, orientation } = await probe(bytes)
  if (orientation === 1) return bytes
  const lossy = format === 'jpeg' || format === 'webp' || format === 'avif'
  return await decoding(() =>
    openImage(bytes)
      .toFormat(format, lossy ? { quality } : {})
      .toBuffer()
  )
}
