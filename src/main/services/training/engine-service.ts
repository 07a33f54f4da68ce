import type { Doctor, engineContract } from '@shared/contract/engine-info'
import type { Handlers } from '@shared/contract/handlers'
import type { EngineClient } from '../../engine-client/engine-client'

/** Checks the engine once per start, since measuring takes seconds; `fresh` measures again. */
export function createEngineService(engine: EngineClient): Handlers<typeof engineContract> {
  let last: Promise<Doctor> | null = null
  return {
    doctor({ fresh }) {
      if (fresh) last = null
      last ??= engine.doctor().catch((error: unknown) => {
        last = null
        throw error
      })
      return last
    }
  }
}
