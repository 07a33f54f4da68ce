import { expect, it } from 'vitest'
import { withSecurityHeaders } from './security-headers'

it('puts the policy on every answer', () => {
  const { headers } = withSecurityHeaders(new Response('x', { headers: { 'x-own': '1' } }))
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('x-own')).toBe('1')
})
