import { annotateStrings } from '@/features/annotate/strings'
import { compareStrings } from '@/features/compare/strings'
import { crossValidationStrings } from '@/features/cross-validation/strings'
import { basisStrings } from '@/features/evaluate/basis-strings'
import { evaluateStrings } from '@/features/evaluate/strings'
import { importStrings } from '@/features/import/strings'
import { itemStrings } from '@/features/item/strings'
import { jobsStrings } from '@/features/jobs/strings'
import { similarStrings } from '@/features/library/similar/strings'
import { libraryStrings } from '@/features/library/strings'
import { preprocessingStrings, stepNames } from '@/features/preprocessing/strings'
import { manifestStrings } from '@/features/publish/manifests/strings'
import { publishStrings } from '@/features/publish/strings'
import { settingsStrings } from '@/features/settings/strings'
import { startStrings } from '@/features/start/strings'
import { engineStrings } from './engine/strings'
import { modelStrings } from '@/features/train/model/strings'
import { runsStrings } from '@/features/train/runs/strings'
import { settingsStrings as trainingStrings } from '@/features/train/settings/strings'
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
  similar: similarStrings,
  settings: settingsStrings,
  jobs: jobsStrings,
  import: importStrings,
  train: trainStrings,
  engine: engineStrings,
  model: modelStrings,
  runs: runsStrings,
  trainingSettings: trainingStrings,
  evaluate: evaluateStrings,
  basis: basisStrings,
  crossValidation: crossValidationStrings,
  preprocessing: preprocessingStrings,
  steps: stepNames,
  compare: compareStrings,
  item: itemStrings,
  publish: publishStrings,
  manifests: manifestStrings
}
export type Catalogue = typeof catalogue
