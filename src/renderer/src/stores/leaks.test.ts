import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test, vi } from 'vitest'
import { useLeaks } from './leaks'
import { useMessages } from './messages'

const backend = vi.hoisted(() => ({ leaks: vi.fn<() => Promise<{ imageIds: number[] }[]>>() }))
vi.mock('@/api/client', () => ({ client: { datasets: backend } }))

function start() {
  const app = createApp({})
  const component = { render: () => null }
  const routes = [
    { path: '/train', component },
    { path: '/library', name: 'library', component }
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  app.use(createPinia()).use(router)
  const [showLeaks, messages] = app.runWithContext(() => [useLeaks(), useMessages()] as const)
  return { router, showLeaks, messages }
}

test('leaks of a dataset are shown in the library, image by image', async () => {
  backend.leaks.mockResolvedValue([{ imageIds: [3, 9] }, { imageIds: [4, 5, 6] }])
  const { router, showLeaks } = start()
  await router.push('/train')
  await showLeaks({ id: 1 })
  expect(router.currentRoute.value).toMatchObject({ name: 'library', query: { ids: '3,9,4,5,6' } })
})

test('where they can’t be told the screen stays and says why', async () => {
  backend.leaks.mockRejectedValue(new Error('no answer'))
  const { router, showLeaks, messages } = start()
  await router.push('/train')
  await showLeaks({ id: 1 })
  expect(router.currentRoute.value.path).toBe('/train')
  expect(messages.list.map(({ text }) => text)).toEqual(['no answer'])
})
