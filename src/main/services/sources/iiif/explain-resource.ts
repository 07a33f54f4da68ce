import { VitrineError } from '@shared/contract/errors'

/** What went wrong with one resource; a cancelled job, a full disk and our own faults are thrown on: they end the import. */
export function explainResource(error: unknown): { readonly code: string; readonly message: string } {
  const isAboutResource =
    error instanceof VitrineError &&
    error.code !== 'CANCELLED' &&
    error.code !== 'NO_SPACE' &&
    error.code !== 'INTERNAL'
  if (!isAboutResource) throw error
  // Why a fetch failed (DNS, NOT_FOUND, TIMEOUT …) says more than that it did.
  const reason = error.details?.reason
  return { code: typeof reason === 'string' && /^[A-Z_]+$/.test(reason) ? reason : error.code, message: error.message }
}
