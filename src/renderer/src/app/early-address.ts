import type { Router } from 'vue-router'

/**
 * The router writes its first address into the address bar when the first screen stands, and hears changes of the bar
 * only from then on. An address that is asked for in between (a link, a bookmark) would be lost: it is followed here.
 */
export async function followEarlyAddress(router: Router): Promise<void> {
  let asked: string | null = null
  const note = ({ newURL }: HashChangeEvent): void => {
    asked = new URL(newURL).hash.slice(1)
  }
  window.addEventListener('hashchange', note)
  try {
    await router.isReady()
  } finally {
    window.removeEventListener('hashchange', note)
  }
  if (asked !== null && asked !== router.currentRoute.value.fullPath) await router.replace(asked)
}
