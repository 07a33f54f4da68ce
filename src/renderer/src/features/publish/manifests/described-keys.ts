import { describeKeys } from '@/ui/describe-keys'
import { manifestStrings } from './strings'

const words = manifestStrings.keys

/** What the list of canvases does with keys while it has the focus. */
export const describedKeys = describeKeys('publish', [
  { id: 'manifests.go', title: words.go, keys: ['Up', 'Down', 'Home', 'End'] },
  { id: 'manifests.range', title: words.range, keys: ['Shift+Up', 'Shift+Down'] },
  { id: 'manifests.select', title: words.select, keys: ['Space'] },
  { id: 'manifests.all', title: words.all, keys: ['Ctrl+A'] },
  { id: 'manifests.move', title: words.move, keys: ['Alt+Up', 'Alt+Down'] },
  { id: 'manifests.ends', title: words.ends, keys: ['Alt+Home', 'Alt+End'] },
  { id: 'manifests.remove', title: manifestStrings.tools.remove, keys: ['Delete'] },
  { id: 'manifests.open', title: words.open, keys: ['Enter'] }
])
