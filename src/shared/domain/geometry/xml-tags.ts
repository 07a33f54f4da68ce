import type { Budget } from '../json/budget'

/** One tag of a small XML text. */
export interface XmlTag {
  /** Element name without its namespace prefix. */
  readonly name: string
  readonly kind: 'open' | 'close' | 'empty'
  readonly attributes: ReadonlyMap<string, string>
  /** The text since the tag before, entities replaced. */
  readonly text: string
}

const TAG_NAME = /\/?[A-Za-z_][\w.:-]*/y
const ATTRIBUTE = /[^\s=/>"'<]+/y
const SPACE = /\s*/y

/**
 * Scans the tags of untrusted markup in one pass, without a DOM: comments, instructions and the document type are
 * skipped, entities other than XML's five and numbers stay as they are. Stops at markup that isn't XML.
 */
export function* xmlTags(markup: string, budget: Budget): Generator<XmlTag> {
  let at = 0
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(markup)
    if (!found) return null
    at = pattern.lastIndex
    return found[0]
  }
  const skipTo = (end: string): boolean => {
    const found = markup.indexOf(end, at)
    at = found < 0 ? markup.length : found + end.length
    return found >= 0
  }
  let text = ''
  const nextTag = (): boolean => {
    const from = at
    const found = skipTo('<')
    text += decodeEntities(markup.slice(from, found ? at - 1 : at))
    return found
  }

  while (nextTag()) {
    budget.spend(1)
    if (markup.startsWith('!--', at)) skipTo('-->')
    else if (markup.startsWith('![CDATA[', at)) {
      const from = at + '![CDATA['.length
      text += skipTo(']]>') ? markup.slice(from, at - ']]>'.length) : ''
    } else if (markup.startsWith('?', at)) skipTo('?>')
    else if (markup.startsWith('!', at)) {
      // An internal subset could hold entity definitions: nothing behind it is trusted.
      const end = markup.indexOf('>', at)
      if (end < 0 || markup.slice(at, end).includes('[')) return
      at = end + 1
    } else {
      const name = match(TAG_NAME)
      if (name === null) return
      const attributes = new Map<string, string>()
      for (match(SPACE); ; match(SPACE)) {
        const key = match(ATTRIBUTE)
        if (key === null) break
        budget.spend(1)
        match(SPACE)
        if (markup[at] !== '=') continue
        at++
        match(SPACE)
        const quote = markup[at]
        if (quote !== '"' && quote !== "'") return
        const from = ++at
        if (!skipTo(quote)) return
        if (!attributes.has(key)) attributes.set(key, decodeEntities(markup.slice(from, at - 1)))
      }
      const empty = markup[at] === '/'
      if (empty) at++
      if (markup[at] !== '>') return
      at++
      const close = name.startsWith('/')
      yield {
        name: name.slice(Math.max(name.indexOf(':') + 1, close ? 1 : 0)),
        kind: close ? 'close' : empty ? 'empty' : 'open',
        attributes,
        text
      }
      text = ''
    }
  }
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00A0']
])

/** Replaces XML's own and numeric character references (and `&nbsp;`); others are left as they stand. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : null
    if (code === null) return NAMED.get(String(name).toLowerCase()) ?? whole
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
