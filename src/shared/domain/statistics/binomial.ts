/** Chance of `successes` or more in `trials` with chance `p` in (0, 1) each; O(trials). */
export function binomialUpperTail(successes: number, trials: number, p: number): number {
  if (successes <= 0) return 1
  if (successes > trials) return 0
  let term = Math.exp(logChoose(trials, successes) + successes * Math.log(p) + (trials - successes) * Math.log1p(-p))
  let sum = term
  for (let k = successes; k < trials && term > 0; k++) {
    term *= ((trials - k) / (k + 1)) * (p / (1 - p))
    sum += term
  }
  return Math.min(1, sum)
}

function logChoose(n: number, k: number): number {
  const smaller = Math.min(k, n - k)
  let sum = 0
  for (let i = 1; i <= smaller; i++) sum += Math.log((n - smaller + i) / i)
  return sum
}
