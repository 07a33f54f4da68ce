import { implement, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fetch'
import { contract } from '@shared/contract/contract'
import { errorStatuses, VitrineError, type ErrorCode } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import { wireSerializers } from '@shared/contract/wire'

export type Services = { readonly [K in keyof typeof contract]: Handlers<(typeof contract)[K]> }

interface Log {
  warn(message: string): void
  error(message: string, cause?: unknown): void
}

export interface RpcOptions {
  /** What is built so far; the procedures of the others are not found. */
  readonly services: Partial<Services>
  readonly log: Log
}

/** Calls that take longer are logged, milliseconds. */
const slow = 200

/** Answers `/rpc` by the services: each domain of the contract is the interface of one service. */
export function createRpcHandler({ services, log }: RpcOptions): (request: Request) => Promise<Response> {
  const handler = new RPCHandler(createRouter(services), {
    customJsonSerializers: wireSerializers,
    clientInterceptors: [
      async options => {
        const name = options.path.join('.')
        const started = performance.now()
        try {
          return await options.next()
        } catch (error) {
          throw toWireError(error, name, log)
        } finally {
          const elapsed = performance.now() - started
          if (elapsed > slow) log.warn(`SLOW ${name} ${elapsed.toFixed(0)} ms`)
        }
      }
    ]
  })
  return async request => {
    const { matched, response } = await handler.handle(request, { prefix: '/rpc' })
    return matched ? response : new Response('Not found', { status: 404 })
  }
}

type AnyHandler = (input: unknown, context: { signal: AbortSignal | undefined }) => unknown
interface Implementer {
  handler(handle: (options: { input: unknown; signal?: AbortSignal }) => unknown): never
}

function createRouter(services: Partial<Services>) {
  // Names are the same on both sides by the type of Services; that they are matched in a loop is beyond the compiler.
  const implementer = implement(contract) as unknown as Record<string, Record<string, Implementer>>
  const router: Record<string, Record<string, never>> = {}
  for (const [domain, procedures] of Object.entries(contract)) {
    const service = services[domain as keyof Services] as Record<string, AnyHandler> | undefined
    if (!service) continue
    router[domain] = Object.fromEntries(
      Object.keys(procedures).flatMap(name => {
        const procedure = implementer[domain]?.[name]
        const handle = service[name]
        if (!procedure || !handle) return []
        return [[name, procedure.handler(({ input, signal }) => handle(input, { signal }))]]
      })
    )
  }
  return router
}

function toWireError(error: unknown, name: string, log: Log): unknown {
  if (error instanceof VitrineError) return wireError(error.code, error.message, error.details && { ...error.details })
  if (error instanceof ORPCError) {
    if (error.code === 'BAD_REQUEST') return wireError('INVALID_INPUT', explainIssues(error))
    if (error.code !== 'INTERNAL_SERVER_ERROR') return error
  }
  log.error(`${name} failed`, error)
  return wireError('INTERNAL', 'Something went wrong inside Vitrine. The log says what.')
}

/** With the status that the contract gives the code: only then does the client know it as one of the contract's errors. */
function wireError(code: ErrorCode, message: string, data?: Record<string, unknown>): ORPCError<string, unknown> {
  return new ORPCError(code, { status: errorStatuses[code], message, ...(data && { data }) })
}

/** Which field is wrong and why, from the validation's own words. */
function explainIssues(error: ORPCError<string, unknown>): string {
  const issues = isIssues(error.data) ? error.data.issues : []
  const [issue] = issues
  if (!issue) return error.message
  const path = (issue.path ?? []).map(part => (typeof part === 'object' ? String(part.key) : String(part))).join('.')
  return path === '' ? issue.message : `${path}: ${issue.message}`
}

interface Issues {
  readonly issues: readonly { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] }[]
}
function isIssues(data: unknown): data is Issues {
  return typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues)
}
