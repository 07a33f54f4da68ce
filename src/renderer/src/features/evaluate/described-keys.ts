import { describeKeys } from '@/ui/describe-keys'
import { evaluateStrings } from './strings'

const words = evaluateStrings.keys

/** What the confusion matrix and the gallery of a cell do with keys while they have the focus. */
export const describedKeys = describeKeys('evaluate', [
  { id: 'evaluate.move', title: words.move, keys: ['Left', 'Right', 'Up', 'Down'] },
  { id: 'evaluate.ends', title: words.ends, keys: ['Home', 'End', 'Ctrl+Home', 'Ctrl+End'] },
  { id: 'evaluate.open', title: words.open, keys: ['Enter'] }
])
