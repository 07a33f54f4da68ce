import type { ContractRouterClient } from '@orpc/contract'
import { annotationsContract } from './annotations'
import { classesContract } from './classes'
import { crossValidationContract } from './cross-validation'
import { comparisonContract } from './comparison'
import { datasetsContract } from './datasets'
import { engineContract } from './engine-info'
import { evaluationContract } from './evaluation'
import { eventsContract } from './events'
import { exportsContract } from './exports'
import { historyContract } from './history'
import { imagesContract } from './images'
import { itemContract } from './item'
import { jobsContract } from './jobs'
import { modelsContract } from './models'
import { projectsContract } from './projects'
import { publishContract } from './publish'
import { recipesContract } from './recipes'
import { runsContract } from './runs'
import { sasContract } from './sas'
import { settingsContract } from './settings'
import { sourcesContract } from './sources'
import { suggestionsContract } from './suggestions'

/** Everything a client can ask of the backend at `/rpc`, one key per domain. */
export const contract = {
  projects: projectsContract,
  sources: sourcesContract,
  images: imagesContract,
  annotations: annotationsContract,
  classes: classesContract,
  history: historyContract,
  exports: exportsContract,
  publish: publishContract,
  sas: sasContract,
  datasets: datasetsContract,
  models: modelsContract,
  recipes: recipesContract,
  runs: runsContract,
  crossValidation: crossValidationContract,
  evaluation: evaluationContract,
  comparison: comparisonContract,
  item: itemContract,
  suggestions: suggestionsContract,
  engine: engineContract,
  jobs: jobsContract,
  settings: settingsContract,
  events: eventsContract
}

export type Client = ContractRouterClient<typeof contract>
