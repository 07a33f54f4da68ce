/** Case and accents don't matter to a search. */
export function foldText(text: string): string {
  const lower = text.toLowerCase()
  return isAscii.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{Mark}/gu, '')
}

const isAscii = /^[\u0000-\u007f]*$/

/** A key whose plain order is the natural one: `test 9` before `test 10`. Far quicker than a collator at 70,000 names. */
export function naturalKey(text: string): string {
  return foldText(text).replace(/\d+/g, digits => digits.padStart(12, '0'))
}
