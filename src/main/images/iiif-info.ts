import { Versions } from 'iiif-processor'
import { maxEdge, type IiifVersion } from './iiif-request'
import { levelSize, scaleFactorsOf, tileSize, type Size } from './pyramid'
import type { ServedImage } from './served-image'

/** With `http:`, as the specification spells the level's name. */
export const profileUri: Readonly<Record<IiifVersion, string>> = {
  2: 'http://iiif.io/api/image/2/level2.json',
  3: 'http://iiif.io/api/image/3/level2.json'
}

/** `info.json` of an image: sizes and tiles are those of its pyramid, so that what viewers ask for is a read. */
export function infoDocument(version: IiifVersion, id: string, image: ServedImage): Record<string, unknown> {
  const scaleFactors = scaleFactorsOf(image)
  const sizes: Size[] = scaleFactors.map(factor => levelSize(image, factor)).reverse()
  const document = Versions[version].infoDoc({
    id,
    width: image.width,
    height: image.height,
    sizes: sizes.filter(size => Math.max(size.width, size.height) <= maxEdge),
    max: { width: maxEdge, height: maxEdge }
  })
  const rights = image.rights === null ? {} : version === 3 ? { rights: image.rights } : { license: image.rights }
  const tiles = [{ width: tileSize, height: tileSize, scaleFactors }]
  return plain({ ...document, tiles, ...rights })
}

/** The library answers with Sets where JSON needs arrays, and with undefined for limits that aren't set. */
function plain(document: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(document, (_key, value: unknown) => (value instanceof Set ? [...value] : value))
  return JSON.parse(text) as Record<string, unknown> // what was an object before is one after
}
