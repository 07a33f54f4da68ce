import type { Command } from './command'
import { serve } from './commands/serve'

/** Every command of `vitrine`, in the order of its help. */
export const commands: readonly Command[] = [serve]
