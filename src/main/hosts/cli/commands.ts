import type { Command } from './command'
import { annotate } from './commands/annotate'
import { compare } from './commands/compare'
import { cv } from './commands/cv'
import { dataset } from './commands/dataset'
import { engine } from './commands/engine'
import { evaluate } from './commands/evaluate'
import { exportProject } from './commands/export'
import { importSources } from './commands/import'
import { list } from './commands/list'
import { manifest } from './commands/manifest'
import { create } from './commands/new'
import { offline } from './commands/offline'
import { open } from './commands/open'
import { predict } from './commands/predict'
import { runJob } from './commands/run-job'
import { sas } from './commands/sas'
import { serve } from './commands/serve'
import { similar } from './commands/similar'
import { suspects } from './commands/suspects'
import { train } from './commands/train'
import { verify } from './commands/verify'

/** Every command of `vitrine`, in the order of its help. */
export const commands: readonly Command[] = [
  open,
  serve,
  create,
  importSources,
  offline,
  list,
  annotate,
  dataset,
  train,
  cv,
  evaluate,
  compare,
  predict,
  similar,
  suspects,
  exportProject,
  manifest,
  sas,
  engine,
  runJob,
  verify
]
