import type { Skipped } from '@shared/contract/sources'
import { VitrineError } from '@shared/contract/errors'
import { boundsOfRegion } from '@shared/domain/annotation/region'
import { clampRect, roundRect } from '@shared/domain/geometry/rect'
import { decoding } from '../../images/decode'
import { openPixels } from '../../images/pixels'
import { toServed } from '../images/pixel-sources'
import type { AnnotationRow } from '../rows'
import type { ProjectSession } from '../session'
import { regionOf, safeFileName, type ExportData, type ExportImage } from './export-data'
import type { ExportWriter } from './export-writer'

/**
 * A folder per class with a picture per label, as ImageNet's are laid out: boxes are cut out, whole images go whole.
 * Suggestions that nobody has confirmed are left out.
 */
export async function writeCrops(session: ProjectSession, data: ExportData, writer: ExportWriter) {
  const skipped: Skipped[] = []
  const skip = (image: ExportImage, code: string, message: string): void =>
    void skipped.push({ source: image.row.name, pointer: image.row.canvasId, code, message })
  let count = 0
  for (const [at, image] of data.images.entries()) {
    const cuts = image.annotations.flatMap((entry, index) => {
      const label = data.className(entry.classId)
      if (label === null || entry.status === 'outside' || entry.status === 'suggested') return []
      const stem = image.file.replace(/\.[^.]+$/, '').replaceAll('/', '_')
      return [{ entry, name: `${safeFileName(label)}/${stem}${index === 0 ? '' : `-${index + 1}`}.png` }]
    })
    if (cuts.length === 0) skip(image, 'NO_LABEL', 'It has no confirmed label.')
    for (const { entry, name } of cuts) {
      try {
        const bytes = await cutOut(session, image, entry)
        if (bytes === null) skip(image, 'OUTSIDE', 'The box lies outside the image.')
        else {
          await writer.write(name, bytes)
          count++
        }
      } catch (error) {
        if (!(error instanceof VitrineError) || !['NOT_FOUND', 'CORRUPT', 'UNSUPPORTED'].includes(error.code))
          throw error
        skip(image, error.code, error.message)
      }
    }
    await writer.progress((at + 1) / data.images.length, `${at + 1} of ${data.images.length} images`)
  }
  return { files: [], count, skipped }
}

/** PNG bytes of what a label marks; null where nothing of it is on the image. */
async function cutOut(session: ProjectSession, { row }: ExportImage, entry: AnnotationRow): Promise<Uint8Array | null> {
  const served = toServed(session, row)
  if (!served) throw new VitrineError('NOT_FOUND', `The picture of ${row.name} is not kept in the project.`)
  const bounds = boundsOfRegion(regionOf(entry), row)
  const box = bounds && clampRect(roundRect(bounds), row)
  if (!box || box.w < 1 || box.h < 1) return null
  const pixels = await openPixels(served, { sequential: false })
  return await decoding(() => pixels.extract({ left: box.x, top: box.y, width: box.w, height: box.h }).png().toBuffer())
}
