import { client } from '@/api/client'
import type { Failure } from '@/api/failure'
import { writeDiagnosis } from './diagnosis'

/** Copies a diagnosis of the failure; also works when the backend is gone. */
export async function copyDiagnosis(failure: Failure): Promise<void> {
  const about = await client.settings.about().catch(() => null)
  const text = writeDiagnosis(failure, {
    version: about?.version ?? 'of unknown version',
    host: about ? `${about.host}, node ${about.node}` : 'backend not reached',
    screen: location.hash || '#/',
    userAgent: navigator.userAgent,
    at: new Date()
  })
  await navigator.clipboard.writeText(text)
}
