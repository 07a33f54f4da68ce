import { createORPCClient, isDefinedError, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { expect, test } from 'vitest'
import type { Client } from '@shared/contract/contract'
import { errorCodes, errorStatuses, VitrineError } from '@shared/contract/errors'
import { wireSerializers } from '@shared/contract/wire'
import { createRpcHandler, type Services } from './rpc'

function startRpc(services: Partial<Services>) {
  const logged: string[] = []
  const log = {
    warn: (message: string) => void logged.push(message),
    error: (message: string) => void logged.push(message)
  }
  const handle = createRpcHandler({ services, log })
  const client: Client = createORPCClient(
    new RPCLink({
      url: 'http://vitrine.test/rpc',
      fetch: (request, init) => handle(new Request(request, init)),
      customJsonSerializers: wireSerializers
    })
  )
  return { client, logged }
}

const history = (undo: () => never): Partial<Services> => ({
  history: { undo, redo: undo, state: undo }
})

test('an error of the closed set crosses the wire with code, sentence and details', async () => {
  const { client, logged } = startRpc(
    history(() => {
      throw new VitrineError('NO_SPACE', 'The disk is full.', { path: '/data' })
    })
  )
  const [error] = await safe(client.history.undo())
  expect(isDefinedError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'NO_SPACE', message: 'The disk is full.', data: { path: '/data' } })
  expect(logged).toEqual([])
})

test.each(errorCodes)('%s is answered with its own status and known to the client', async code => {
  const fail = (): never => {
    throw new VitrineError(code, 'It failed.')
  }
  const handle = createRpcHandler({ services: history(fail), log: { warn: () => undefined, error: () => undefined } })
  const answer = await handle(new Request('http://vitrine.test/rpc/history/undo', { method: 'POST', body: '{}' }))
  expect(answer.status).toBe(errorStatuses[code])
  expect(answer.status === 500).toBe(code === 'INTERNAL')
  const [error] = await safe(startRpc(history(fail)).client.history.undo())
  expect(isDefinedError(error) && error.code).toBe(code)
})

test('anything else is a fault: logged with its call, told without its inside', async () => {
  const { client, logged } = startRpc(
    history(() => {
      throw new TypeError('secret of the house')
    })
  )
  const [error] = await safe(client.history.undo())
  expect(error).toMatchObject({ code: 'INTERNAL' })
  expect(error?.message).not.toMatch(/secret/)
  expect(logged).toEqual(['history.undo failed'])
})

test('bad input is refused with the field that is wrong', async () => {
  const { client } = startRpc({
    jobs: { get: () => Promise.reject(new Error('not reached')) } as unknown as Services['jobs']
  })
  const [error] = await safe(client.jobs.get({ id: 'no uuid' }))
  expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(/^id: /) })
})

test('a long list of numbers crosses the wire as one text and arrives as it was', async () => {
  const numbers = Array.from({ length: 2000 }, (_, at) => at * 7 + 1)
  let asked: readonly number[] = []
  const images = {
    summaries: ({ ids }: { ids: readonly number[] }) => ((asked = ids), []),
    query: () => ({ revision: 0, ids: numbers, classIds: [], crops: [], groups: [], facets: noFacets, total: 2000 })
  } as unknown as Services['images']
  const { client } = startRpc({ images })
  await client.images.summaries({ ids: numbers })
  expect(asked).toEqual(numbers)
  expect((await client.images.query({})).ids).toEqual(numbers)

  const handle = createRpcHandler({ services: { images }, log: { warn: () => undefined, error: () => undefined } })
  const ask = new Request('http://vitrine.test/rpc/images/query', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"json":{}}'
  })
  expect(await (await handle(ask)).text()).toContain('"ids":"1,8,15,')
})

const noFacets = { classes: [], sources: [], splits: [], status: [], labelled: [], boxes: [], size: [] }
