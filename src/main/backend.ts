import { join } from 'node:path'
import type { Project } from '@shared/contract/projects'
import { createEngineClient } from './engine-client/engine-client'
import { engineEnvironment } from './engine-client/environment'
import { createDownloads } from './files/downloads'
import { createUploads } from './files/uploads'
import { createFetcher } from './net/fetcher'
import { createDownloadHandler } from './http/download'
import { createPresentationHandler } from './http/presentation'
import { createPreviewPicturesHandler } from './http/preview-pictures'
import { createProjectMediaRoutes } from './http/project-media'
import { createRouter } from './http/router'
import { createRpcHandler } from './http/rpc'
import { createSasHandler } from './http/sas'
import { createShareHandler } from './http/share'
import { createStaticHandler } from './http/static'
import { createUploadHandler } from './http/upload'
import type { BackendPorts } from './ports'
import { createSettingsHandlers } from './services/about'
import { createAnnotationsService } from './services/annotations-service'
import { createClassesService } from './services/classes-service'
import { createCatalogue } from './services/datasets/catalogue'
import { createDatasetsService } from './services/datasets/datasets-service'
import { generatorOf } from './services/drafts/generator'
import { createComparisonService } from './services/evaluation/comparison-service'
import { createEvaluationService } from './services/evaluation/evaluation-service'
import { createExternalSets } from './services/judging/external-sets'
import { createItemInputs } from './services/judging/item-inputs'
import { createItemService } from './services/item/item-service'
import { createJudge } from './services/judging/judge'
import { createJudgedRuns } from './services/judging/judged-runs'
import { createLabelMapsService } from './services/evaluation/label-maps-service'
import { createPredictionSetsService } from './services/evaluation/prediction-sets-service'
import { createRevisions } from './services/evaluation/revisions'
import { createEventBus } from './services/event-bus'
import { createRenderers } from './services/examples/renderers'
import { createExportsService } from './services/exports/exports-service'
import { createFeatureSpace } from './services/features/feature-space'
import { createSimilarityService } from './services/features/similarity-service'
import { createHistoryService } from './services/history/history-service'
import { createCropThumbnails } from './services/images/crop-thumbnails'
import { createPictures } from './services/images/pictures'
import { createImagesService } from './services/images/images-service'
import { createJobsService } from './services/jobs/jobs-service'
import { createManifestStore } from './services/manifests/manifest-store'
import { createManifestsService } from './services/manifests/manifests-service'
import { readPalette } from './services/palette'
import { fillSample } from './services/projects/fill-sample'
import { createOfflineService } from './services/offline/offline-service'
import { createProjectsService } from './services/projects/projects-service'
import { createRecentProjects } from './services/projects/recent-projects'
import { createRecipeLab } from './services/recipes/lab'
import { createRanker } from './services/recipes/ranking'
import { createRecipeStore } from './services/recipes/recipe-store'
import { createRecipesService } from './services/recipes/recipes-service'
import { createPresentationService } from './services/publish/presentation-service'
import { createPublishService } from './services/publish/publish-service'
import { createSasManifests } from './services/sas/sas-manifests'
import { createSasService } from './services/sas/sas-service'
import { createSasStore } from './services/sas/sas-store'
import { createSettingsService } from './services/settings-service'
import { createSuggestionsService } from './services/suggestions/suggestions-service'
import { createSourcesService, type SourcesService } from './services/sources/sources-service'
import { createCrossValidationService } from './services/training/cross-validation-service'
import { createEngineService } from './services/training/engine-service'
import { createKeptCheck } from './services/training/kept-check'
import { createModelsService } from './services/training/models-service'
import { nextRunNumber } from './services/training/run-store'
import { createTrainingService } from './services/training/training-service'
import { createWorkspace } from './services/workspace'

export interface Backend {
  /** Everything that a client can ask: `/rpc`, `/iiif`, `/media` and, where it was built, the window itself. */
  fetch(request: Request): Promise<Response>
  /** For what a host opens by itself: a command line, a double click. */
  openProject(path: string): Promise<Project>
  /** Tells other programs on this machine where this one answers. */
  announce(address: string): Promise<void>
  /** Whether a job would be cut off by an end now. */
  isBusy(): boolean
  /** Tells every window a sentence about a fault that belongs to no call. */
  tell(message: string): void
  /** Ends the work, closes the project. */
  close(): Promise<void>
}

