/** Whether a text is an absolute http(s) URL: the only kind that is ever fetched. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text)
}

/** Whether two URLs mean the same resource: scheme and host compare without case, http and https count as one. */
export function isSameUrl(a: string, b: string): boolean {
  return a === b || normalised(a) === normalised(b)
}

function normalised(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  return url.href.replace(/^https?:/, '')
}
