import { VitrineError } from '@shared/contract/errors'
import type { ParsedAnnotations } from '@shared/domain/annotation/model'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { parseJson } from '@shared/domain/json/parse-json'
import type { JsonRecord } from '@shared/domain/json/json-value'
import type { Fetcher } from '../../net/fetcher'

/** A Simple Annotation Server elsewhere. Errors: those of fetching. */
export interface SasServer {
  /** Address without `/annotation`. */
  readonly address: string
  /** Asked by `search`: a list by md5 answers 500 until somebody has opened its page there. */
  search(canvasId: string): Promise<ParsedAnnotations>
  create(annotation: JsonRecord): Promise<void>
  update(annotation: JsonRecord): Promise<void>
}

/** Longest answer to one search, in bytes. */
const maxAnswer = 20 * 1024 * 1024

export function createSasServer(given: string, fetcher: Fetcher, signal: AbortSignal): SasServer {
  const address = given.replace(/\/+$/, '').replace(/\/annotation(?:\/search)?$/, '')

  async function post(endpoint: string, annotation: JsonRecord): Promise<void> {
    const text = JSON.stringify({ '@context': 'http://iiif.io/api/presentation/2/context.json', ...annotation })
    const body = { text, type: 'application/ld+json' }
    await fetcher.fetch(`${address}/annotation/${endpoint}`, { method: 'POST', body, signal })
  }

  return {
    address,
    async search(canvasId) {
      const url = `${address}/annotation/search?uri=${encodeURIComponent(canvasId)}`
      const { bytes } = await fetcher.fetch(url, { signal, maxBytes: maxAnswer })
      const result = parseJson(bytes.toString('utf8'))
      if (!result.ok) throw new VitrineError('UPSTREAM_FAILED', `${url}: ${result.message}`)
      return parseAll(result.value)
    },
    create: annotation => post('create', annotation),
    update: annotation => post('update', annotation)
  }
}
