import type { ShareHandler } from '../services/publish/publish-service'
import { corsHeaders } from './presentation'

export interface ShareRoutes {
  /** Answers below `/…/iiif/image/`, whatever path stands before. */
  readonly image: (request: Request) => Promise<Response>
  readonly presentation: (request: Request, base: string) => Promise<Response>
  readonly sas: (
    request: Request,
    share: { readonly base: string; readonly allowsWriting: boolean }
  ) => Promise<Response>
}

/** What others see of a shared project: IIIF and SAS, nothing of the window's own calls. */
export function createShareHandler({ image, presentation, sas }: ShareRoutes): ShareHandler {
  return async (request, share) => {
    const path = new URL(request.url).pathname.slice(new URL(share.base).pathname.length)
    if (path.startsWith('/iiif/image/')) return await image(request)
    if (path.startsWith('/iiif/')) return await presentation(request, share.base)
    if (path.startsWith('/sas/')) return await sas(request, share)
    return new Response('Not found\n', { status: 404, headers: corsHeaders })
  }
}
