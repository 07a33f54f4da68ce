import { readCsv } from '@shared/domain/formats/csv-table'

/** What a table states about one image. */
export interface Facts {
  readonly rights: string | null
  /** The columns that are neither labels nor rights. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Columns that name the image, the first found counts. */
const keyColumns = ['file', 'image', 'filename', 'file_name', 'image_path', 'path', 'name', 'canvas', 'id']
const rightsColumns = ['licence', 'license', 'rights']
/** Columns that the table of labels means. */
const labelColumns = new Set(
  `width height image_width image_height region x y w h xmin ymin xmax ymax x1 y1 x2 y2 left top right bottom bbox_x
   bbox_y bbox_width bbox_height box_width box_height label class category class_name label_name confidence score
   probability outline status note comment author annotator created modified annotation canvas selector source service
   service_version`.split(/\s+/)
)

/** Reads descriptive columns of a CSV by what names the image in each row; the first row of an image counts. */
export function readFacts(text: string): ReadonlyMap<string, Facts> {
  const [header = [], ...rows] = readCsv(text)
  const names = header.map(name => name.trim())
  const lower = names.map(name => name.toLowerCase())
  const key = keyColumns.map(name => lower.indexOf(name)).find(at => at >= 0)
  const facts = new Map<string, Facts>()
  if (key === undefined) return facts
  const rights = rightsColumns.map(name => lower.indexOf(name)).find(at => at >= 0) ?? -1
  const described = names.flatMap((name, at) =>
    at === key || at === rights || name === '' || labelColumns.has(lower[at] ?? '') ? [] : [{ name, at }]
  )
  for (const row of rows) {
    const image = row[key]?.trim().replaceAll('\\', '/') ?? ''
    if (image === '' || facts.has(image)) continue
    const entries = described.flatMap(({ name, at }): [string, string][] => {
      const value = row[at]?.trim() ?? ''
      return value === '' ? [] : [[name, value]]
    })
    facts.set(image, { rights: row[rights]?.trim() || null, metadata: Object.fromEntries(entries) })
  }
  return facts
}
