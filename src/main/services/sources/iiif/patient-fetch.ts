import { VitrineError } from '@shared/contract/errors'
import { isHttpUrl } from '@shared/domain/presentation/url'
import type { FetchedResource, Fetcher, FetchRequest } from '../../../net/fetcher'

/** Failures in a row after which a host is not asked again by this reader: an import may name thousands of its files. */
const patience = 5
/** Failures that say something of the host, not of one of its files. */
const ofTheHost: ReadonlySet<unknown> = new Set(['DNS', 'CONNECTION', 'TLS', 'TIMEOUT', 'FORBIDDEN_ADDRESS'])
/** How often more it is tried. A host that asks to wait is asked when its pause is over: the fetcher keeps it. */
const retries: Readonly<Record<string, number>> = { RATE_LIMITED: 4, CONNECTION: 1 }

/**
 * Fetches again what may well succeed, until a host has failed too often in a row; what is asked of it afterwards fails
 * at once, for the same reason.
 */
export function createPatientFetch(fetcher: Pick<Fetcher, 'fetch'>): Fetcher['fetch'] {
  const failures = new Map<string, number>()
  const given = new Map<string, VitrineError>()

  async function attempt(url: string, request: FetchRequest | undefined): Promise<FetchedResource> {
    for (let tries = 0; ; tries++) {
      try {
        return await fetcher.fetch(url, request)
      } catch (error) {
        if (tries >= (retries[reasonOf(error)] ?? 0)) throw error
      }
    }
  }

  return async (url, request) => {
    const host = isHttpUrl(url) ? new URL(url).host : ''
    const known = given.get(host)
    if (known) throw known
    try {
      const found = await attempt(url, request)
      failures.delete(host)
      return found
    } catch (error) {
      const count = ofTheHost.has(reasonOf(error)) ? (failures.get(host) ?? 0) + 1 : 0
      failures.set(host, count)
      if (count >= patience && error instanceof VitrineError) given.set(host, error)
      throw error
    }
  }
}

function reasonOf(error: unknown): string {
  const reason = error instanceof VitrineError ? error.details?.reason : undefined
  return typeof reason === 'string' ? reason : ''
}
