import * as v from 'valibot'

/** Every code an error of Vitrine can carry across the wire; what is none of these is a bug and becomes `INTERNAL`. */
export const errorCodes = [
  'NOT_FOUND',
  'INVALID_INPUT',
  'CONFLICT',
  'UNSUPPORTED',
  'UPSTREAM_FAILED',
  'ENGINE_FAILED',
  'NO_SPACE',
  'NO_PERMISSION',
  'READ_ONLY',
  'LOCKED',
  'CORRUPT',
  'TOO_LARGE',
  'CANCELLED',
  'INTERNAL'
] as const

/** The closed set of causes that a caller can tell apart. */
export type ErrorCode = (typeof errorCodes)[number]

/** HTTP status that goes with each code, on the wire and in every other answer; 500 is left to faults of our own. */
export const errorStatuses: Readonly<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  CONFLICT: 409,
  UNSUPPORTED: 501,
  UPSTREAM_FAILED: 502,
  ENGINE_FAILED: 503,
  NO_SPACE: 507,
  NO_PERMISSION: 403,
  READ_ONLY: 403,
  LOCKED: 423,
  CORRUPT: 422,
  // The Image API asks for 400 where an answer would be larger than the limits in info.json.
  TOO_LARGE: 400,
  // What servers log for a client that went away.
  CANCELLED: 499,
  INTERNAL: 500
}

/** What an error looks like in JSON: on the wire, in a job, on the command line's standard output. */
export const errorSchema = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  details: v.optional(v.record(v.string(), v.unknown()))
})
export type ErrorBody = v.InferOutput<typeof errorSchema>

/** An error in an answer outside the contract, such as an upload's; null for what is none. */
export function parseError(value: unknown): ErrorBody | null {
  const parsed = v.safeParse(errorSchema, value)
  return parsed.success ? parsed.output : null
}

/** A failure that a person can act on: `message` is a sentence that says what happened and what to do. */
export class VitrineError extends Error {
  override readonly name = 'VitrineError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: Readonly<Record<string, unknown>>,
    options?: ErrorOptions
  ) {
    super(message, options)
  }

  toBody(): ErrorBody {
    return { code: this.code, message: this.message, ...(this.details && { details: { ...this.details } }) }
  }
}
