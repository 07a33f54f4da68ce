/** For each class of a population the model's class that it counts as; null = none, its examples are left out. */
export type LabelMap = readonly (number | null)[]

/** Proposes a map by names: equal but for case, punctuation and a plural s; for a person to look at before use. */
export function proposeLabelMap(population: readonly string[], model: readonly string[]): LabelMap {
  const known = new Map(model.map((name, index) => [plain(name), index]))
  return population.map(name => known.get(plain(name)) ?? null)
}

/** The map that takes class indices as they are, whatever they mean: for the study's table only, and to be marked so. */
export function indexMap(population: readonly string[], model: readonly string[]): LabelMap {
  return population.map((_, index) => (index < model.length ? index : null))
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{Letter}\p{Number}]/gu, '')
    .replace(/s$/, '')
}
