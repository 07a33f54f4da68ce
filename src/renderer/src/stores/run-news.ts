import type { Run } from '@shared/contract/runs'

/** The list with one run as it is now; one that isn't listed comes with the list. */
export const putRun = (list: readonly Run[], run: Run): readonly Run[] =>
  list.map(known => (known.id === run.id ? run : known))

/** A list that was under way while runs went on: of each the state with more epochs, as long as it is still going. */
export const withNews = (list: readonly Run[], news: ReadonlyMap<string, Run>): readonly Run[] =>
  list.map(run => {
    const told = news.get(run.id)
    return told && told.state === run.state && told.epochs.length > run.epochs.length ? told : run
  })
