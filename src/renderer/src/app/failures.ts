import type { App } from 'vue'
import { useMessages } from '@/stores/messages'
import { useScreenError } from './screen-error'

/** Where a failure nobody handled goes: from drawing a screen to the error page, from elsewhere to a message. */
export function watchFailures(app: App): void {
  app.config.errorHandler = (error, _instance, info) => {
    console.error(error)
    // Vue names the place; in production by number, where 0 is setup and 1 render.
    const drawing = /setup|render|^https:.*#runtime-[01]$/.test(info)
    if (drawing) useScreenError().set(error)
    else useMessages().fail(error)
  }
  addEventListener('unhandledrejection', event => {
    console.error(event.reason)
    useMessages().fail(event.reason)
    event.preventDefault()
  })
}
