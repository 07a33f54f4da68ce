/** Raised inside a reader when a document asks for more work than its budget allows; readers turn it into a problem. */
export class BudgetExceeded extends Error {
  constructor() {
    super('The document asks for more work than a reader may spend on it.')
    this.name = 'BudgetExceeded'
  }
}

/** Counts units of work (a JSON node, a path point), so that hostile input is stopped the same way on every machine. */
export interface Budget {
  /** Takes `units` from the budget; throws {@link BudgetExceeded} when it is used up. */
  spend(units: number): void
}

/** About two seconds of reading; the largest real manifest known to us (1.5 MB, 920 canvases) spends 60,000. */
export const DEFAULT_BUDGET = 5_000_000

/** A budget of `units` of work, shared by everything that reads one document. */
export function createBudget(units = DEFAULT_BUDGET): Budget {
  let left = units
  return {
    spend(amount) {
      left -= amount
      if (left < 0) throw new BudgetExceeded()
    }
  }
}
