import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { client } from '@/api/client'
import { onEvent, onStreamOpen } from '@/api/listeners'
import { useMessages } from '@/stores/messages'
import type { RunPoint } from '@shared/contract/runs'

/** Points that a curve keeps per run; ten a second fill it in two minutes, then every second one goes. */
const most = 1024

/** Joins a snapshot with what came live meanwhile; a run that went on from a checkpoint repeats steps. */
export function joinPoints(snapshot: readonly RunPoint[], live: readonly RunPoint[]): readonly RunPoint[] {
  const last = snapshot.at(-1)?.step ?? 0
  return [...snapshot, ...live.filter(({ step }) => step > last)]
}

/** The curve with one point more. */
export function addPoint(known: readonly RunPoint[], point: RunPoint): readonly RunPoint[] {
  const before = (known.at(-1)?.step ?? 0) < point.step ? known : known.filter(({ step }) => step < point.step)
  const kept = before.length < most ? before : before.filter((_, at) => at % 2 === 0)
  return [...kept, point]
}

/** Live measurements by run: the backend's snapshot, then what comes. A reload and a second window show the same curve. */
export const useRunPoints = defineStore('run-points', () => {
  const messages = useMessages()
  const byRun = shallowRef<ReadonlyMap<string, readonly RunPoint[]>>(new Map())
  const wanted = new Set<string>()

  onEvent(event => {
    if (event.type !== 'point') return
    const { point } = event
    byRun.value = new Map(byRun.value).set(point.runId, addPoint(byRun.value.get(point.runId) ?? [], point))
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
