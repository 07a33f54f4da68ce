/** How numbers and times are written. The locale is the browser's; see the wording rules of each kind beside it. */

const locale = globalThis.navigator?.language ?? 'en'
const grouped = new Intl.NumberFormat(locale)
const NBSP = '\u00a0'
/** Shown for what is undefined; the reason belongs in a tooltip. */
export const undefinedMark = '–'

const fixed = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
const byDigits = [fixed(0), fixed(1), fixed(2), fixed(3), fixed(4)] as const

/** A number with so many decimals, − for minus, – when undefined. */
export function decimal(value: number | null, digits: 0 | 1 | 2 | 3 | 4): string {
  return value === null ? undefinedMark : byDigits[digits].format(value).replace('-', '−')
}

/** `70,092`. */
export const count = (value: number): string => grouped.format(value)

/** `1 photo`, `12 photos`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** A share as `60.0 %`, or `91.19 %` when it rests on 10,000 or more. */
export function percent(share: number | null, n = 0): string {
  return share === null ? undefinedMark : `${decimal(share * 100, n >= 10_000 ? 2 : 1)}${NBSP}%`
}

/** `35.7–80.2`, percent without the sign; two decimals from n = 10,000 on. */
export function interval(bounds: readonly [number, number] | null, n = 0): string {
  if (bounds === null) return undefinedMark
  const digits = n >= 10_000 ? 2 : 1
  return `${decimal(bounds[0] * 100, digits)}–${decimal(bounds[1] * 100, digits)}`
}

/** Confidence, never `1.00` unless it is exactly 1. */
export function confidence(value: number | null): string {
  if (value === null) return undefinedMark
  return value < 1 && value > 0.995 ? '0.999+' : decimal(value, 2)
}

export function pValue(value: number | null): string {
  if (value === null) return undefinedMark
  return value < 0.001 ? 'p < 0.001' : `p = ${decimal(value, 3)}`
}

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const dayMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })

/** `14:32` today, `18 Nov` this year, `2024-11-18` otherwise. */
export function moment(instant: string | null, now = new Date()): string {
  if (instant === null) return undefinedMark
  const date = new Date(instant)
  if (date.toDateString() === now.toDateString()) return clock.format(date)
  return date.getFullYear() === now.getFullYear() ? dayMonth.format(date) : isoDay(date)
}

const isoDay = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(part => String(part).padStart(2, '0')).join('-')

/** `14.2 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return undefinedMark
  if (seconds < 60) return `${decimal(seconds, 1)}${NBSP}s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)}${NBSP}min ${whole % 60}${NBSP}s`
  return `${Math.floor(whole / 3600)}${NBSP}h ${Math.floor((whole % 3600) / 60)}${NBSP}min`
}

/** `about 2 min left`; empty when no end is known. */
export function timeLeft(eta: string | null, now = Date.now()): string {
  if (eta === null) return ''
  const seconds = Math.max(0, (Date.parse(eta) - now) / 1000)
  if (seconds < 5) return 'almost done'
  if (seconds < 90) return `about ${Math.round(seconds)}${NBSP}s left`
  if (seconds < 5400) return `about ${Math.round(seconds / 60)}${NBSP}min left`
  return `about ${Math.round(seconds / 3600)}${NBSP}h left`
}

/** `27.7 MB`, decimal units. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  return `${decimal(value / 1000 ** step, step === 0 ? 0 : 1)}${NBSP}${units[step]}`
}
