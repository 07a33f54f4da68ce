import { onScopeDispose } from 'vue'
import { useCommands, type Command } from '@/stores/commands'

/** Offers commands while the calling component is shown. */
export function useScreenCommands(commands: readonly Command[]): void {
  onScopeDispose(useCommands().register(commands))
}
