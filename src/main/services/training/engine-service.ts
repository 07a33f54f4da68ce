import type { Doctor, engineContract } from '@shared/contract/engine-info'
import type { Handlers } from '@shared/contract/handlers'
import type { EngineClient } from '../../engine-client/engine-client'
import type { EventBus } from '../event-bus'
import type { JobsService } from '../jobs/jobs-service'
import type { Provisioner } from './provisioning'

export interface EngineServiceDeps {
  readonly engine: EngineClient
  readonly jobs: JobsService
  readonly bus: EventBus
  readonly provisioner: Provisioner
}

/** Checks the engine once per start, since measuring takes seconds; `fresh` measures again, as does an installation. */
export function createEngineService(deps: EngineServiceDeps): Handlers<typeof engineContract> {
  const { engine, jobs, bus, provisioner } = deps
  let last: Promise<Doctor> | null = null
  function forget(): void {
    last = null
    bus.publish({ type: 'changed', revision: 0, topics: ['settings'] })
  }

  return {
    doctor({ fresh }) {
      if (fresh) last = null
      last ??= engine.doctor().catch((error: unknown) => {
        last = null
        throw error
      })
      return last
    },
    provision: ({ gpu }) => provisioner.check(gpu),
    install({ gpu }) {
      const title = `Install TensorFlow${gpu ? ' for NVIDIA cards' : ''}`
      const { id } = jobs.start({ kind: 'engine', title, lane: 'engine' }, async ({ signal, progress }) => {
        await provisioner.install(gpu, ({ share, text }) => progress(share, text), signal)
        forget()
      })
      return { jobId: id }
    },
    async uninstall({ gpu }) {
      await provisioner.uninstall(gpu)
      forget()
      return await provisioner.check(gpu)
    }
  }
}
