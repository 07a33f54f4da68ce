import { watch } from 'vue'
import { useMessages } from '@/stores/messages'
import { useRuns } from '@/stores/runs'
import { percent } from '@/ui/format'
import type { Run } from '@shared/contract/runs'
import { isLiveRun } from '@shared/domain/training/live-run'
import { trainStrings } from './strings'
import { useSystemNotices } from './system-notices'

/** Says when a run that was going on has ended; outside the window only where the user has allowed that before. */
export function useRunEnds(show: (run: Run) => void): void {
  const runs = useRuns()
  const messages = useMessages()
  const notices = useSystemNotices()
  const going = new Set<string>()

  function tell(run: Run): void {
    const title = trainStrings.run.title(run.number, run.name)
    const isGood = run.state === 'finished'
    const text = isGood
      ? trainStrings.finishedText(title, percent(run.best?.val_accuracy ?? null))
      : trainStrings.failedText(title)
    messages.say(text, {
      tone: isGood ? 'ok' : 'bad',
      action: { label: trainStrings.open, run: () => show(run) }
    })
    notices.show(text, () => show(run))
  }

  // A fold that is done is a step of its cross-validation.
  const isNews = ({ state, fold }: Run): boolean => state === 'failed' || (state === 'finished' && fold === null)

  watch(
    () => runs.list,
    list => {
      for (const run of list) {
        if (isLiveRun(run)) going.add(run.id)
        else if (going.delete(run.id) && isNews(run)) tell(run)
      }
    },
    { immediate: true }
  )
}
