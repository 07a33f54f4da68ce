import type { Skipped } from '@shared/contract/sources'
import type { TextFile } from '@shared/domain/formats/model'
import type { MadeManifest } from '../drafts/made-manifest'
import type { ExportImage } from './export-data'

/** The text files of an export. */
export interface PlannedFiles {
  readonly files: readonly TextFile[]
  /** Annotations in them. */
  readonly count: number
  readonly skipped: readonly Skipped[]
  /** Where an image's picture goes, if pictures go along. */
  readonly pictureOf: (image: ExportImage) => string
}

export interface ExportContext {
  readonly projectName: string
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** Vitrine's own. */
  readonly version: string
  /** What a manifest says that was made by hand; null: only what the images say. */
  readonly made: MadeManifest | null
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
