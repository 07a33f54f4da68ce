import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { engineRoot, markerName } from '../../../../bin/provision/engine-release.mjs'

/** Folder of the provisioned TensorFlow, the GPU's first; null when none is installed. */
export function locateTensorflow(cacheDir?: string): string | null {
  const roots = [true, false].map(gpu => engineRoot({ ...(cacheDir !== undefined && { cacheDir }), gpu }))
  return roots.find(root => existsSync(join(root, markerName))) ?? null
}
