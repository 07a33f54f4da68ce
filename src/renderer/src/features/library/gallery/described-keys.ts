import { describeKeys } from '@/ui/describe-keys'
import { libraryStrings } from '../strings'

const text = libraryStrings.commands

/** What the grid itself does with keys while it has the focus. */
export const describedKeys = describeKeys('library', [
  { id: 'library.move', title: text.move, keys: ['Left', 'Right', 'Up', 'Down'] },
  { id: 'library.ends', title: text.ends, keys: ['Home', 'End', 'Ctrl+Home', 'Ctrl+End'] },
  { id: 'library.range', title: text.range, keys: ['Shift+Left', 'Shift+Right'] },
  { id: 'library.select', title: text.select, keys: ['Space'] },
  { id: 'library.open', title: text.open, keys: ['Enter'] }
])
