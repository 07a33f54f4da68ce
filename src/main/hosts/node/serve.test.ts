import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { startServer } from './serve'

/** Status that the server on `port` answers somebody who calls it `host`. */
const statusFor = (port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { host, authorization: 'Bearer t' }
    request({ host: '127.0.0.1', port, headers }, answer => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })

const fetch = () => Promise.resolve(new Response('inside'))

test('listening on all addresses it answers to each of them, and to no other name', async () => {
  const server = await startServer({ fetch, port: 0, hostname: '0.0.0.0', token: 't' })
  const port = Number(new URL(server.url).port)
  const [own] = Object.values(networkInterfaces()).flatMap(found => found ?? [])
  expect(await statusFor(port, `${own?.address}:${port}`)).toBe(200)
  expect(await statusFor(port, `evil.example:${port}`)).toBe(421)
  // Nobody's address, but everybody's own.
  expect(server.url).toBe(`http://127.0.0.1:${port}/?token=t`)
  await server.close()
})

test('listening on one address it answers to that one and to this machine', async () => {
  const server = await startServer({ fetch, port: 0, token: 't' })
  const port = Number(new URL(server.url).port)
  expect(await statusFor(port, `localhost:${port}`)).toBe(200)
  expect(await statusFor(port, `192.0.2.1:${port}`)).toBe(421)
  await server.close()
})
