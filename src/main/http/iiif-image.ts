import { VitrineError } from '@shared/contract/errors'
import { infoDocument, profileUri } from '../images/iiif-info'
import type { ImageRenderer } from '../images/iiif-render'
import { parseImageRequest, type IiifVersion } from '../images/iiif-request'
import type { ServedImage } from '../images/served-image'
import { failureResponse } from './failure-response'

export interface IiifImageOptions {
  /** Looks an opaque id up (it is never a path); null when there is no such image. */
  readonly resolveImage: (id: string) => Promise<ServedImage | null>
  readonly renderer: ImageRenderer
  /** Whether pages of other origins may read the answers, as IIIF viewers elsewhere need. */
  readonly cors: boolean
  /** Gets what is a bug of ours rather than a bad request. */
  readonly report?: (bug: unknown) => void
}

const idPattern = /^[\w.~-]{1,100}$/

interface Target {
  readonly version: IiifVersion
  readonly id: string
  /** Address of the image service, without a slash at its end. */
  readonly serviceUri: string
  readonly rest: readonly string[]
}

/**
 * The IIIF Image API 3.0 and 2.1, level 2, under `/iiif/image/3/ID` and `/iiif/image/2/ID`.
 * 303 from an image's base address to its `info.json`; 400 for what can't be asked for, 404 for unknown ids, 501 for formats
 * that exist but aren't produced.
 */
export function createIiifImageHandler(options: IiifImageOptions): (request: Request) => Promise<Response> {
  const { resolveImage, renderer, report = () => undefined } = options
  const shared: Readonly<Record<string, string>> = options.cors
    ? {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
        'access-control-expose-headers': 'Link, ETag'
      }
    : {}

  async function answer(request: Request): Promise<Response> {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: shared })
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { ...shared, allow: 'GET, HEAD, OPTIONS' } })
    }
    const target = parseTarget(request.url)
    const image = target === null ? null : await resolveImage(target.id)
    if (target === null || image === null) throw new VitrineError('NOT_FOUND', 'There is no image with this address.')
    const { rest, serviceUri } = target
    if (rest.length === 0) {
      return new Response(null, { status: 303, headers: { ...shared, location: `${serviceUri}/info.json` } })
    }
    if (rest.length === 1 && rest[0] === 'info.json') return info(request, target, image)
    return await picture(request, target, image)
  }

  function info(request: Request, { version, serviceUri }: Target, image: ServedImage): Response {
    const contentType = request.headers.get('accept')?.includes('application/ld+json')
      ? `application/ld+json;profile="http://iiif.io/api/image/${version}/context.json"`
      : 'application/json'
    return new Response(JSON.stringify(infoDocument(version, serviceUri, image)), {
      headers: {
        ...shared,
        'content-type': contentType,
        'cache-control': 'no-cache',
        link: `<${profileUri[version]}>;rel="profile"`,
        vary: 'Accept'
      }
    })
  }

  async function picture(request: Request, target: Target, image: ServedImage): Promise<Response> {
    const { version, serviceUri } = target
    const imageRequest = parseImageRequest(version, image, parametersOf(target.rest))
    // The hash names the pixels and the canonical path what is made of them: the same tag is always the same answer.
    const etag = `"${image.hash.slice(0, 32)}/${imageRequest.canonical}"`
    const headers = {
      ...shared,
      etag,
      // Ids are only unique within a project; addresses that name the pixels themselves may be kept for good.
      'cache-control': target.id === image.hash ? 'private, max-age=31536000, immutable' : 'private, no-cache',
      link: `<${serviceUri}/${imageRequest.canonical}>;rel="canonical", <${profileUri[version]}>;rel="profile"`
    }
    if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
    const { bytes, contentType } = await renderer.render(image, imageRequest)
    // A Uint8Array over shared memory can't be a body; sharp and fs never make one.
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, 'content-type': contentType } })
  }

  return async request => {
    const response = await answer(request).catch((error: unknown) => failureResponse(error, shared, report))
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
}

/** Null for what is no address of an image service at all. */
function parseTarget(address: string): Target | null {
  const url = new URL(address)
  // What is shared lies below a path of its own.
  const match = /^((?:\/[\w-]+)?)\/iiif\/image\/([23])\/([^/]+)(?:\/(.*))?$/.exec(url.pathname)
  const [, prefix, version, encodedId, rest] = match ?? []
  if (encodedId === undefined) return null
  try {
    // Decoded once, after splitting: an encoded slash stays a character of the id.
    const id = decodeURIComponent(encodedId)
    const segments = rest === undefined || rest === '' ? [] : rest.split('/').map(decodeURIComponent)
    // `origin` is "null" for the desktop window's own scheme.
    const serviceUri = `${url.protocol}//${url.host}${prefix}/iiif/image/${version}/${encodedId}`
    return idPattern.test(id) ? { version: version === '2' ? 2 : 3, id, serviceUri, rest: segments } : null
  } catch {
    return null
  }
}

function parametersOf(segments: readonly string[]): Parameters<typeof parseImageRequest>[2] {
  const [region, size, rotation, file, ...more] = segments
  const dot = file?.lastIndexOf('.') ?? -1
  if (
    region === undefined ||
    size === undefined ||
    rotation === undefined ||
    file === undefined ||
    dot < 1 ||
    more[0]
  ) {
    const form = 'REGION/SIZE/ROTATION/QUALITY.FORMAT, such as full/max/0/default.jpg'
    throw new VitrineError('INVALID_INPUT', `The address of a picture ends in ${form}.`)
  }
  return { region, size, rotation, quality: file.slice(0, dot), format: file.slice(dot + 1) }
}
