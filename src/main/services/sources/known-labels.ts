import type { Skipped } from '@shared/contract/sources'
import type { ProjectSession } from '../session'
import type { PlannedImage, PlannedLabel } from './import-plan'

/** Contradictions that a report lists one by one. */
const listed = 50

/** What a source calls an image as a whole, where the label has no id of its own: the name of a folder, a pack's label. */
const plainLabel = ({ labels = [] }: PlannedImage): PlannedLabel | undefined =>
  labels.find(({ region, externalId, label }) => region.kind === 'whole' && !externalId && label !== null)

export interface KnownLabels {
  /** The label that an image of the project gains: only one that has none as a whole; another class stays, and is told. */
  gained(imageId: number, image: PlannedImage): readonly PlannedLabel[]
  /** Notes that the same picture comes twice under two names. */
  compare(first: PlannedImage, second: PlannedImage): void
  contradictions(): readonly Skipped[]
}

/** Labels of pictures that are here already, or come twice: nothing that the user decided is overwritten or lost without a word. */
export function createKnownLabels(
  { database }: ProjectSession,
  nameOf: (text: string) => string | null,
  source: string
): KnownLabels {
  const found: { readonly name: string; readonly mine: string; readonly theirs: string }[] = []
  const classesOf = database.sqlite
    .prepare<[number], string>(
      // One that a person left without a class, such as “outside”, is a decision, too.
      `select coalesce(class.name, annotation.status) from annotation left join class on class.id = class_id
       where image_id = ? and region is null`
    )
    .pluck()
  /** Gained in this import: the same picture may come in it again. */
  const given = new Map<number, string>()
  const theirName = (label: PlannedLabel | undefined) => (label?.label && nameOf(label.label)) || null

  function note(name: string, mine: readonly string[], theirs: string): void {
    const isSame = mine.some(one => one.toLowerCase() === theirs.toLowerCase())
    if (!isSame) found.push({ name, mine: mine.join('”, “'), theirs })
  }

  return {
    gained(imageId, image) {
      const label = plainLabel(image)
      const theirs = theirName(label)
      if (!label || theirs === null) return []
      const earlier = given.get(imageId)
      const mine = earlier === undefined ? classesOf.all(imageId) : [earlier]
      if (mine.length === 0) {
        given.set(imageId, theirs)
        return [label]
      }
      note(image.name, mine, theirs)
      return []
    },
    compare(first, second) {
      const [mine, theirs] = [theirName(plainLabel(first)), theirName(plainLabel(second))]
      if (mine !== null && theirs !== null) note(second.name, [mine], theirs)
    },
    contradictions() {
      const rest = found.length - listed
      return [
        ...found.slice(0, listed).map(({ name, mine, theirs }) => ({
          ...{ source, pointer: name, code: 'CONFLICT' },
          message: `The same picture is here already as “${mine}”, this one is called “${theirs}”. Its label stays as it is: check which one is right.`
        })),
        ...(rest > 0
          ? [{ source, pointer: '', code: 'CONFLICT', message: `${rest} more pictures are here with another label.` }]
          : [])
      ]
    }
  }
}
