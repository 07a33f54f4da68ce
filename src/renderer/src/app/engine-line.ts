import type { Doctor } from '@shared/contract/engine-info'
import { decimal, plural } from '@/ui/format'

type Backend = Doctor['backends'][number]

/** Batch size of the step that the doctor measures. */
const measuredBatch = 64

export const engineNames = { tensorflow: 'TensorFlow', wasm: 'WebAssembly', cpu: 'JavaScript' } as const

/** Images per second of the measured training step, or null. */
export const imagesPerSecond = (backend: Backend): number | null =>
  backend.stepMs === null || backend.stepMs <= 0 ? null : (measuredBatch / backend.stepMs) * 1000

/** `TensorFlow · CPU · 2 threads · 4,200 img/s`. */
export function engineLine(backend: Backend): string {
  const threads = backend.threads !== null && plural(backend.threads, 'thread')
  const speed = imagesPerSecond(backend)
  return [engineNames[backend.name], backend.device ?? 'CPU', threads, speed !== null && `${decimal(speed, 0)} img/s`]
    .filter(Boolean)
    .join(' · ')
}
