import type { Command } from './command'
import { annotate } from './commands/annotate'
import { importSources } from './commands/import'
import { list } from './commands/list'
import { create } from './commands/new'
import { serve } from './commands/serve'
import { verify } from './commands/verify'

/** Every command of `vitrine`, in the order of its help. */
export const commands: readonly Command[] = [serve, create, importSources, list, annotate, verify]
