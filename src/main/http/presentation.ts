import { VitrineError } from '@shared/contract/errors'
import type { PresentationService } from '../services/publish/presentation-service'
import { failureResponse } from './failure-response'

export const corsHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, DELETE, OPTIONS'
}

const contexts = {
  2: 'application/ld+json;profile="http://iiif.io/api/presentation/2/context.json"',
  3: 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
} as const

/**
 * IIIF Presentation 2 and 3 below `base`: `/iiif/{2,3}/collection`, `/iiif/{2,3}/manifest/ID`,
 * `/iiif/3/annotations/IMAGE`, `/iiif/2/list/IMAGE`.
 */
export function createPresentationHandler(
  presentation: PresentationService,
  report: (bug: unknown) => void
): (request: Request, base: string) => Promise<Response> {
  function documentAt(path: string, base: string) {
    const [, versionText, kind, id = ''] = /^\/iiif\/([23])\/(\w+)(?:\/([\w.-]+))?$/.exec(path) ?? []
    const version = versionText === '2' ? 2 : 3
    if (kind === 'collection' && id === '') return { version, json: presentation.collection(version, base) } as const
    if (kind === 'manifest') return { version, json: presentation.manifest(id, version, base) } as const
    if (kind === (version === 3 ? 'annotations' : 'list') && /^\d{1,15}$/.test(id)) {
      return { version, json: presentation.page(Number(id), version, base) } as const
    }
    throw new VitrineError('NOT_FOUND', 'There is no IIIF document with this address.')
  }

  function answer(request: Request, base: string): Response {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: corsHeaders })
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { ...corsHeaders, allow: 'GET, HEAD, OPTIONS' } })
    }
    const path = new URL(request.url).pathname.slice(new URL(base).pathname.replace(/\/$/, '').length)
    const { version, json } = documentAt(path, base)
    const body = request.method === 'HEAD' ? null : JSON.stringify(json)
    const headers = { ...corsHeaders, 'content-type': contexts[version], 'cache-control': 'no-cache' }
    return new Response(body, { headers })
  }

  return (request, base) =>
    // In a promise, so that what is thrown becomes an answer, too.
    Promise.resolve()
      .then(() => answer(request, base))
      .catch((error: unknown) => failureResponse(error, corsHeaders, report))
}
