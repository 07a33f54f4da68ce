import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { FetchError } from './fetch-error'

/** Reads an answer's body, unpacked, up to `maxBytes`; a small packed answer can't grow beyond that either. */
export async function readBody(
  response: IncomingMessage,
  url: string,
  maxBytes: number,
  onProgress?: (received: number, total: number | null) => void
): Promise<Buffer> {
  const length = Number(response.headers['content-length'] ?? NaN)
  if (length > maxBytes) throw tooLarge(url, maxBytes)
  const encoding = (response.headers['content-encoding'] ?? 'identity').toLowerCase()
  const stream = unpacked(response, encoding)
  const chunks: Buffer[] = []
  let received = 0
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue
      received += chunk.length
      if (received > maxBytes) throw tooLarge(url, maxBytes)
      chunks.push(chunk)
      onProgress?.(received, Number.isFinite(length) && encoding === 'identity' ? length : null)
    }
  } finally {
    response.destroy()
  }
  return Buffer.concat(chunks)
}

function unpacked(response: IncomingMessage, encoding: string): Readable {
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : null
  if (!unpack) return response
  response.on('error', error => unpack.destroy(error))
  return response.pipe(unpack)
}

function tooLarge(url: string, maxBytes: number): FetchError {
  const limit = maxBytes >= 1024 * 1024 ? `${Math.floor(maxBytes / (1024 * 1024))} MB` : `${maxBytes} bytes`
  return new FetchError('TOO_LARGE', url, `${url} is larger than ${limit}.`, { maxBytes })
}
