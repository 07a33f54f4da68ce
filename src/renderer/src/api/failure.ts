import { ORPCError } from '@orpc/client'
import { errorCodes, type ErrorBody, type ErrorCode } from '@shared/contract/errors'

/** A failed call as the window shows it. `UNREACHABLE`: no answer came; the backend is gone or restarting. */
export interface Failure {
  readonly code: ErrorCode | 'UNREACHABLE'
  readonly message: string
  readonly details?: ErrorBody['details']
  readonly stack?: string | undefined
}

const isCode = (code: string): code is ErrorCode => errorCodes.some(known => known === code)

/** Turns whatever a call threw into something that can be shown and copied. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ORPCError) {
    // The contract gives every error the same optional record as its data.
    const details = error.data as ErrorBody['details']
    return { code: isCode(error.code) ? error.code : 'INTERNAL', message: error.message, ...(details && { details }) }
  }
  // What fetch throws when the connection fails; the browser's own words ("Failed to fetch") help nobody.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return { code: 'UNREACHABLE', message: 'The program does not answer. It may have been closed: start it again.' }
  }
  if (error instanceof Error) return { code: 'INTERNAL', message: error.message, stack: error.stack }
  return { code: 'INTERNAL', message: String(error) }
}
