import { useThrottleFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { client } from '@/api/client'
import { onEvent, onStreamOpen } from '@/api/listeners'
import { useMessages } from '@/stores/messages'
import type { RunPoint } from '@shared/contract/runs'
import { addCurvePoint } from '@shared/domain/training/curve-points'

/** Milliseconds: a curve of a thousand points, its table and its axes take longer than the next batch. */
const drawnEvery = 250

/** Joins a snapshot with what came live meanwhile; a run that went on from a checkpoint repeats steps. */
export function joinPoints(snapshot: readonly RunPoint[], live: readonly RunPoint[]): readonly RunPoint[] {
  const last = snapshot.at(-1)?.step ?? 0
  return [...snapshot, ...live.filter(({ step }) => step > last)]
}

/** Live measurements by run: the backend's snapshot, then what comes. A reload and a second window show the same curve. */
export const useRunPoints = defineStore('run-points', () => {
  const messages = useMessages()
  const byRun = shallowRef<ReadonlyMap<string, readonly RunPoint[]>>(new Map())
  const wanted = new Set<string>()

  const news: RunPoint[] = []
  const draw = useThrottleFn(
    () => {
      const next = new Map(byRun.value)
      for (const point of news.splice(0)) next.set(point.runId, addCurvePoint(next.get(point.runId) ?? [], point))
      byRun.value = next
    },
    drawnEvery,
    true
  )
  onEvent(event => {
    if (event.type !== 'point') return
    news.push(event.point)
    void draw()
  })

  async function load(id: string): Promise<void> {
    const snapshot = await messages.attempt(() => client.runs.points({ id }))
    if (snapshot) byRun.value = new Map(byRun.value).set(id, joinPoints(snapshot, byRun.value.get(id) ?? []))
  }
  // What passed while the stream was down is in the snapshot.
  onStreamOpen(() => wanted.forEach(id => void load(id)))

  function follow(id: string): void {
    if (wanted.has(id)) return
    wanted.add(id)
    void load(id)
  }

  return { byRun, follow }
})
