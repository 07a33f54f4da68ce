import type { OfflineEstimate, OfflineInput } from '@shared/contract/offline'
import type { Size } from '@shared/domain/geometry/rect'
import type { OfflineCandidate } from './candidates'

/** Bytes per pixel of a photograph as JPEG, between a plain page (0.1) and a rough cloth (0.6). */
const bytesPerPixel = 0.3
/** Edge of the tiles that most services propose, pixels. */
const tileEdge = 512
/** A request, answer included, of those that a host is asked at once: seconds and number. See net/fetcher. */
const secondsPerRequest = 0.4
const atOnce = 4
/** What a museum's line gives one visitor, bytes per second. */
const bytesPerSecond = 2_000_000

/** Reckons from sizes as documents state them; how a server packs its pictures is only known when they have come. */
export function estimateDownload(
  candidates: readonly OfflineCandidate[],
  kept: number,
  pictures: OfflineInput['pictures']
): OfflineEstimate {
  const hosts = new Map<string, { images: number; requests: number; bytes: number }>()
  for (const { host, canvas } of candidates) {
    const known = hosts.get(host) ?? { images: 0, requests: 0, bytes: 0 }
    const { width, height } = reduced(canvas, pictures)
    hosts.set(host, {
      images: known.images + 1,
      requests: known.requests + 1 + requestsOf({ width, height }, pictures),
      bytes: known.bytes + Math.round(width * height * bytesPerPixel)
    })
  }
  const all = [...hosts].map(([host, sums]) => ({ host, ...sums }))
  const sum = (of: (host: (typeof all)[number]) => number): number => all.reduce((total, host) => total + of(host), 0)
  // Hosts are asked side by side: the slowest one decides.
  const seconds = Math.max(
    0,
    ...all.map(({ requests, bytes }) => Math.max((requests * secondsPerRequest) / atOnce, bytes / bytesPerSecond))
  )
  return {
    images: candidates.length,
    kept,
    requests: sum(({ requests }) => requests),
    bytes: sum(({ bytes }) => bytes),
    seconds: Math.ceil(seconds),
    hosts: all.map(({ host, images, requests }) => ({ host, images, requests }))
  }
}

function reduced({ width, height }: Size, pictures: OfflineInput['pictures']): Size {
  const scale = pictures.kind === 'side' ? Math.min(1, pictures.pixels / Math.max(width, height)) : 1
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

const requestsOf = ({ width, height }: Size, { kind }: OfflineInput['pictures']): number =>
  kind === 'tiles' ? Math.ceil(width / tileEdge) * Math.ceil(height / tileEdge) : 1
