import { failureResponse } from './failure-response'

export interface DownloadOptions {
  readonly open: (id: string) => Promise<{ readonly name: string; readonly content: ReadableStream<Uint8Array> }>
  /** Gets what is a bug of ours rather than a bad request. */
  readonly report: (bug: unknown) => void
}

/** `GET /download/ID`: an export as a zip archive, for a page that can't name a folder on this machine. */
export function createDownloadHandler({ open, report }: DownloadOptions): (request: Request) => Promise<Response> {
  return async request => {
    try {
      const { name, content } = await open(new URL(request.url).pathname.slice('/download/'.length))
      return new Response(content, {
        headers: {
          'content-type': 'application/zip',
          // RFC 6266: a plain name for old programs, the real one for all others.
          'content-disposition': `attachment; filename="export.zip"; filename*=UTF-8''${encodeURIComponent(name)}`,
          'cache-control': 'no-store'
        }
      })
    } catch (error) {
      return failureResponse(error, {}, report)
    }
  }
}
