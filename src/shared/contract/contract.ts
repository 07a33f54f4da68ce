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
import { labelMapsContract } from './label-maps'
import { manifestsContract } from './manifests'
import { modelsContract } from './models'
import { offlineContract } from './offline'
import { predictionSetsContract } from './prediction-sets'
import { projectsContract } from './projects'
import { publishContract } from './publish'
import { recipesContract } from './recipes'
import { runsContract } from './runs'
import { sasContract } from './sas'
import { settingsContract } from './settings'
import { similarityContract } from './similarity'
import { sourcesContract } from './sources'
import { suggestionsContract } from './suggestions'

/** Written out: inferred, it is longer than the compiler puts into a declaration. */
type Contract = {
  readonly projects: typeof projectsContract
  readonly sources: typeof sourcesContract
  readonly offline: typeof offlineContract
  readonly images: typeof imagesContract
  readonly annotations: typeof annotationsContract
  readonly classes: typeof classesContract
  readonly history: typeof historyContract
  readonly exports: typeof exportsContract
  readonly publish: typeof publishContract
  readonly manifests: typeof manifestsContract
  readonly sas: typeof sasContract
  readonly datasets: typeof datasetsContract
  readonly models: typeof modelsContract
  readonly recipes: typeof recipesContract
  readonly runs: typeof runsContract
  readonly crossValidation: typeof crossValidationContract
  readonly evaluation: typeof evaluationContract
  readonly comparison: typeof comparisonContract
  readonly labelMaps: typeof labelMapsContract
  readonly predictionSets: typeof predictionSetsContract
  readonly item: typeof itemContract
  readonly suggestions: typeof suggestionsContract
  readonly similarity: typeof similarityContract
  readonly engine: typeof engineContract
  readonly jobs: typeof jobsContract
  readonly settings: typeof settingsContract
  readonly events: typeof eventsContract
}

/** Everything a client can ask of the backend at `/rpc`, one key per domain. */
export const contract: Contract = {
  projects: projectsContract,
  sources: sourcesContract,
  offline: offlineContract,
  images: imagesContract,
  annotations: annotationsContract,
  classes: classesContract,
  history: historyContract,
  exports: exportsContract,
  publish: publishContract,
  manifests: manifestsContract,
  sas: sasContract,
  datasets: datasetsContract,
  models: modelsContract,
  recipes: recipesContract,
  runs: runsContract,
  crossValidation: crossValidationContract,
  evaluation: evaluationContract,
  comparison: comparisonContract,
  labelMaps: labelMapsContract,
  predictionSets: predictionSetsContract,
  item: itemContract,
  suggestions: suggestionsContract,
  similarity: similarityContract,
  engine: engineContract,
  jobs: jobsContract,
  settings: settingsContract,
  events: eventsContract
}

/** What a window, the command line or a test calls: the contract as functions. */
export type Client = ContractRouterClient<Contract>
