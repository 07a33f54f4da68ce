import { VitrineError } from '@shared/contract/errors'
import { failureResponse } from './failure-response'

export interface UploadOptions {
  readonly save: (batch: string, path: string, content: AsyncIterable<Uint8Array>) => Promise<void>
  /** Gets what is a bug of ours rather than a bad request. */
  readonly report: (bug: unknown) => void
}

/**
 * `POST /upload/BATCH/PATH` with a file as its body: how a page in a browser, which can't name places on the disk, hands
 * files over. The import of `upload:BATCH` takes them. 204 when the file is kept.
 */
export function createUploadHandler({ save, report }: UploadOptions): (request: Request) => Promise<Response> {
  return async request => {
    try {
      const { batch, path } = parseTarget(request.url)
      // An empty file has no body; the import says what is wrong with it.
      await save(batch, path, request.body ?? nothing())
      return new Response(null, { status: 204 })
    } catch (error) {
      return failureResponse(error, {}, report)
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function parseTarget(address: string): { readonly batch: string; readonly path: string } {
  const [, batch, path] = /^\/upload\/([^/]+)\/(.+)$/.exec(new URL(address).pathname) ?? []
  try {
    // Decoded once, after splitting: an encoded slash stays a character of a name, which no name may have.
    const names = path?.split('/').map(decodeURIComponent)
    if (batch !== undefined && names?.every(name => !name.includes('/'))) return { batch, path: names.join('/') }
  } catch {
    // Told below.
  }
  throw new VitrineError('INVALID_INPUT', 'An upload goes to /upload/BATCH/PATH.')
}
