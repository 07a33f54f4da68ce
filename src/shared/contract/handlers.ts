import type { ContractProcedure, ErrorMap, InferSchemaInput, InferSchemaOutput, Meta, Schema } from '@orpc/contract'

/** What a call knows beside its input. */
export interface CallContext {
  /** Aborted when the client went away. */
  readonly signal: AbortSignal | undefined
}

type Handler<I, O> = (input: I, context: CallContext) => O | Promise<O>

/**
 * A contract of one domain as the interface of the service that answers it: inputs as they are after parsing, with
 * their defaults, outputs as they are before.
 */
export type Handlers<C> = {
  readonly [K in keyof C]: C[K] extends ContractProcedure<infer I, infer O, ErrorMap, Meta>
    ? I extends Schema<unknown, unknown>
      ? Handler<InferSchemaOutput<I>, InferSchemaInput<O>>
      : never
    : never
}
