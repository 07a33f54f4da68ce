import type { NamedItem } from '@shared/domain/predictions/match-items'
import type { ProjectDatabase } from '../../storage/database'
import type { ResolvedPopulation } from '../judging/populations'

interface ImageNames {
  readonly id: number
  readonly name: string
  readonly canvas: string
  readonly location: string | null
}

/** Examples of a population under all texts by which a file from elsewhere may call them. */
export function nameItems({ sqlite }: ProjectDatabase, population: ResolvedPopulation): readonly NamedItem[] {
  const { imageIds, annotationIds, count } = population
  const images = sqlite
    .prepare<[string], ImageNames>(
      'select id, name, canvas_id canvas, location from image where id in (select value from json_each(?))'
    )
    .all(JSON.stringify([...new Set(imageIds)]))
  const annotations = sqlite
    .prepare<[string], [number, string]>('select id, uuid from annotation where id in (select value from json_each(?))')
    .raw()
    .all(JSON.stringify([...annotationIds]))
  const byId = new Map(images.map(image => [image.id, image]))
  const uuids = new Map(annotations)
  return Array.from({ length: count }, (_, at): NamedItem => {
    const image = byId.get(imageIds[at] ?? 0)
    const uuid = uuids.get(annotationIds[at] ?? 0)
    const names = [uuid, image?.canvas, image?.name, image?.location].filter(name => typeof name === 'string')
    return { name: image?.name ?? `item ${at}`, names }
  })
}
