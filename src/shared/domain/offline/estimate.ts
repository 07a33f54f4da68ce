import type { OfflineEstimate } from '../../contract/offline'
import type { KeptPictures } from '../../contract/sources'
import type { Size } from '../geometry/rect'

/** A picture on the web: its host and the largest size in pixels that is known of it. */
export interface RemotePicture extends Size {
  readonly host: string
}

/** Bytes per pixel of a photograph as JPEG, between a plain page (0.1) and a rough cloth (0.6). */
const bytesPerPixel = 0.3
/** Edge of the tiles that most services propose, pixels. */
const tileEdge = 512
/** What a request takes, answer included, in seconds, and how many a host is asked at once. */
const secondsPerRequest = 0.4
const atOnce = 4
/** What a museum's line gives one visitor, bytes per second. */
const bytesPerSecond = 2_000_000

/**
 * What keeping pictures takes, reckoned from sizes as documents state them: how a server packs its pictures is only
 * known when they have come. `kept` counts those that need not be fetched.
 */
export function estimateDownload(
  pictures: readonly RemotePicture[],
  kept: number,
  wanted: KeptPictures
): OfflineEstimate {
  const hosts = new Map<string, { images: number; requests: number; bytes: number }>()
  if (wanted.kind !== 'none') {
    for (const picture of pictures) {
      const known = hosts.get(picture.host) ?? { images: 0, requests: 0, bytes: 0 }
      const size = reduced(picture, wanted)
      hosts.set(picture.host, {
        images: known.images + 1,
        // One for the description of the image service.
        requests: known.requests + 1 + requestsOf(size, wanted),
        bytes: known.bytes + Math.round(size.width * size.height * bytesPerPixel)
      })
    }
  }
  const all = [...hosts].map(([host, sums]) => ({ host, ...sums }))
  const sum = (of: (host: (typeof all)[number]) => number): number => all.reduce((total, host) => total + of(host), 0)
  const secondsOf = ({ requests, bytes }: (typeof all)[number]): number =>
    Math.max((requests * secondsPerRequest) / atOnce, bytes / bytesPerSecond)
  return {
    images: sum(({ images }) => images),
    kept,
    requests: sum(({ requests }) => requests),
    bytes: sum(({ bytes }) => bytes),
    // Hosts are asked side by side: the slowest one decides.
    seconds: Math.ceil(Math.max(0, ...all.map(secondsOf))),
    hosts: all.map(({ host, images, requests }) => ({ host, images, requests }))
  }
}

function reduced({ width, height }: Size, wanted: KeptPictures): Size {
  const scale = wanted.kind === 'side' ? Math.min(1, wanted.pixels / Math.max(width, height, 1)) : 1
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

const requestsOf = ({ width, height }: Size, { kind }: KeptPictures): number =>
  kind === 'tiles' ? Math.ceil(width / tileEdge) * Math.ceil(height / tileEdge) : 1
