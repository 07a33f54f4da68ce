import { VitrineError, type ErrorBody, type ErrorCode } from '@shared/contract/errors'

const statuses: Readonly<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  CONFLICT: 409,
  UNSUPPORTED: 501,
  UPSTREAM_FAILED: 502,
  ENGINE_FAILED: 500,
  NO_SPACE: 507,
  NO_PERMISSION: 403,
  READ_ONLY: 403,
  LOCKED: 423,
  CORRUPT: 500,
  // The Image API asks for 400 where an answer would be larger than the limits in info.json.
  TOO_LARGE: 400,
  CANCELLED: 499,
  INTERNAL: 500
}

/** An error as a JSON answer `{error: {code, message, details}}`; what is none of the closed codes is reported as a bug. */
export function failureResponse(error: unknown, headers: HeadersInit, report: (bug: unknown) => void): Response {
  const answer = new Headers(headers)
  answer.set('cache-control', 'no-store')
  if (error instanceof VitrineError) {
    return Response.json({ error: error.toBody() }, { status: statuses[error.code], headers: answer })
  }
  report(error)
  const body: ErrorBody = { code: 'INTERNAL', message: 'Something went wrong inside Vitrine. The log says what.' }
  return Response.json({ error: body }, { status: 500, headers: answer })
}
