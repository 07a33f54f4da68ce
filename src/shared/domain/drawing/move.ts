import type { Region } from '../../contract/annotations'

/** The region shifted by (dx, dy) pixels; its shape stays exactly as it is. */
export function moveRegion(region: Region, dx: number, dy: number): Region {
  switch (region.kind) {
    case 'whole':
      return region
    case 'polygon':
      return { kind: 'polygon', rings: region.rings.map(ring => ring.map(([x, y]) => [x + dx, y + dy])) }
    default:
      return { ...region, x: region.x + dx, y: region.y + dy }
  }
}
