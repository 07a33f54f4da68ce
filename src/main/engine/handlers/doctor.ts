import type { Doctor } from '@shared/contract/engine-info'
import type { EngineName } from '@shared/contract/training'
import { inspectBackend, type Candidate } from '../backends'
import { measureStep } from '../self-test'

/** What this machine can train with: each back end opened, tested against the oracle and timed. */
export async function doctor(candidates: readonly Candidate[], only?: EngineName): Promise<Doctor> {
  const oracle = await candidates.find(candidate => candidate.name === 'cpu')?.open()
  if (!oracle) throw new Error('the oracle is missing')
  const backends: Doctor['backends'] = []
  for (const candidate of candidates.filter(({ name }) => only === undefined || name === only)) {
    const { name, backend, selfTest, reason } = await inspectBackend(candidate, oracle)
    const info = backend?.info()
    // The oracle needs seconds for a step; it is never the one that is chosen, so its speed says nothing.
    const stepMs = backend && reason === null && name !== 'cpu' ? await measureStep(backend) : null
    backends.push({
      name,
      available: backend !== null && reason === null,
      version: info?.version ?? null,
      device: info?.device ?? null,
      deviceMemory: info?.deviceMemory ?? null,
      driver: info?.driver ?? null,
      threads: info?.threads ?? null,
      selfTest,
      stepMs,
      reason:
        reason ?? info?.note ?? (name === 'cpu' ? 'Only judges the others: it is far too slow to train with.' : null)
    })
  }
  const chosen = backends.find(({ name, available }) => available && name !== 'cpu')
  return { chosen: chosen?.name ?? null, backends }
}
