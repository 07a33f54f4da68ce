import { annotateStrings } from '@/features/annotate/strings'
import { importStrings } from '@/features/import/strings'
import { jobsStrings } from '@/features/jobs/strings'
import { libraryStrings } from '@/features/library/strings'
import { publishStrings } from '@/features/publish/strings'
import { settingsStrings } from '@/features/settings/strings'
import { startStrings } from '@/features/start/strings'
import { evaluateStrings } from '@/features/evaluate/strings'
import { trainStrings } from '@/features/train/strings'
import { uiStrings } from '@/ui/strings'
import { shellStrings } from './shell-strings'

/** Every English sentence of the window, by feature. A translation is another object of this type. */
export const catalogue = {
  shell: shellStrings,
  ui: uiStrings,
  start: startStrings,
  annotate: annotateStrings,
  library: libraryStrings,
  settings: settingsStrings,
  jobs: jobsStrings,
  import: importStrings,
  train: trainStrings,
  evaluate: evaluateStrings,
  publish: publishStrings
}
export type Catalogue = typeof catalogue
