/** Whether a text is an absolute http(s) URL: the only kind that is ever fetched. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text)
}

/** Whether two URLs mean the same resource: scheme and host compare without case, http and https count as one. */
export function isSameUrl(a: string, b: string): boolean {
  return a === b || urlKey(a) === urlKey(b)
}

/** The same text for all URLs that {@link isSameUrl} takes for the same; what is no http(s) URL stands for itself. */
export function urlKey(text: string): string {
  return isHttpUrl(text) ? new URL(text).href.replace(/^https?:/i, '') : text
}
