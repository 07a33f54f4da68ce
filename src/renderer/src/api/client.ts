import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Client } from '@shared/contract/contract'
import { wireSerializers } from '@shared/contract/wire'

/** A typed client of the backend at `origin`; every call is one `POST /rpc/…` on the page's own origin. */
export function createClient(origin: string): Client {
  return createORPCClient(new RPCLink({ url: () => new URL('/rpc', origin), customJsonSerializers: wireSerializers }))
}

export const client: Client = createClient(globalThis.location?.origin ?? 'http://localhost')
