import { errorStatuses, VitrineError, type ErrorBody } from '@shared/contract/errors'

/** An error as a JSON answer `{error: {code, message, details}}`; what is none of the closed codes is reported as a bug. */
export function failureResponse(error: unknown, headers: HeadersInit, report: (bug: unknown) => void): Response {
  const answer = new Headers(headers)
  answer.set('cache-control', 'no-store')
  if (error instanceof VitrineError) {
    return Response.json({ error: error.toBody() }, { status: errorStatuses[error.code], headers: answer })
  }
  report(error)
  const body: ErrorBody = { code: 'INTERNAL', message: 'Something went wrong inside Vitrine. The log says what.' }
  return Response.json({ error: body }, { status: 500, headers: answer })
}
