import { eq } from 'drizzle-orm'
import { scaleRegion } from '@shared/domain/annotation/region'
import type { Size } from '@shared/domain/geometry/rect'
import type { Edit } from '../../storage/edit'
import { annotation, type image } from '../../storage/schema'
import { regionColumns, type ImageRow } from '../rows'
import type { ProjectSession } from '../session'

type PictureColumns = Pick<typeof image.$inferInsert, 'pixels' | 'hash' | 'format' | 'location' | 'problem'>

/**
 * Gives an image other pixels of the same picture. Regions are kept in the image's own pixels: they move along with its
 * size, and the canvas, which documents count in, stays what it was.
 */
export function replacePicture(
  edit: Edit,
  { database }: Pick<ProjectSession, 'database'>,
  row: Pick<ImageRow, 'id' | 'width' | 'height' | 'canvasWidth' | 'canvasHeight'>,
  picture: Size & PictureColumns
): void {
  const { width, height } = picture
  const canvas = { width: row.canvasWidth ?? row.width, height: row.canvasHeight ?? row.height }
  const isCanvasSize = canvas.width === width && canvas.height === height
  edit.update('image', row.id, {
    ...picture,
    canvasWidth: isCanvasSize ? null : canvas.width,
    canvasHeight: isCanvasSize ? null : canvas.height
  })
  if (row.width === width && row.height === height) return
  const rows = database.orm.select().from(annotation).where(eq(annotation.imageId, row.id)).all()
  for (const { id, region } of rows) {
    if (region) edit.update('annotation', id, regionColumns(scaleRegion(region, row, { width, height })))
  }
}
