import type { ProvisionRequest, ProvisionResult, ProvisionStep } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { ProvisionError } from '../../../../bin/provision/command.mjs'
import {
  engineStatus,
  provisionEngine,
  tryEngine,
  uninstallEngine,
  type ProvisionProgress
} from '../../../../bin/provision/engine.mjs'
import { explainFailure } from '../../files/file-system'
import type { HandlerContext } from './context'

/** TensorFlow in the user's cache: how it stands, fetched, removed. Errors: ENGINE_FAILED with what to do, CANCELLED. */
export async function provision(
  { action, gpu }: ProvisionRequest,
  { progress, control }: Pick<HandlerContext<ProvisionStep>, 'progress' | 'control'>
): Promise<ProvisionResult> {
  const signal = control.cancelled
  try {
    switch (action) {
      case 'check':
        return await check(gpu)
      case 'install': {
        const { reused } = await provisionEngine({ gpu, signal, onProgress: step => progress(toStep(step)) })
        return { ...status(gpu), changed: !reused }
      }
      case 'uninstall': {
        const { removed } = await uninstallEngine({ gpu })
        return { ...status(gpu), changed: removed }
      }
    }
  } catch (cause) {
    if (signal.aborted) throw new VitrineError('CANCELLED', 'The installation was cancelled; nothing of it is left.')
    if (cause instanceof ProvisionError)
      throw new VitrineError('ENGINE_FAILED', cause.message, { remedy: cause.remedy }, { cause })
    throw explainFailure(cause, status(gpu).root)
  }
}

function status(gpu: boolean): Omit<ProvisionResult, 'changed'> {
  const { available, reason, downloadBytes, root } = engineStatus({ gpu })
  return { installed: available, reason, downloadBytes, root }
}

/** What looks whole may still not load. */
async function check(gpu: boolean): Promise<ProvisionResult> {
  const found = status(gpu)
  const fault = found.installed ? await tryEngine(found.root).then(() => null, wordsOf) : found.reason
  return { ...found, reason: fault, changed: false }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const toStep = ({ message, done, total }: ProvisionProgress): ProvisionStep => ({
  share: total && done !== undefined ? Math.min(1, done / total) : null,
  text: message
})
