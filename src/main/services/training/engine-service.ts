import type { Doctor, engineContract } from '@shared/contract/engine-info'
import type { Handlers } from '@shared/contract/handlers'
import type { EngineClient } from '../../engine-client/engine-client'
import type { EventBus } from '../event-bus'
import type { JobsService } from '../jobs/jobs-service'
import type { KeptCheck } from './kept-check'
import type { Provisioner } from './provisioning'

export interface EngineServiceDeps {
  readonly engine: EngineClient
  readonly jobs: JobsService
  readonly bus: EventBus
  readonly provisioner: Provisioner
  readonly kept: KeptCheck
}

/** Checks the engine once and keeps the result, since measuring takes seconds; `fresh` measures again, as does an installation. */
export function createEngineService(deps: EngineServiceDeps): Handlers<typeof engineContract> {
  const { engine, jobs, bus, provisioner, kept } = deps
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
    provision: ({ gpu }) => provisioner.check(gpu),
    install({ gpu }) {
      const title = `Install TensorFlow${gpu ? ' for NVIDIA cards' : ''}`
      const { id } = jobs.start({ kind: 'engine', title, lane: 'engine' }, async ({ signal, progress }) => {
        await provisioner.install(gpu, ({ share, text }) => progress(share, text), signal)
        await forget()
      })
      return { jobId: id }
    },
    async uninstall({ gpu }) {
      await provisioner.uninstall(gpu)
      await forget()
      return await provisioner.check(gpu)
    }
  }
}
