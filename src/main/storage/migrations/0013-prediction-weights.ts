/**
 * A run that is resumed has other weights afterwards, and what it said before is no answer any more. What was kept without
 * them is predicted again.
 */
export const predictionWeights = `
alter table prediction add column weights text;
`
