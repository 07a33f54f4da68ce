import type { SimilarityGroup } from '@shared/contract/similarity'
import { eq } from 'drizzle-orm'
import { dataset } from '../../storage/training-schema'
import { exampleKey, keyOfExample } from '../examples/examples'
import type { ProjectSession } from '../session'
import type { FeatureItem } from './feature-items'

type Leak = SimilarityGroup['leaks'][number]

/** Part of a split that an item stands in, null where it is in none. */
interface Split {
  readonly dataset: string | null
  readonly partOf: (item: FeatureItem) => string | null
}

/** The splits that the images carry themselves, and those of every frozen dataset. */
export async function readSplits({ database, objects }: ProjectSession): Promise<readonly Split[]> {
  const rows = database.orm.select().from(dataset).where(eq(dataset.removed, false)).all()
  const frozen = rows.map(async ({ name, revision, examples, facts: { counts } }): Promise<Split> => {
    const pairs = new Int32Array(Uint8Array.from(await objects.read(examples)).buffer)
    const parts = new Map<string, string>()
    for (let row = 0; row < pairs.length / 2; row++) {
      const part = row < counts.train ? 'train' : row < counts.train + counts.validation ? 'validation' : 'test'
      parts.set(exampleKey(pairs[row * 2] ?? 0, pairs[row * 2 + 1] ?? 0), part)
    }
    return {
      dataset: `${name} ${revision}`,
      partOf: ({ example }) => parts.get(keyOfExample(example)) ?? null
    }
  })
  const own: Split = { dataset: null, partOf: ({ example: { split } }) => (split === 'none' ? null : split) }
  return [own, ...(await Promise.all(frozen))]
}

/** The splits on both sides of which a group stands. */
export function leaksOf(group: readonly FeatureItem[], splits: readonly Split[]): Leak[] {
  return splits.flatMap(({ dataset, partOf }) => {
    const parts = [...new Set(group.flatMap(item => partOf(item) ?? []))].sort()
    return parts.length > 1 ? [{ dataset, parts }] : []
  })
}