/** Builds every service once. */
export async function createBackend(ports: BackendPorts): Promise<Backend> {
  const { resourcesDir, userDataDir, log } = ports
  const now = ports.clock ?? (() => new Date())
  const bus = createEventBus()
  const workspace = createWorkspace()
  const settings = await createSettingsService(userDataDir, bus)
  const history = createHistoryService({ workspace, bus, settings, now })
  const jobs = createJobsService({ workspace, bus, log, now })
  const classes = createClassesService({ workspace, history, now, palette: await readPalette(resourcesDir) })
  const images = createImagesService({ workspace, history })
  const annotations = createAnnotationsService({ workspace, history, settings, now })
  const allowedHosts = new Set(ports.allowHosts)
  const fetcher = createFetcher({
    allowHosts: () => [...allowedHosts, ...settings.get().allowedHosts],
    userAgent: `Vitrine/${ports.version}`
  })
  const pictures = createPictures()
  const crops = createCropThumbnails({ history, pictures })
  const uploads = await createUploads(join(userDataDir, 'uploads'))
  const downloads = await createDownloads(join(userDataDir, 'downloads'))
  const catalogue = createCatalogue({ resourcesDir, downloadsDir: join(userDataDir, 'datasets'), fetcher })
  const offline = createOfflineService({ workspace, history, jobs, images, pictures, crops, fetcher })
  const sources: SourcesService = createSourcesService({
    keepOffline: offline.startIfNeeded,
    catalogue,
    fetcher,
    uploads,
    pictures,
    crops,
    workspace,
    history,
    jobs,
    classes,
    settings,
    now
  })
  const engine = createEngineClient({
    spawn: ports.spawnEngine,
    environment: role => engineEnvironment(role),
    log: log.info
  })
  const recipeStore = createRecipeStore(workspace)
  const renderer = createRenderers(recipeStore)
  const datasets = createDatasetsService({
    workspace,
    bus,
    jobs,
    catalogue,
    now,
    images,
    classes,
    renderer
  })
  const models = createModelsService({ workspace, bus, now })
  const training = createTrainingService({
    ...{ workspace, bus, jobs, datasets, models, engine, resourcesDir, now },
    version: ports.version
  })
  const crossValidation = createCrossValidationService({ workspace, bus, jobs, datasets, training, engine, now })
  const external = createExternalSets(workspace)
  const judgedRuns = createJudgedRuns({ workspace, datasets, training, crossValidation })
  const revisions = createRevisions({
    workspace,
    judge: createJudge({ workspace, history, datasets, runs: judgedRuns, external, engine, renderer, now }),
    log,
    now
  })
  const { judge } = revisions
  const features = createFeatureSpace({ engine, history, renderer, resourcesDir })
  const inputs = createItemInputs({ workspace, renderer })
  const comparison = createComparisonService({ workspace, classes, judge, inputs })
  const evaluation = createEvaluationService({
    ...{ workspace, history, datasets, training, sources, classes, external, judge, now },
    runs: judgedRuns
  })
  const projects = createProjectsService({
    ports,
    workspace,
    history,
    jobs,
    bus,
    now,
    recent: await createRecentProjects(userDataDir),
    fillSample: () => fillSample(resourcesDir, jobs, sources)
  })

  const report = (bug: unknown) => log.error('A request failed', bug)
  const media = createProjectMediaRoutes({ workspace, pictures, report: bug => log.error('A picture failed', bug) })
  const manifestStore = createManifestStore(workspace)
  const presentation = createPresentationService({
    workspace,
    made: manifestStore,
    generator: generatorOf(ports.version)
  })
  const documents = createPresentationHandler(presentation, report)
  const store = createSasStore({ workspace, history, classes, presentation, now })
  const publish = createPublishService({
    ...{ workspace, presentation, history, bus, listen: ports.listen, now },
    handler: createShareHandler({
      image: media.iiifImage,
      presentation: documents,
      sas: createSasHandler({
        ...{ store, presentation, report },
        manifests: createSasManifests({ workspace, jobs, sources, fetcher })
      })
    })
  })
  const iiif = (request: Request): Promise<Response> => {
    const { protocol, host, pathname } = new URL(request.url)
    return pathname.startsWith('/iiif/image/') ? media.iiifImage(request) : documents(request, `${protocol}//${host}`)
  }

  const rpc = createRpcHandler({
    log,
    services: {
      projects,
      sources,
      offline,
      images,
      annotations,
      classes,
      history,
      exports: createExportsService({
        ...{ workspace, jobs, images, training, downloads, manifests: manifestStore, predict: judge.predict },
        tables: {
          ...{ runs: training, crossValidation, evaluation, comparison },
          judged: async () => [
            ...(await judgedRuns.list()).map(({ id, number, name }) => ({ id, title: `run ${number} ${name}` })),
            ...external.list().map(({ uuid, name }) => ({ id: uuid, title: `external ${name}` }))
          ],
          evaluatedOn: revisions.evaluatedOn
        },
        version: ports.version,
        ...(ports.fileSystem && { fileSystem: ports.fileSystem })
      }),
      publish,
      manifests: createManifestsService({
        ...{ workspace, history, images, store: manifestStore, presentation, now },
        shareUrl: publish.address
      }),
      sas: createSasService({
        ...{ workspace, history, classes, jobs, images, fetcher, now },
        allowHost: host => void allowedHosts.add(host)
      }),
      datasets,
      models,
      recipes: createRecipesService({
        ...{ workspace, bus, store: recipeStore, now },
        lab: createRecipeLab({ workspace, datasets, training, judge, store: recipeStore }),
        ranker: createRanker({ workspace, jobs, datasets, training, judge, renderer })
      }),
      runs: training,
      crossValidation,
      evaluation,
      comparison,
      labelMaps: createLabelMapsService({ workspace, history, classes, judge, now }),
      predictionSets: createPredictionSetsService({
        ...{ workspace, history, classes, uploads, now },
        sets: external,
        resolve: judge.resolve,
        nextNumber: ({ database }) => nextRunNumber(database.orm)
      }),
      suggestions: createSuggestionsService({ ...{ workspace, history, jobs, datasets, training, judge, now } }),
      similarity: createSimilarityService({ workspace, jobs, space: features }),
      item: createItemService({ workspace, datasets, runs: judgedRuns, external, judge, inputs, revisions }),
      engine: createEngineService({ engine, jobs, bus, kept: createKeptCheck(userDataDir, ports.version) }),
      jobs,
      settings: createSettingsHandlers(ports, settings),
      events: { subscribe: (_, { signal }) => bus.subscribe(signal) }
    }
  })
  const page = ports.rendererDir === undefined ? undefined : await createStaticHandler(ports.rendererDir)
  // While the window still loads; the command line mostly needs no index.
  if (page) workspace.onEnter(session => setImmediate(() => images.prepare(session)))
  projects.onClosing(publish.close)
  projects.onRelease(async session => {
    media.close(session)
    await judge.sets.flush(session)
    revisions.flush(session)
    await features.close(session)
    await crops.stop(session)
    await pictures.close(session)
  })

  return {
    fetch: createRouter({
      rpc,
      iiif,
      media: media.media,
      previewPictures: createPreviewPicturesHandler({ picture: sources.previewPicture, report }),
      upload: createUploadHandler({ save: uploads.save, report }),
      download: createDownloadHandler({ open: downloads.open, report }),
      ...(page && { renderer: page })
    }),
    openProject: async path => await projects.open({ path }, { signal: undefined }),
    announce: projects.announceHost,
    isBusy: () => jobs.hasLive(),
    tell: message => bus.publish({ type: 'fault', message }),
    async close() {
      try {
        await projects.close(undefined, { signal: undefined })
      } finally {
        await jobs.close()
        await engine.close()
        await downloads.close()
        fetcher.close()
        bus.close()
      }
    }
  }
}
