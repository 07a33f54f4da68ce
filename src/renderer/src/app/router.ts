import { createRouter, createWebHashHistory, type Router, type RouterHistory } from 'vue-router'
import { useProject } from '@/stores/project'
import { areas } from './routes'
import NotFoundScreen from './NotFoundScreen.vue'
import { closeAllDialogs, closeTopDialog } from '@/ui/open-dialogs'
import { noteNavigation } from '@/ui/screen-focus'

/**
 * Addresses live behind `#`: every host serves one page, and the build's relative asset paths stay right. Filters and
 * choices of a screen are the query, so that back, forward and a copied address work.
 */
export function createAppRouter(history: RouterHistory = createWebHashHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      ...areas.map(({ path, name, title, always = false, within = name, component }) => ({
        path,
        name,
        component,
        meta: { title, always, within }
      })),
      { path: '/:rest(.*)*', name: 'not-found', component: NotFoundScreen, meta: { title: 'Not found', always: true } }
    ]
  })

  // Back and forward close the topmost dialog, as Esc does, and lead on at the next press; an address that was typed
  // leads there at once.
  let step: 'none' | 'step' | 'address' = 'none'
  history.listen((_to, _from, { delta }) => (step = delta === 0 ? 'address' : 'step'))
  router.beforeEach(() => {
    const taken = step
    step = 'none'
    if (taken === 'step' && closeTopDialog()) return false
    if (taken === 'address') closeAllDialogs()
    return true
  })
  router.beforeEach(async to => {
    const project = useProject()
    // A failing first question leaves the start screen up, which says that the program does not answer.
    if (!project.known) await project.load().catch(() => undefined)
    if (!project.isOpen && !to.meta.always) return { name: 'start', query: { to: to.fullPath } }
    return true
  })
  router.afterEach((to, from) => {
    document.title = `${String(to.meta.title)} · Vitrine`
    if (from.matched.length > 0 && to.name !== from.name) noteNavigation()
  })
  return router
}
