import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Model } from '@shared/contract/model'
import { frozenBase } from '@shared/domain/models/frozen-base'
import { photo, PHOTO_FEATURES } from '@shared/domain/models/presets/photo'
import { explaining } from '../../files/file-system'
import { hashBytes, type ObjectHash, type ObjectStore } from '../../files/objects'

/** The preset `photo` without its head: what it gives for a picture are the picture's features. */
export const backbone: Model = {
  ...photo.model,
  layers: photo.model.layers.slice(
    0,
    photo.model.layers.findIndex(({ name }) => name === frozenBase(photo.model)?.layer)
  )
}

export const featureCount = PHOTO_FEATURES

/** The weights that ship for the backbone, the same that a run of `photo` starts from. */
export interface BackboneWeights {
  /** Their hash: features of other weights are other features. */
  identity(): Promise<ObjectHash>
  /** Puts them among a project's objects, where the engine finds them; cleaning up may have taken them away. */
  keepIn(objects: ObjectStore): Promise<ObjectHash>
}

export function createBackboneWeights(resourcesDir: string): BackboneWeights {
  const file = join(resourcesDir, 'pretrained', `${photo.pretrained}.safetensors`)
  let hash: Promise<ObjectHash> | null = null
  return {
    async identity() {
      hash ??= explaining(file, async () => hashBytes(await readFile(file)))
      return await hash
    },
    async keepIn(objects) {
      const known = await this.identity()
      return (await objects.has(known)) ? known : (await objects.put({ file })).hash
    }
  }
}
