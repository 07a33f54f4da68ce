import type { Doctor } from '@shared/contract/engine-info'
import { VitrineError } from '@shared/contract/errors'
import { engineNameSchema, type EngineName } from '@shared/contract/training'

type Check = (only: { readonly only?: EngineName }) => Promise<Doctor>
type Report = Doctor['backends'][number]

/** Checks every back end; where a broken library ends the child, each alone, so that one that crashes hides no other. */
export async function checkAll(check: Check): Promise<Doctor> {
  try {
    return await check({})
  } catch (error) {
    if (!isCrash(error)) throw error
  }
  const backends: Report[] = []
  for (const only of engineNameSchema.options) {
    try {
      backends.push(...(await check({ only })).backends)
    } catch (error) {
      if (!isCrash(error)) throw error
      backends.push(crashed(only, error))
    }
  }
  const chosen = backends.find(({ name, available }) => available && name !== 'cpu')
  return { chosen: chosen?.name ?? null, backends }
}

const isCrash = (error: unknown): error is VitrineError =>
  error instanceof VitrineError && error.code === 'ENGINE_FAILED'

const crashed = (name: EngineName, { message }: VitrineError): Report => ({
  ...{ name, available: false, version: null, device: null, deviceMemory: null, driver: null, threads: null },
  ...{ selfTest: null, stepMs: null },
  reason: `${message}${name === 'tensorflow' ? ' Install it again (vitrine engine install), or train with wasm.' : ''}`
})
