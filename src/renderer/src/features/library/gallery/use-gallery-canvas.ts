import { useDevicePixelRatio, useElementSize, useEventListener, useRafFn } from '@vueuse/core'
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { ThumbItem, ThumbLevel } from '@shared/domain/media/thumb-address'
import { useClasses } from '@/stores/classes'
import { useSettings } from '@/stores/settings'
import type { Fit } from '@/ui/thumbs/draw-sprite'
import { useThumbs } from '@/ui/thumbs/use-thumbs'
import { count } from '@/ui/format'
import { useLibrary } from '../library-store'
import { libraryStrings } from '../strings'
import { createCaptionCache } from './caption-cache'
import { readGalleryColors } from './gallery-colors'
import { itemsIn, layOut, type GalleryGroup } from './gallery-layout'
import { paintGallery } from './gallery-painter'
import { planKey, planSpans, toWishes } from './thumb-plan'

export interface GalleryOptions {
  readonly scroller: Ref<HTMLElement | null>
  readonly canvas: Ref<HTMLCanvasElement | null>
  readonly groups: ShallowRef<readonly GalleryGroup[]> | Ref<readonly GalleryGroup[]>
  readonly size: Ref<number>
  readonly fit: Ref<Fit>
  readonly focused: Ref<boolean>
}

/** Pixels per millisecond above which nobody can look at single pictures. */
const fastScroll = 2.5
const restAfter = 110
const captionHeight = 20
/** Below this edge a caption would be longer than its tile. */
const captionFrom = 64

/** Draws the library on one canvas that stays in view while the content scrolls under it. */
export function useGalleryCanvas({ scroller, canvas, groups, size, fit, focused }: GalleryOptions) {
  const library = useLibrary()
  const classes = useClasses()
  const settings = useSettings()
  const thumbs = useThumbs()
  const owner = Symbol('gallery')
  const { width, height } = useElementSize(scroller)
  const { pixelRatio } = useDevicePixelRatio()
  const scrollTop = ref(0)
  const resting = ref(true)
  const hover = shallowRef<number | null>(null)
  const colors = shallowRef(readGalleryColors())

  const layout = computed(() =>
    layOut(library.count, groups.value, library.collapsed, {
      width: width.value,
      size: size.value,
      gap: size.value < 48 ? 2 : 8,
      rowGap: size.value < captionFrom ? (size.value < 48 ? 2 : 8) : 12,
      caption: size.value < captionFrom ? 0 : captionHeight,
      header: 32,
      padding: 16
    })
  )
  const level = computed<ThumbLevel>(() => {
    const edge = layout.value.tile * pixelRatio.value
    if (edge <= 20) return 'coarse'
    return edge > 260 ? 'large' : 'fine'
  })
  const captions = computed(() => {
    // Names, colours and the order may have changed.
    void classes.list
    const { ink2, ink3, font } = colors.value
    return createCaptionCache(
      {
        font,
        ink: ink2,
        faint: ink3,
        edge: ink3,
        ratio: pixelRatio.value,
        width: layout.value.tile,
        height: captionHeight - 4
      },
      libraryStrings.values.unlabelled ?? ''
    )
  })

  const itemOf = (index: number): ThumbItem | null => {
    const image = library.result.ids[index]
    if (image === undefined) return null
    return { image, region: fit.value === 'cover' ? (library.crops.get(image) ?? null) : null }
  }

  let dirty = true
  let lastTop = 0
  let lastAt = 0
  let speed = 0
  let asked = ''
  let restTimer: ReturnType<typeof setTimeout> | undefined

  function ask(): void {
    const range = itemsIn(layout.value, scrollTop.value, scrollTop.value + height.value)
    if (!range) return thumbs.want(owner, [])
    const direction = resting.value || speed === 0 ? 0 : speed > 0 ? 1 : -1
    const fast = !resting.value && Math.abs(speed) > fastScroll
    const view = { ...range, total: library.count, direction, fast, level: level.value } as const
    const spans = planSpans(view)
    const key = planKey(spans)
    // At rest always: pictures may have made room for others meanwhile.
    if (key === asked && !resting.value) return
    asked = key
    thumbs.want(owner, toWishes(spans, view, itemOf))
  }

  function paint(): void {
    dirty = false
    const context = canvas.value?.getContext('2d', { alpha: false })
    if (!context || width.value === 0) return
    const { ids } = library.result
    const selected = library.selection.ids
    const result = paintGallery({
      context,
      ratio: pixelRatio.value,
      width: width.value,
      height: height.value,
      scrollTop: scrollTop.value,
      layout: layout.value,
      colors: colors.value,
      fit: fit.value,
      level: level.value,
      itemOf,
      find: thumbs.find,
      captionOf: index => captions.value(classes.find(library.classAt(index))),
      headText: key => {
        const group = groups.value.find(candidate => candidate.key === key)
        return { title: group?.title ?? '', note: count(group?.count ?? 0) }
      },
      isSelected: index => selected.has(ids[index] ?? 0),
      active: focused.value ? library.selection.active : null,
      hover: hover.value
    })
    // For measuring from outside: how much of what was drawn had no picture.
    if (canvas.value) Object.assign(canvas.value.dataset, { drawn: result.drawn, blank: result.blank })
  }

  function onScroll(): void {
    const element = scroller.value
    if (!element) return
    const now = performance.now()
    scrollTop.value = element.scrollTop
    speed = (element.scrollTop - lastTop) / Math.max(1, now - lastAt)
    lastTop = element.scrollTop
    lastAt = now
    resting.value = false
    dirty = true
    clearTimeout(restTimer)
    restTimer = setTimeout(rest, restAfter)
    ask()
  }

  function rest(): void {
    resting.value = true
    speed = 0
    ask()
  }

  useEventListener(scroller, 'scroll', onScroll, { passive: true })
  useRafFn(() => {
    if (dirty) paint()
  })
  const offReady = thumbs.onReady(() => (dirty = true))
  watch(
    () => settings.theme,
    () => requestAnimationFrame(() => ((colors.value = readGalleryColors()), (dirty = true)))
  )
  watch([layout, level, fit, () => library.result], () => {
    asked = ''
    // Shorter content may have moved the view.
    scrollTop.value = Math.min(scrollTop.value, Math.max(0, layout.value.height - height.value))
    dirty = true
    ask()
  })
  watch([hover, focused, captions, () => library.selection], () => (dirty = true))
  watch([width, height, pixelRatio], () => {
    const element = canvas.value
    if (!element) return
    element.width = Math.round(width.value * pixelRatio.value)
    element.height = Math.round(height.value * pixelRatio.value)
    dirty = true
    ask()
  })
  void document.fonts.ready.then(() => {
    // Text drawn before its font was there would stay in the captions.
    colors.value = readGalleryColors()
    dirty = true
  })
  onBeforeUnmount(() => {
    offReady()
    clearTimeout(restTimer)
    thumbs.want(owner, [])
  })

  return { layout, scrollTop, height, resting, hover }
}
