import { eq } from 'drizzle-orm'
import { image } from '../../storage/schema'
import { dataset } from '../../storage/training-schema'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import type { InputShape } from './inputs'

/** Packs of samples that were made to be looked at; the oldest ones go. */
const kept = 24

export interface SamplePreviews {
  add(hash: string, shape: InputShape): Promise<void>
  /** Shape of one picture of the pack, null when it is no preview. */
  shapeOf(hash: string): InputShape | null
}

/** Which objects of an open project are previews: addresses under `/media/pack` until they are forgotten. */
export const samplePreviews = perSession(createSamplePreviews)

function createSamplePreviews(session: ProjectSession): SamplePreviews {
  const { orm } = session.database
  const shapes = new Map<string, InputShape>()
  const isUsed = (hash: string): boolean =>
    orm.select({ id: dataset.id }).from(dataset).where(eq(dataset.x, hash)).get() !== undefined ||
    orm.select({ id: image.id }).from(image).where(eq(image.hash, hash)).get() !== undefined

  return {
    shapeOf: hash => shapes.get(hash) ?? null,
    async add(hash, shape) {
      shapes.delete(hash)
      shapes.set(hash, shape)
      const [oldest] = shapes.keys()
      if (shapes.size <= kept || oldest === undefined) return
      shapes.delete(oldest)
      if (!isUsed(oldest)) await session.objects.remove(oldest)
    }
  }
}
