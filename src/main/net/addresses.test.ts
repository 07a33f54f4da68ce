import { expect, test } from 'vitest'
import { isAllowedHost, isPublicAddress } from './addresses'
import { usesProxy } from './proxy'

test.each(['8.8.8.8', '193.62.1.1', '172.32.0.1', '2a00:1450:4001:81b::200e', '2606:4700::1'])(
  '%s is public',
  address => expect(isPublicAddress(address)).toBe(true)
)

test.each([
  '127.0.0.1', '127.8.9.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254',
  '100.64.0.1', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'ff02::1',
  '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '[::1]', 'localhost', ''
])('%s is not', address => expect(isPublicAddress(address)).toBe(false)) // prettier-ignore

test('allowed hosts compare without case, with or without port', () => {
  const url = new URL('http://NAS.local:8080/x')
  expect(isAllowedHost(url, ['nas.LOCAL'])).toBe(true)
  expect(isAllowedHost(url, ['nas.local:8080'])).toBe(true)
  expect(isAllowedHost(url, ['nas.local:80', 'local', 'x.nas.local'])).toBe(false)
})

test('proxies and their exceptions', () => {
  const environment = { HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'localhost, .museum.org,e.org:8443' }
  const through = (url: string): boolean => usesProxy(new URL(url), environment)
  expect(through('https://iiif.io/')).toBe(true)
  expect(through('http://iiif.io/')).toBe(false)
  expect(through('https://iiif.museum.org/')).toBe(false)
  expect(through('https://notmuseum.org/')).toBe(true)
  expect(through('https://e.org:8443/')).toBe(false)
  expect(through('https://e.org/')).toBe(true)
})
