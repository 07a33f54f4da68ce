import type { FigureSource } from '@shared/domain/tables/figure-source'
import { count } from './format'

/** A drawing with its size in CSS pixels. */
export interface Svg {
  readonly width: number
  readonly height: number
  readonly text: string
}

/** Pixels of a PNG per CSS pixel: sharp in print at the size on screen. */
const scale = 3

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

interface Look {
  readonly font: string
  readonly surface: string
}

/** A document of SVG around `body` on the theme's ground. */
export function svgDocument(width: number, height: number, look: Look, body: string): Svg {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const style = `font-family="${escapeXml(look.font)}" font-size="12"`
  const ground = `<rect width="100%" height="100%" fill="${look.surface}"/>`
  return { width, height, text: `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style}>${ground}${body}</svg>` }
}

/** What a drawing is of, for one that stands alone: title, run, population, protocol and count. */
export const captionOf = (title: string, source: FigureSource | null): string =>
  [title, ...(source ? [source.run, source.population, source.protocol, `n = ${count(source.n)}`] : [])]
    .filter(Boolean)
    .join(' · ')

/** The drawing under its caption. */
export function withCaption(caption: string, { width, height, text }: Svg, look: Look & { readonly ink: string }): Svg {
  const head = `<text x="8" y="18" font-weight="600" fill="${look.ink}">${escapeXml(caption)}</text>`
  return svgDocument(width, height + 28, look, head + text.replace('<svg ', '<svg y="28" '))
}

/** Draws an SVG as PNG. */
export async function toPng({ width, height, text }: Svg): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  try {
    const image = new Image(width, height)
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('The picture can’t be drawn.'))), 'image/png')
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}
