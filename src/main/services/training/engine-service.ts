import type { ProvisionResult } from '@shared/contract/engine'
import type { Doctor, engineContract, Provision } from '@shared/contract/engine-info'
import type { Handlers } from '@shared/contract/handlers'
import type { EngineClient } from '../../engine-client/engine-client'
import type { EventBus } from '../event-bus'
import type { JobsService } from '../jobs/jobs-service'
import type { KeptCheck } from './kept-check'

export interface EngineServiceDeps {
  readonly engine: EngineClient
  readonly jobs: JobsService
  readonly bus: EventBus
  readonly kept: KeptCheck
}

/** Checks the engine once and keeps the result, since measuring takes seconds; `fresh` measures again, as does an installation. */
export function createEngineService(deps: EngineServiceDeps): Handlers<typeof engineContract> {
  const { engine, jobs, bus, kept } = deps
  let last: Promise<Doctor> | null = null
  async function forget(): Promise<void> {
    last = null
    await kept.forget()
    bus.publish({ type: 'changed', revision: 0, topics: ['settings'] })
  }

  async function check(fresh: boolean): Promise<Doctor> {
    const known = fresh ? null : await kept.read()
    if (known) return known
    const measured = await engine.doctor()
    // A disk without room for it must not keep anybody from the result.
    await kept.write(measured).catch(() => undefined)
    return measured
  }

  return {
    doctor({ fresh }) {
      if (fresh) last = null
      last ??= check(fresh).catch((error: unknown) => {
        last = null
        throw error
      })
      return last
    },
    provision: ({ gpu }) => engine.provision({ action: 'check', gpu }).then(told),
    install({ gpu }) {
      const title = `Install TensorFlow${gpu ? ' for NVIDIA cards' : ''}`
      // The library is the user's, not a project's.
      const spec = { kind: 'engine', title, lane: 'engine', ofProgram: true } as const
      const { id } = jobs.start(spec, async ({ signal, progress }) => {
        await engine.provision({ action: 'install', gpu }, ({ share, text }) => progress(share, text), signal)
        await forget()
      })
      return { jobId: id }
    },
    async uninstall({ gpu }) {
      const left = await engine.provision({ action: 'uninstall', gpu })
      await forget()
      return told(left)
    }
  }
}

/** A window is told how it stands, not where it lies. */
const told = ({ installed, reason, downloadBytes }: ProvisionResult): Provision => ({
  installed,
  reason,
  downloadBytes
})
