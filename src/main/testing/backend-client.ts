import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Client } from '@shared/contract/contract'
import { wireSerializers } from '@shared/contract/wire'
import type { Backend } from '../backend'

/** A client that talks to a backend without a network. */
export function clientOf(backend: Pick<Backend, 'fetch'>): Client {
  return createORPCClient(
    new RPCLink({
      url: 'http://vitrine.test/rpc',
      fetch: (request, init) => backend.fetch(new Request(request, init)),
      customJsonSerializers: wireSerializers
    })
  )
}
