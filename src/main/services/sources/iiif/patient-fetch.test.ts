import { expect, test } from 'vitest'
import { FetchError, type FetchReason } from '../../../net/fetch-error'
import type { FetchedResource } from '../../../net/fetcher'
import { createPatientFetch } from './patient-fetch'

function scripted(reasons: readonly (FetchReason | null)[]) {
  const asked: string[] = []
  const answers = reasons.values()
  const fetch = createPatientFetch({
    fetch(url): Promise<FetchedResource> {
      asked.push(url)
      const reason = answers.next().value ?? null
      if (reason !== null) return Promise.reject(new FetchError(reason, url, reason))
      const empty = { contentType: null, etag: null, lastModified: null, bytes: Buffer.alloc(0) }
      return Promise.resolve({ url, status: 200, ...empty })
    }
  })
  return { fetch, asked }
}

test('a host that asks to wait is asked again; a file that is not there is not', async () => {
  const { fetch, asked } = scripted(['RATE_LIMITED', 'RATE_LIMITED', null, 'NOT_FOUND'])
  await expect(fetch('https://a.example/1')).resolves.toMatchObject({ status: 200 })
  await expect(fetch('https://a.example/2')).rejects.toMatchObject({ reason: 'NOT_FOUND' })
  expect(asked).toHaveLength(4)
})

test('a dead host is given up after some failures in a row, others are not', async () => {
  const { fetch, asked } = scripted(Array(5).fill('DNS'))
  for (let index = 0; index < 20; index++)
    await expect(fetch(`https://dead.example/${index}`)).rejects.toMatchObject({ reason: 'DNS' })
  expect(asked).toHaveLength(5)
  await expect(fetch('https://alive.example/')).resolves.toMatchObject({ status: 200 })
})

test('missing files say nothing of their host', async () => {
  const { fetch, asked } = scripted(Array(12).fill('NOT_FOUND'))
  for (let index = 0; index < 12; index++)
    await expect(fetch(`https://a.example/${index}`)).rejects.toMatchObject({ reason: 'NOT_FOUND' })
  expect(asked).toHaveLength(12)
})
