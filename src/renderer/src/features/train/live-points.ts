import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { onEvent } from '@/api/listeners'
import type { BackendEvent } from '@shared/contract/events'

export type RunPoint = Extract<BackendEvent, { type: 'point' }>['point']

/** Points that a curve keeps per run; ten a second fill it in seven minutes, then every second one goes. */
const most = 4096

/** Live measurements of the runs since this window opened, by run; while the calling component is shown. */
export function useLivePoints(): ShallowRef<ReadonlyMap<string, readonly RunPoint[]>> {
  const points = shallowRef<ReadonlyMap<string, readonly RunPoint[]>>(new Map())
  onScopeDispose(
    onEvent(event => {
      if (event.type !== 'point') return
      const { point } = event
      const known = points.value.get(point.runId) ?? []
      const kept = known.length < most ? known : known.filter((_, at) => at % 2 === 0)
      points.value = new Map(points.value).set(point.runId, [...kept, point])
    })
  )
  return points
}
