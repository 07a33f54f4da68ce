import { serialiseV2 } from '@shared/domain/annotation/serialise-v2'
import { serialiseV3 } from '@shared/domain/annotation/serialise-v3'
import type { TextFile } from '@shared/domain/formats/model'
import type { CanvasDraft, ManifestDraft } from '@shared/domain/presentation/draft'
import { plain } from '@shared/domain/presentation/localised-text'
import { writeManifestV2 } from '@shared/domain/presentation/write-manifest-v2'
import { writeManifestV3 } from '@shared/domain/presentation/write-manifest-v3'
import type { ExportData, ExportImage } from './export-data'
import { toJson, type ExportContext, type PlannedFiles } from './plan-files'
import { canvasSize, toAnnotations } from './to-annotations'

/** A manifest whose pictures and lists of annotations lie beside it: version 3 with the pages embedded, 2 with links. */
export function planManifest(
  version: 2 | 3,
  data: ExportData,
  { projectName, baseUrl }: ExportContext,
  pictureOf: (image: ExportImage) => string
): Omit<PlannedFiles, 'pictureOf'> {
  const files: TextFile[] = []
  let count = 0

  function pagesOf(image: ExportImage): CanvasDraft['annotationPages'] {
    const items = toAnnotations(image, data)
    if (items.length === 0) return []
    count += items.length
    const name = `annotations/${image.row.id}.json`
    const page = { id: `${baseUrl}/${name}`, items }
    const written = version === 3 ? serialiseV3(page) : serialiseV2(page)
    files.push({ name, text: toJson(written) })
    return [{ id: page.id, embedded: version === 3 ? written : null }]
  }

  const canvases = data.images.map((image): CanvasDraft => {
    const { row } = image
    return {
      id: row.canvasId,
      label: plain(row.name),
      ...canvasSize(row),
      images: [
        {
          id: `${baseUrl}/${pictureOf(image).split('/').map(encodeURIComponent).join('/')}`,
          label: [],
          format: `image/${row.pixels === 'packed' ? 'png' : (row.format ?? 'jpeg')}`,
          width: row.width,
          height: row.height,
          service: null,
          region: { kind: 'whole' },
          choice: null
        }
      ],
      thumbnail: null,
      metadata: Object.entries(row.metadata).map(([name, value]) => ({ label: plain(name), value: plain(value) })),
      annotationPages: pagesOf(image),
      rights: row.rights,
      requiredStatement:
        row.attribution === null ? null : { label: plain('Attribution'), value: plain(row.attribution) }
    }
  })
  const draft: ManifestDraft = {
    id: `${baseUrl}/manifest.json`,
    label: plain(projectName),
    summary: [],
    metadata: [],
    viewingDirection: null,
    behavior: [],
    canvases,
    ranges: [],
    rights: null,
    requiredStatement: null
  }
  const manifest = version === 3 ? writeManifestV3(draft) : writeManifestV2(draft)
  return { files: [{ name: 'manifest.json', text: toJson(manifest) }, ...files], count, skipped: [] }
}
