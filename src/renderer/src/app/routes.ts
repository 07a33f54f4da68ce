import { Activity, Columns3, Grid3x3, LayoutGrid, Share2, SquareDashedMousePointer } from '@lucide/vue'
import type { Component } from 'vue'

/** A screen. Areas with an icon stand in the rail in this order; `key` is its digit with Ctrl (browser: Alt). */
export interface Area {
  readonly path: string
  readonly name: string
  readonly title: string
  readonly icon?: Component
  readonly key?: string
  /** Shown without an open project. */
  readonly always?: boolean
  /** The area of the rail that this screen belongs to. */
  readonly within?: 'train' | 'evaluate' | 'compare'
  readonly component: () => Promise<Component>
}

/** One line per screen. */
export const areas: readonly Area[] = [
  {
    path: '/',
    name: 'start',
    title: 'Start',
    always: true,
    component: () => import('@/features/start/StartScreen.vue')
  },
  {
    path: '/library',
    name: 'library',
    title: 'Library',
    icon: LayoutGrid,
    key: '1',
    component: () => import('@/features/library/LibraryScreen.vue')
  },
  {
    path: '/annotate',
    name: 'annotate',
    title: 'Annotate',
    icon: SquareDashedMousePointer,
    key: '2',
    component: () => import('@/features/annotate/AnnotateScreen.vue')
  },
  {
    path: '/train',
    name: 'train',
    title: 'Train',
    icon: Activity,
    key: '3',
    component: () => import('@/features/train/TrainScreen.vue')
  },
  {
    path: '/run/:id',
    name: 'run',
    title: 'Run',
    within: 'train',
    component: () => import('@/features/train/runs/RunScreen.vue')
  },
  {
    path: '/evaluate',
    name: 'evaluate',
    title: 'Evaluate',
    icon: Grid3x3,
    key: '4',
    component: () => import('@/features/evaluate/EvaluateScreen.vue')
  },
  {
    path: '/cross-validation',
    name: 'cross-validation',
    title: 'Cross-validation',
    within: 'evaluate',
    component: () => import('@/features/cross-validation/CrossValidationScreen.vue')
  },
  {
    path: '/preprocessing',
    name: 'preprocessing',
    title: 'Preprocessing',
    within: 'evaluate',
    component: () => import('@/features/preprocessing/PreprocessingScreen.vue')
  },
  {
    path: '/compare',
    name: 'compare',
    title: 'Compare',
    icon: Columns3,
    key: '5',
    component: () => import('@/features/compare/CompareScreen.vue')
  },
  {
    path: '/item/:id',
    name: 'item',
    title: 'Item',
    within: 'evaluate',
    component: () => import('@/features/item/ItemScreen.vue')
  },
  {
    path: '/recheck',
    name: 'recheck',
    title: 'Blind re-check',
    within: 'compare',
    component: () => import('@/features/item/RecheckScreen.vue')
  },
  {
    path: '/publish',
    name: 'publish',
    title: 'Publish',
    icon: Share2,
    key: '6',
    component: () => import('@/features/publish/PublishScreen.vue')
  },
  {
    path: '/settings',
    name: 'settings',
    title: 'Settings',
    always: true,
    component: () => import('@/features/settings/SettingsScreen.vue')
  }
]
