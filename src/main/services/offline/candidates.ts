import { asc, inArray } from 'drizzle-orm'
import type { OfflineInput } from '@shared/contract/offline'
import type { Size } from '@shared/domain/geometry/rect'
import { isHttpUrl } from '@shared/domain/presentation/url'
import { image } from '../../storage/schema'
import type { ImageRow } from '../rows'
import type { ProjectSession } from '../session'

/** An image whose pixels are on the web. */
export interface OfflineCandidate {
  readonly row: ImageRow
  readonly location: string
  readonly host: string
  /** The largest size that is known of it. */
  readonly canvas: Size
}

/** Of these images, those that would be downloaded, and how many need not. */
export function findCandidates(
  { database: { orm } }: ProjectSession,
  ids: readonly number[],
  { again }: Pick<OfflineInput, 'again'>
): { readonly candidates: readonly OfflineCandidate[]; readonly kept: number } {
  const wanted = new Set(ids)
  const onTheWeb = orm
    .select()
    .from(image)
    .where(inArray(image.pixels, ['remote', 'file']))
    .orderBy(asc(image.id))
    .all()
    .filter(row => wanted.has(row.id))
    .flatMap(row => {
      const { location } = row
      if (location === null || !isHttpUrl(location)) return []
      const canvas = { width: row.canvasWidth ?? row.width, height: row.canvasHeight ?? row.height }
      return [{ row, location, host: new URL(location).host, canvas }]
    })
  const candidates = onTheWeb.filter(({ row }) => again || row.pixels === 'remote')
  return { candidates, kept: onTheWeb.length - candidates.length }
}
