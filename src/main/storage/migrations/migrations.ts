import { library } from './0001-library'
import { training } from './0002-training'
import { crossValidation } from './0003-cross-validation'
import { annotationOrigin } from './0004-annotation-origin'
import { evaluationRevisions } from './0005-evaluation-revisions'
import { recipes } from './0006-recipes'
import { manifests } from './0007-manifests'
import { judgedCrossValidations } from './0008-judged-cross-validations'
import { judging } from './0009-judging'
import { imageService } from './0010-image-service'
import { canvasIndex } from './0011-canvas-index'
import { externalIdIndex } from './0012-external-id-index'
import { predictionWeights } from './0013-prediction-weights'

/** In order; the position + 1 is the schema's version (`user_version`). Append, never change one that was released. */
export const migrations: readonly string[] = [
  library,
  training,
  crossValidation,
  annotationOrigin,
  evaluationRevisions,
  recipes,
  manifests,
  judgedCrossValidations,
  judging,
  imageService,
  canvasIndex,
  externalIdIndex,
  predictionWeights
]
