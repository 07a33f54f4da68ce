import { VitrineError } from '@shared/contract/errors'
import { failureResponse } from './failure-response'

export interface PreviewPicturesOptions {
  readonly picture: (preview: string, index: number, signal: AbortSignal) => Promise<Uint8Array>
  readonly report?: (bug: unknown) => void
}

/** `/media/preview/PREVIEW/INDEX`: a small JPEG of a line of an import's preview. */
export function createPreviewPicturesHandler(options: PreviewPicturesOptions): (request: Request) => Promise<Response> {
  const { picture, report = () => undefined } = options
  return async request => {
    try {
      const match = /^\/media\/preview\/([0-9a-f-]{36})\/(\d{1,6})$/.exec(new URL(request.url).pathname)
      if (!match) throw new VitrineError('NOT_FOUND', 'There is nothing at this address.')
      const bytes = await picture(match[1] ?? '', Number(match[2]), request.signal)
      return new Response(new Uint8Array(bytes), {
        headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=3600' }
      })
    } catch (error) {
      return failureResponse(error, {}, report)
    }
  }
}
