import { VitrineError } from '@shared/contract/errors'
import type { Region } from '@shared/contract/annotations'
import type { Skipped } from '@shared/contract/sources'
import { boundsOfRegion } from '@shared/domain/annotation/region'
import { trainable } from '@shared/domain/formats/model'
import { clampRect, roundRect } from '@shared/domain/geometry/rect'
import { decoding } from '../../images/decode'
import { openPixels } from '../../images/pixels'
import { toServed } from '../images/pixel-sources'
import type { ProjectSession } from '../session'
import { freeNames, safeFileName, type ExportData, type ExportImage } from './export-data'
import type { ExportWriter } from './export-writer'
import { toLabelled } from './to-labelled'

/**
 * A folder per class with a picture per label, as ImageNet's are laid out: boxes are cut out, whole images go whole.
 * What nobody has confirmed (suggestions, what is unsure) is left out.
 */
export async function writeCrops(session: ProjectSession, data: ExportData, writer: ExportWriter) {
  const skipped: Skipped[] = []
  const folderOf = classFolders(data.classes)
  const free = freeNames()
  let count = 0
  for (const [at, image] of data.images.entries()) {
    const { images, skipped: cannot } = trainable([toLabelled(image, data)])
    const regions = images[0]?.regions ?? []
    skipped.push(...cannot)
    const skip = (code: string, message: string): void =>
      void skipped.push({ source: image.row.name, pointer: image.row.canvasId, code, message })
    if (image.annotations.length === 0) skip('NO_LABEL', 'It has no label.')
    for (const { region, label } of regions) {
      const stem = image.file.replace(/\.[^.]+$/, '').replaceAll('/', '_')
      try {
        const bytes = await cutOut(session, image, region)
        if (bytes === null) {
          skip('OUTSIDE', 'The box lies outside the image.')
          continue
        }
        await writer.write(free(`${folderOf(label ?? '')}/${stem}`, '.png'), bytes)
        count++
      } catch (error) {
        if (!(error instanceof VitrineError) || !['NOT_FOUND', 'CORRUPT', 'UNSUPPORTED'].includes(error.code))
          throw error
        skip(error.code, error.message)
      }
    }
    await writer.progress((at + 1) / data.images.length, `${at + 1} of ${data.images.length} images`)
  }
  return { files: [], count, skipped }
}

/** A folder of its own for each class, also where two names differ only in what a folder's name can't hold. */
function classFolders(classes: readonly string[]): (label: string) => string {
  const free = freeNames()
  const folders = new Map(classes.map(name => [name, free(safeFileName(name), '')]))
  return label => folders.get(label) ?? safeFileName(label)
}

/** PNG bytes of what a label marks; null where nothing of it is on the image. */
async function cutOut(session: ProjectSession, { row }: ExportImage, region: Region): Promise<Uint8Array | null> {
  const served = toServed(session, row)
  if (!served) throw new VitrineError('NOT_FOUND', `The picture of ${row.name} is not kept in the project.`)
  const bounds = boundsOfRegion(region, row)
  const box = bounds && clampRect(roundRect(bounds), row)
  if (!box || box.w < 1 || box.h < 1) return null
  const pixels = await openPixels(served, { sequential: false })
  return await decoding(() => pixels.extract({ left: box.x, top: box.y, width: box.w, height: box.h }).png().toBuffer())
}
