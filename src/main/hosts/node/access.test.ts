import { describe, expect, it } from 'vitest'
import { createAccessControl } from './access'

const guard = createAccessControl({
  token: 'secret',
  hosts: new Set(['127.0.0.1:8080']),
  fetch: async () => new Response('inside')
})
const ask = (path: string, headers: Record<string, string> = {}) =>
  guard(new Request(`http://127.0.0.1:8080${path}`, { headers: { host: '127.0.0.1:8080', ...headers } }))

describe('access control', () => {
  it('hands out a strict cookie for the token and takes the token out of the address', async () => {
    const entry = await ask('/library?token=secret&q=coat')
    expect(entry.status).toBe(303)
    expect(entry.headers.get('location')).toBe('/library?q=coat')
    const cookie = entry.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    const inside = await ask('/', { cookie: cookie.split(';')[0] ?? '' })
    expect(await inside.text()).toBe('inside')
  })

  it('lets a bearer token in and nobody else', async () => {
    expect((await ask('/rpc/x', { authorization: 'Bearer secret' })).status).toBe(200)
    expect((await ask('/rpc/x', { authorization: 'Bearer other' })).status).toBe(401)
    expect((await ask('/rpc/x')).status).toBe(401)
    expect((await ask('/?token=wrong')).status).toBe(401)
  })

  it('refuses a rebound host and a foreign origin even with the right cookie', async () => {
    const authorization = 'Bearer secret'
    expect((await ask('/', { authorization, host: 'evil.example:8080' })).status).toBe(421)
    expect((await ask('/', { authorization, origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask('/', { authorization, origin: 'null' })).status).toBe(403)
    expect((await ask('/', { authorization, origin: 'http://127.0.0.1:8080' })).status).toBe(200)
  })
})
