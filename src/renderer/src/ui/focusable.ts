/** What Tab stops at, as a selector. */
export const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), textarea, [tabindex]:not([tabindex="-1"])'
