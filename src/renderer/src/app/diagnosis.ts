import type { Failure } from '@/api/failure'

export interface DiagnosisContext {
  readonly version: string
  readonly host: string
  readonly screen: string
  readonly userAgent: string
  readonly at: Date
}

/** The text that "Copy diagnosis" copies: what happened and on what, nothing of the user's pictures. */
export function writeDiagnosis(failure: Failure, context: DiagnosisContext): string {
  return [
    `Vitrine ${context.version} (${context.host})`,
    `At ${context.at.toISOString()} on ${context.screen}`,
    context.userAgent,
    '',
    `${failure.code}: ${failure.message}`,
    ...(failure.details ? [JSON.stringify(failure.details, null, 2)] : []),
    ...(failure.stack ? [failure.stack] : [])
  ].join('\n')
}
